"""A mistake in an inventory: where it is, what is wrong, and what to write instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Path = tuple[Any, ...]
"""Keys from the top of the inventory: `("hosts", "www.example.org", "size")`."""


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One mistake, ordered by place; printed as `file:line:column: path: what is wrong, and what to write`."""

    file: str
    line: int
    column: int
    path: Path
    what: str
    write: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        return ": ".join(part for part in (where, shown(self.path), f"{self.what}; {self.write}") if part)


def shown(path: Path) -> str:
    """A path for people: `hosts[www.example.org].aliases[0]`; brackets where a key has dots or is a number."""
    text = ""
    for step in path:
        plain = isinstance(step, str) and step.replace("_", "").replace("-", "").isalnum()
        text += (f".{step}" if text else step) if plain else f"[{step}]"
    return text


class InvalidInventoryError(Exception):
    """An inventory that can't be used; holds every mistake found in it, in the order of the files."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.line, p.column, shown(p.path), p.what))
        super().__init__("\n".join(map(str, self.problems)))
