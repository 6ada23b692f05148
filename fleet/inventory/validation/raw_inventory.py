"""The inventory as it is written: what rules across rows look at, since a row with a mistake still names others."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain
from typing import Any

from fleet.inventory.errors.problems import Path
from fleet.inventory.errors.suggestions import Names
from fleet.inventory.firewall import BUILT_IN


class RawInventory:
    """What the files say, rows with mistakes included.

    Example: of `hosts: {www.example.org: {provider: linode}}`, `written(("hosts", "*", "provider"))` gives
    `(("hosts", "www.example.org", "provider"), "linode")`.
    """

    def __init__(self, data: dict[str, Any], unread: frozenset[str], dropped: list[Any]) -> None:
        self.data = data
        self.unread = unread
        """The sections that may hold more than was seen."""
        self._dropped = dropped
        self._names: dict[str, Names] = {}

    def rows(self, section: str) -> dict[str, Any]:
        """The rows of a section, each as it was written."""
        rows: dict[str, Any] = self.data.get(section, {})
        return rows

    def names(self, section: str) -> Names:
        """What may be referred to in a section."""
        if section not in self._names:
            built_in = BUILT_IN.keys() if section == "firewalls" else set()
            self._names[section] = Names(self.rows(section).keys() | built_in)
        return self._names[section]

    @cached_property
    def set_aside(self) -> set[str]:
        """Every word of what stands in the files but not in the data; it may be the name of a row."""
        return {word for value in self._dropped for word in words_of(value)}

    def written(self, pattern: Path) -> Iterator[tuple[Path, str]]:
        """Each text that stands where a pattern leads, with its path."""
        return ((path, value) for path, value in _written(self.data, pattern, ()) if isinstance(value, str))

    def numbers(self, patterns: Iterable[Path]) -> Iterator[tuple[Path, int]]:
        """Each number that stands where one of the patterns leads, with its path."""
        values = chain.from_iterable(_written(self.data, pattern, ()) for pattern in patterns)
        return ((path, value) for path, value in values if type(value) is int)


def _written(here: Any, pattern: Path, path: Path) -> Iterator[tuple[Path, Any]]:
    if not pattern:
        yield path, here
        return
    step, rest = pattern[0], pattern[1:]
    if step == "#":
        for index, item in enumerate(here if isinstance(here, list) else []):
            yield from _written(item, rest, (*path, index))
    elif isinstance(here, dict):
        for key in here if step in {"*", "="} else {step} & here.keys():
            yield from _written(key if step == "=" else here[key], rest, (*path, key))


def words_of(value: Any) -> Iterator[str]:
    """Every word that is written in a value, at any depth."""
    left = [value]
    while left:
        here = left.pop()
        if isinstance(here, dict):
            left += [*here, *here.values()]
        elif isinstance(here, list):
            left += here
        elif isinstance(here, str):
            yield from here.replace(",", " ").split()
