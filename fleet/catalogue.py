"""A provider's sizes and regions: a list that is kept as a file, since no check of an inventory may need a network."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

Get = Callable[[str], Any]
"""Asks a provider's API: from a path to the answer as plain data."""


@dataclass(frozen=True)
class Catalogue:
    """What may be ordered: megabytes of memory by size, and each region with the place where it is."""

    sizes: Mapping[str, int]
    regions: Mapping[str, str]

    def with_former(self, former: "Catalogue") -> "Catalogue":
        """The same with what was listed before: machines of a size that is sold no more go on running."""
        return Catalogue({**former.sizes, **self.sizes}, {**former.regions, **self.regions})


@dataclass(frozen=True)
class CatalogueSource:
    """Where a catalogue comes from, and where it is kept.

    `url` is the API's address, `login` the environment variable with a token for it, where it wants one; `fetched` asks
    it for everything.
    """

    file: Path
    url: str
    fetched: Callable[[Get], Catalogue]
    login: str | None = None

    def kept(self) -> Catalogue:
        """The catalogue as it is kept."""
        content = json.loads(self.file.read_text(encoding="utf-8"))
        return Catalogue(content["sizes"], content["regions"])


def written(catalogue: Catalogue, source: str, day: date) -> str:
    """A catalogue's file, which says where it is from; sizes by memory, regions by name."""
    sizes = dict(sorted(catalogue.sizes.items(), key=lambda size: (size[1], size[0])))
    content = {"source": source, "date": str(day), "sizes": sizes, "regions": dict(sorted(catalogue.regions.items()))}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
