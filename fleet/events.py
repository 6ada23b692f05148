"""Plain data from libyaml's events.

PyYAML's own loaders lose positions, keep the last of two equal keys, expand aliases without limit and follow nesting by
recursion, which ends the process on hostile input. So this follows the events in a flat loop, and leaves the meaning of
scalars to PyYAML.
"""

from enum import Enum
from functools import lru_cache
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from fleet.problems import Problem
from fleet.source import Mark, Source

MAX_DEPTH = 32
"""Levels of nesting; an inventory needs seven."""
MAX_ALIASED = 100_000
"""Values that aliases may stand for, all together: enough for any table, too few to exhaust memory."""

_PREFIX = "tag:yaml.org,2002:"
_SCALARS = {_PREFIX + kind for kind in ("str", "int", "float", "bool", "null", "timestamp")}
_ALLOWED = _SCALARS | {"!"}
_PLAIN = "write plain text, numbers, lists and mappings"
_RESOLVERS: dict[str | None, list[tuple[str, Any]]] = yaml.SafeLoader.yaml_implicit_resolvers

Container = dict[str, Any] | list[Any]


@lru_cache(maxsize=100_000)
def _scalar(value: str, tag: str | None) -> Any:
    """A plain scalar's meaning under YAML 1.1, as PyYAML's safe constructor gives it."""
    if tag is None:
        known = _RESOLVERS.get(value[:1] or "", []) + _RESOLVERS.get(None, [])
        tag = next((tag for tag, pattern in known if pattern.match(value)), _PREFIX + "str")
    if tag not in _SCALARS:
        return value
    return SafeConstructor().construct_object(yaml.ScalarNode(tag, value))


class Stop(Exception):  # noqa: N818 # a signal between functions here, not an error for callers
    """The rest of the file can't be read; the problem is already noted."""


class _Key(Enum):
    """What a mapping waits for, where it is no key of the file."""

    NONE = 0
    SKIPPED = 1


class _Frame:
    """A mapping or sequence under construction."""

    __slots__ = ("anchor", "container", "key", "mark", "marks", "size")

    def __init__(self, container: Container, mark: Mark, anchor: str | None) -> None:
        self.container, self.mark, self.anchor = container, mark, anchor
        self.marks: dict[Any, tuple[Mark, Mark]] = {}
        self.key: Any = _Key.NONE
        self.size = 1


