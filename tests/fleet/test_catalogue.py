"""The lists of sizes and regions as they are kept."""

import json
from datetime import date
from pathlib import Path

import pytest

from fleet.catalogue import Catalogue, CatalogueSource, written
from fleet.registry import hostings

SOURCES = {key: each.catalogue for key, each in hostings().items() if each.catalogue}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_a_kept_list_says_where_it_is_from_and_when(source: CatalogueSource) -> None:
    content = json.loads(source.file.read_text("utf-8"))
    assert content["source"]
    assert date.fromisoformat(content["date"]) <= date.max
    kept = source.kept()
    assert written(kept, content["source"], date.fromisoformat(content["date"])) == source.file.read_text("utf-8")


def test_what_is_sold_no_more_stays_listed(tmp_path: Path) -> None:
    old, new = Catalogue({"a": 1, "b": 2}, {"x": "X"}), Catalogue({"b": 3, "c": 1}, {"y": "Y"})
    file = tmp_path / "catalogue.json"
    file.write_text(written(new.with_former(old), "a test", date(2027, 1, 31)))
    kept = CatalogueSource(file, "", lambda _get: new).kept()
    assert (list(kept.sizes.items()), kept.regions) == ([("a", 1), ("c", 1), ("b", 3)], {"x": "X", "y": "Y"})
