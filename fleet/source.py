"""One YAML file as plain data, with the place of every key and value.

PyYAML's own loaders lose positions, keep the last of two equal keys, expand aliases without limit and follow nesting by
recursion, which ends the process on hostile input. So this reads libyaml's events in a flat loop and leaves the meaning of
scalars to PyYAML.
"""

from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from pathlib import Path
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

MAX_DEPTH = 32
"""Levels of nesting; an inventory needs seven."""
MAX_ALIASED = 100_000
"""Values that aliases may stand for, all together: enough for any table, too few to exhaust memory."""

_PREFIX = "tag:yaml.org,2002:"
_SCALARS = {_PREFIX + kind for kind in ("str", "int", "float", "bool", "null", "timestamp")}
_ALLOWED = _SCALARS | {None, "!"}
_PLAIN = "write plain text, numbers, lists and mappings"
_RESOLVERS: dict[str | None, list[tuple[str, Any]]] = yaml.SafeLoader.yaml_implicit_resolvers

Mark = tuple[int, int]
"""Line and column, from 1."""
Container = dict[str, Any] | list[Any]


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


@lru_cache(maxsize=100_000)
def _scalar(value: str, tag: str | None) -> Any:  # noqa: ANN401
    """A plain scalar's meaning under YAML 1.1, as PyYAML's safe constructor gives it."""
    if tag is None:
        known = _RESOLVERS.get(value[:1] or "", []) + _RESOLVERS.get(None, [])
        tag = next((tag for tag, pattern in known if pattern.match(value)), _PREFIX + "str")
    if tag not in _SCALARS:
        return value
    return SafeConstructor().construct_object(yaml.ScalarNode(tag, value))  # type: ignore[no-untyped-call]


class _Stop(Exception):  # noqa: N818 # a signal between functions here, not an error for callers
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


class _Reader:
    """Builds a `Source` from libyaml's events, innermost container last on the stack."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        self.aliased = 0
        self.kept: list[Any] = []

    def complain(self, mark: Mark, what: str, write: str) -> None:
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
        tag, value, mark = event.tag, event.value, _place(event)
        if tag not in _ALLOWED:
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
        mark = _place(event)
        target = self.anchors.get(event.anchor)
        if target is None:
            why = "is inside what it stands for" if event.anchor in self.anchors else "has no anchor before it"
            self.complain(mark, f"the alias *{event.anchor} {why}", "write the value out")
            raise _Stop
        value, size = target
        self.aliased += size
        if self.aliased > MAX_ALIASED:
            self.complain(mark, f"aliases stand for more than {MAX_ALIASED:,} values", "write the rows out")
            raise _Stop
        self.add(mark, value, size)

    def open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        mark = _place(event)
        if len(self.stack) >= MAX_DEPTH:
            self.complain(mark, f"more than {MAX_DEPTH} levels of nesting", "write rows as the schema shows them")
            raise _Stop
        container: Container = {} if type(event) is MappingStartEvent else []
        if event.tag not in {None, "!", _PREFIX + ("map" if isinstance(container, dict) else "seq")}:
            self.complain(mark, f"the tag {_short(event.tag)} is not allowed", _PLAIN)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Frame(container, mark, event.anchor))

    def close(self) -> None:
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
            _Stop: A problem was noted after which nothing more can be understood.
            yaml.YAMLError: It is not YAML.
        """
        loader = yaml.CSafeLoader(text)
        documents = 0
        try:
            while True:
                event = loader.get_event()  # type: ignore[no-untyped-call]
                kind = type(event)
                if kind is ScalarEvent:
                    self.scalar(event)
                elif kind is MappingStartEvent or kind is SequenceStartEvent:
                    self.open(event)
                elif kind is MappingEndEvent or kind is SequenceEndEvent:
                    self.close()
                elif kind is AliasEvent:
                    self.alias(event)
                elif kind is DocumentStartEvent:
                    documents += 1
                    if documents > 1:
                        self.complain(
                            _place(event), "a second document begins", "remove the --- line, or use another file"
                        )
                        raise _Stop
                elif kind is StreamEndEvent:
                    return
        finally:
            loader.dispose()  # type: ignore[no-untyped-call]


def _place(event: yaml.Event) -> Mark:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _short(tag: str) -> str:
    return tag.replace(_PREFIX, "!!")


def _decode(source: Source, raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        what = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        source.problems.append(Problem(source.file, line, column, (), what, "save the file as UTF-8"))
        return None


def read(path: Path) -> Source:
    """Read one file; whatever is wrong with it is in the result's `problems`, never an exception.

    Args:
        path: The file; problems name it as it is written here.
    """
    source = Source(str(path))
    reader = _Reader(source)
    try:
        text = _decode(source, path.read_bytes())
        if text is not None:
            reader.read(text)
    except _Stop:
        pass
    except OSError as error:
        source.problems.append(Problem(source.file, 1, 1, (), f"can't be read: {error.strerror}", "make it readable"))
    except yaml.reader.ReaderError as error:
        what = f"the character {error.character!r} is not allowed in YAML"
        source.problems.append(Problem(source.file, 1, 1, (), what, "remove it"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source.problems.append(Problem(source.file, *place, (), what, "mend the YAML here or just above"))
    reader.salvage()
    return source