class Reader:
    """Builds a `Source` from libyaml's events, innermost container last on the stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        self.aliased = 0
        self.kept: list[Any] = []

    def complain(self, mark: Mark, what: str, write: str) -> None:
        """Note a problem where reading is now."""
        steps = (len(f.container) if isinstance(f.container, list) else f.key for f in self.stack)
        path = tuple(step for step in steps if not isinstance(step, _Key))
        self.source.problems.append(Problem(self.source.file, *mark, path, what, write))

    def add(self, mark: Mark, value: Any, size: int = 1) -> None:
        """Put a finished value where it belongs: a key or a value of the innermost container."""
        if not self.stack:
            self.source.data = value
            return
        frame = self.stack[-1]
        frame.size += size
        container = frame.container
        if isinstance(container, list):
            frame.marks[len(container)] = mark, mark
            container.append(value)
        elif frame.key is _Key.NONE:
            frame.key = self.key(mark, frame, value)
            if frame.key is not _Key.SKIPPED:
                frame.marks[frame.key] = mark, mark
        else:
            if frame.key is _Key.SKIPPED:
                self.kept.append(value)  # marks go by identity, so nothing that had some may be freed
            else:
                container[frame.key] = value
                frame.marks[frame.key] = frame.marks[frame.key][0], mark
            frame.key = _Key.NONE

    def key(self, mark: Mark, frame: _Frame, value: Any) -> Any:
        """The key that a value is, or `SKIPPED` where it can be none."""
        if isinstance(value, str) and value != "<<" and value not in frame.container:
            return value
        if value == "<<":
            self.complain(mark, "merge keys (<<) are not read", "write the fields out, or rely on the defaults")
        elif isinstance(value, dict | list):
            self.complain(mark, "a key can't be a list or mapping", "write a name")
        elif not isinstance(value, str):
            self.complain(mark, f"the key {value!r} is not text", "put it in quotes")
            if str(value) not in frame.container:
                return str(value)
        else:
            line = frame.marks[value][0][0]
            self.complain(mark, f"the key {value!r} is here twice", f"keep this one or the one in line {line}")
        return _Key.SKIPPED

    def scalar(self, event: ScalarEvent) -> None:
        """Take in a scalar, with the meaning that YAML 1.1 gives it."""
        tag, value, mark = event.tag, event.value, _place(event)
        if tag is not None and tag not in _ALLOWED:
            self.complain(mark, f"the tag {_short(tag)} is not allowed", _PLAIN)
        elif tag is not None or event.implicit[0]:
            try:
                value = _scalar(value, tag)
            except (ValueError, KeyError, OverflowError):
                self.complain(mark, f"{value!r} looks like a number or date but is none", "put text in quotes")
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self.add(mark, value)

    def alias(self, event: AliasEvent) -> None:
        """Take in what an alias stands for.

        Raises:
            Stop: Nothing after it can be understood.
        """
        mark = _place(event)
        target = self.anchors.get(event.anchor or "")
        if target is None:
            why = "is inside what it stands for" if event.anchor in self.anchors else "has no anchor before it"
            self.complain(mark, f"the alias *{event.anchor} {why}", "write the value out")
            raise Stop
        value, size = target
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            self.complain(mark, f"aliases stand for more than {MAX_ALIASED:,} values", "write the rows out")
            raise Stop
        self.add(mark, value, size)

    def open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        """Begin a mapping or sequence.

        Raises:
            Stop: Nothing after it can be understood.
        """
        mark = _place(event)
        if len(self.stack) >= MAX_DEPTH:
            self.complain(mark, f"more than {MAX_DEPTH} levels of nesting", "write rows as the schema shows them")
            raise Stop
        container: Container = {} if type(event) is MappingStartEvent else []
        if event.tag not in {None, "!", _PREFIX + ("map" if isinstance(container, dict) else "seq")}:
            self.complain(mark, f"the tag {_short(event.tag)} is not allowed", _PLAIN)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Frame(container, mark, event.anchor))

    def close(self) -> None:
        """End the innermost mapping or sequence."""
        frame = self.stack.pop()
        self.source.marks[id(frame.container)] = frame.marks
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.container, frame.size)
        self.add(frame.mark, frame.container, frame.size)

    def salvage(self) -> None:
        """Keep the rows that were whole when reading stopped, so that their mistakes are reported too."""
        self.source.truncated = bool(self.stack) or (self.source.data is None and bool(self.source.problems))
        for outer, inner in zip(self.stack[:1], self.stack[1:2], strict=False):
            if isinstance(outer.container, dict) and not isinstance(outer.key, _Key):
                outer.container[outer.key] = inner.container
        for frame in self.stack[:2]:
            self.source.marks[id(frame.container)] = frame.marks
        if self.stack:
            self.source.data = self.stack[0].container

    def read(self, text: str) -> None:
        """Follow the events to the end of the file.

        Raises:
            Stop: A problem was noted after which nothing more can be understood.
            yaml.YAMLError: It is not YAML.
        """
        loader = yaml.CSafeLoader(text)
        documents = 0
        try:
            while True:
                event = loader.get_event()
                if isinstance(event, ScalarEvent):
                    self.scalar(event)
                elif isinstance(event, MappingStartEvent | SequenceStartEvent):
                    self.open(event)
                elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                    self.close()
                elif isinstance(event, AliasEvent):
                    self.alias(event)
                elif isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self.complain(
                            _place(event), "a second document begins", "remove the --- line, or use another file"
                        )
                        raise Stop
                elif isinstance(event, StreamEndEvent):
                    return
        finally:
            loader.dispose()


def _place(event: yaml.Event) -> Mark:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _short(tag: str) -> str:
    return tag.replace(_PREFIX, "!!")
