"""Plain data from libyaml's events.

PyYAML's own loaders lose positions, keep the last of two equal keys, expand aliases without limit and follow nesting by
recursion, which ends the process on hostile input. So this follows the events in a flat loop, and leaves the meaning of
scalars to PyYAML.
"""

from typing import Any

import yaml
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

from fleet.inventory.errors.problems import quoted
from fleet.inventory.reading.builder import Builder
from fleet.inventory.reading.scalars import PREFIX, meaning
from fleet.inventory.reading.source import Mark, Source

MAX_DEPTH = 32
"""Levels of nesting; an inventory needs seven."""
MAX_ALIASED = 100_000
"""Values that aliases may stand for, all together: enough for any table, too few to exhaust memory."""

_PLAIN = "write plain text, numbers, lists and mappings"
_TEXT = PREFIX + "str"


class Stop(Exception):  # noqa: N818 # a signal between functions here, not an error for callers
    """The rest of the file can't be read; the problem is already noted."""


class Reader:
    """Reads a text into a `Source`."""

    def __init__(self, source: Source) -> None:
        self._builder = Builder(source)
        self._anchors: dict[str, tuple[Any, int] | None] = {}
        self._open_anchors: list[str | None] = []
        self._aliased = 0
        self._documents = 0

    def read(self, text: str) -> None:
        """Follow the events to the end of the text, or to where nothing more can be understood.

        Raises:
            yaml.YAMLError: It is not YAML; what was whole before is read.
        """
        loader = yaml.CSafeLoader(text)
        try:
            while self._take(loader.get_event()):
                pass
        except (Stop, yaml.YAMLError) as error:
            self._builder.salvage()
            if not isinstance(error, Stop):
                raise

    def _take(self, event: yaml.Event | None) -> bool:
        """Take in an event; whether there are more."""
        if isinstance(event, ScalarEvent):
            self._scalar(event)
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._open(event)
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._close()
        elif isinstance(event, AliasEvent):
            self._alias(event)
        elif isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._builder.complain(
                    _place(event), "a second document begins", "remove the --- line, or use another file"
                )
                raise Stop
        return event is not None and not isinstance(event, StreamEndEvent)

    def _scalar(self, event: ScalarEvent) -> None:
        """Take in a scalar, with the meaning that YAML 1.1 gives it."""
        written, mark = event.value, _place(event)
        value = written
        if event.tag not in {None, "!", _TEXT}:
            self._builder.complain(mark, f"the tag {_short(event.tag)} is not allowed", _PLAIN)
        elif event.tag is None and event.implicit[0]:
            try:
                value = meaning(written)
            except ValueError:
                what = f"{quoted(written)} looks like a number or date but is none"
                self._builder.complain(mark, what, "put it in quotes if it is text")
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._builder.add(mark, value, 1, written)

    def _alias(self, event: AliasEvent) -> None:
        """Take in what an alias stands for.

        Raises:
            Stop: Aliases stand for too much.
        """
        mark, name = _place(event), str(event.anchor)
        target = self._anchors.get(name)
        if target is None:
            why = "is inside what it stands for" if name in self._anchors else "has no anchor before it"
            self._builder.complain(mark, f"the alias *{name} {why}", "write the value out")
            target = (None, 1)
        value, size = target
        self._aliased += size
        if self._aliased > MAX_ALIASED:
            self._builder.complain(mark, f"aliases stand for more than {MAX_ALIASED:,} values", "write the rows out")
            raise Stop
        self._builder.add(mark, value, size)

    def _open(self, event: MappingStartEvent | SequenceStartEvent) -> None:
        """Begin a mapping or sequence.

        Raises:
            Stop: It is too deep.
        """
        mark, mapping = _place(event), isinstance(event, MappingStartEvent)
        if self._builder.depth >= MAX_DEPTH:
            what = f"more than {MAX_DEPTH} levels of nesting"
            self._builder.complain(mark, what, "write rows as the schema shows them")
            raise Stop
        if event.tag not in {None, "!", PREFIX + ("map" if mapping else "seq")}:
            self._builder.complain(mark, f"the tag {_short(event.tag)} is not allowed", _PLAIN)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._open_anchors.append(event.anchor)
        self._builder.open(mark, {} if mapping else [])

    def _close(self) -> None:
        """End the innermost mapping or sequence."""
        anchor, whole = self._open_anchors.pop(), self._builder.close()
        if anchor:
            self._anchors[anchor] = whole


def _place(event: yaml.Event) -> Mark:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _short(tag: str) -> str:
    return quoted(tag.replace(PREFIX, "!!"))[1:-1]
