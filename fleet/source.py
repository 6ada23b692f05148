"""One YAML file as plain data, with the place of every key and value."""

from dataclasses import dataclass, field
from typing import Any

from fleet.problems import Problem

Mark = tuple[int, int]
"""Line and column, from 1."""


@dataclass
class Source:
    """A file's data, the problems met on the way, and where its keys stand."""

    file: str
    data: Any = None
    problems: list[Problem] = field(default_factory=list)
    truncated: bool = False
    """Whether the rest of the file could not be read, so that what is absent may only be unseen."""
    marks: dict[int, dict[Any, tuple[Mark, Mark]]] = field(default_factory=dict)
    """For each container, by identity: where every key and its value stand."""

    def locate(self, path: tuple[Any, ...]) -> tuple[int, Mark, Mark]:
        """How many steps of a path this file has, and where the last one's key and value stand."""
        here, depth = self.data, 0
        places = ((1, 1), (1, 1))
        for step in path:
            marks = self.marks.get(id(here), {})
            if step not in marks:
                break
            here, places, depth = here[step], marks[step], depth + 1
        return depth, *places
