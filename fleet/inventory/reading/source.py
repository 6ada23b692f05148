"""One YAML file as plain data, with the place of every key and value."""

import re
from dataclasses import dataclass, field
from typing import Any

from fleet.inventory.errors.problems import Mistake, Path, Problem

Mark = tuple[int, int]
"""Line and column, from 1."""
Marks = dict[Any, tuple[Mark, Mark]]
"""Of one mapping or list: where each key (or index) and its value stand."""
BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""A line's end as libyaml counts it."""
NOT_IN_YAML = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""YAML 1.1, section 5.1, less the byte order mark, which stands only at the beginning."""


def mark_of(place: Any) -> Mark:
    """A place of libyaml's, which counts from 0."""
    return place.line + 1, place.column + 1


@dataclass
class Source:
    """A file's data, the problems met on the way, and where its keys stand."""

    file: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    places: set[Mark] = field(default_factory=set)
    """Where problems were noted."""
    doubts: list[Mistake] = field(default_factory=list)
    """Keys without a value, and numbers that are others than they look: mistakes, even where the model takes them."""
    truncated: bool = False
    """Whether a part of the file could not be read, so that no row can be called missing."""
    dropped: list[Any] = field(default_factory=list)
    """Values of keys that can't be kept. A name in them may be a row's, which is then not called missing either."""
    marks: dict[int, Marks] = field(default_factory=dict)
    """The marks of each mapping and list, by its `id()`."""

    def complain(self, mark: Mark, what: str, write: str, path: Path = ()) -> None:
        """Note a problem, unless that place has one: the second would only repeat the first."""
        if mark not in self.places:
            self.places.add(mark)
            self.problems.append(Problem(self.file, *mark, path, what, write))

    def place(self, path: Path, *, at_key: bool = False) -> Mark:
        """Where to point for a mistake at a path: at its value, or at the key before a value of several lines.

        Of a path that the file has only in part, at the last key of that part.
        """
        return self.marks_of(path, at_key=at_key)[0]

    def marks_of(self, path: Path, *, at_key: bool) -> tuple[Mark, ...]:
        """The place of a mistake at a path, then any other place where the same mistake may be noted already."""
        here, key, value = self.data, (1, 1), (1, 1)
        for step in path:
            marks = self.marks.get(id(here), {})
            if step not in marks:
                return (key,)
            here, (key, value) = here[step], marks[step]
        if at_key:
            return (key,)
        if isinstance(here, dict | list) and key[0] != value[0]:
            return key, value
        return (value,)


def size_of(value: Any) -> int:
    """How many values one holds, itself and keys included. A loop, as aliases in aliases nest without limit."""
    size, left = 0, [value]
    while left:
        here = left.pop()
        size += 1
        if isinstance(here, dict):
            size += len(here)
            left += here.values()
        elif isinstance(here, list):
            left += here
    return size
