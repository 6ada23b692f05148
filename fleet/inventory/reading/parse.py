"""From YAML text to plain data, with the place of every key and value.

This follows libyaml's events. PyYAML's loaders and composers lose the place of an alias or the first of two equal keys,
stop at an alias that leads nowhere, expand aliases without limit, keep nothing of a file that breaks off, and crash
where nesting is deep (docs/adr/0017). What scalars mean is left to PyYAML.
"""

from enum import Enum
from typing import Any

import yaml
from yaml import AliasEvent, DocumentStartEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

from fleet.inventory.errors.problems import Mistake, quoted
from fleet.inventory.reading.misread import Misread
from fleet.inventory.reading.plain import (
    CURLY,
    uncurled,
)
from fleet.inventory.reading.scalars import PREFIX, is_misleading, meaning
from fleet.inventory.reading.source import Mark, Marks, Source, mark_of, size_of

MAX_DEPTH = 32
"""Levels of nesting; an inventory needs seven. It also bounds the recursion here."""
MAX_ALIASED = 100_000
"""Values that aliases may stand for, all together: enough for any table, too few to exhaust memory."""

_TAGS = {ScalarEvent: f"{PREFIX}str", yaml.SequenceStartEvent: f"{PREFIX}seq", MappingStartEvent: f"{PREFIX}map"}
_MERGE = "<<"


class _Valueless(Enum):
    """Why an alias stands for nothing."""

    UNKNOWN = "has no anchor before it"
    UNFINISHED = "is inside what it stands for"


class _Unreadable(Exception):  # noqa: N818 # ends the reading; callers never see it
    """The rest of the file can't be read; the problem is already noted."""


def parse(text: str, source: Source) -> None:
    """Read a text into a source's data, marks and problems, as far as it can be understood.

    Raises:
        yaml.YAMLError: It is not YAML. What was whole before is in the source nevertheless.
    """
    parser = _Parser(text, source)
    try:
        parser.document()
    except (_Unreadable, yaml.YAMLError) as error:
        parser.salvage()
        if isinstance(error, yaml.YAMLError):
            raise


class _Parser:
    """Reads one text by recursive descent."""

    def __init__(self, text: str, source: Source) -> None:
        loader = yaml.CSafeLoader(text)
        self._next, self._peek, self._source, self._text = loader.get_event, loader.peek_event, source, text
        self._misread = Misread(text, source)
        self._open: list[dict[str, Any] | list[Any]] = []
        """The containers around what is read now, outermost first. After an error, those that it left unfinished."""
        self._steps: list[Any] = []
        """The key or index at which each of them is; None before a key, and behind one that can't be kept."""
        self._anchors: dict[str, Any] = {}
        self._aliased = 0

    def document(self) -> None:
        """Read the whole text."""
        self._next()  # the stream begins
        if isinstance(self._next(), DocumentStartEvent):
            self._source.data = self._value(self._next())
            self._next()  # the document ends
            if isinstance(event := self._next(), DocumentStartEvent):
                self._complain(event, "a second document begins", "remove the --- line, or use another file")
                raise _Unreadable

    def salvage(self) -> None:
        """Keep the rows that were whole when reading stopped, so that their mistakes are reported too.

        Not the last of them, if reading stopped between two: a line that is out of place may belong to it.
        """
        self._source.truncated = True
        if not self._open:
            return
        top, *sections = self._open[:2]
        if sections and isinstance(sections[0], dict) and self._steps[0] in self._source.marks[id(top)]:
            top[self._steps[0]] = sections[0]
        self._source.data = top
        rows = self._open[-1]
        if self._steps[-1] is not None or not isinstance(top, dict) or not top:
            return
        section = self._steps[0] or next(reversed(top))
        if rows is top:
            rows = top[section]
        if len(self._open) > 2:  # noqa: PLR2004 # within a row, which is left out as a whole
            return
        if isinstance(rows, dict) and rows and isinstance(next(reversed(rows.values())), dict):
            rows.popitem()
        else:  # The section has no rows, but is one.
            top.pop(section, None)

    def _value(self, event: Any) -> Any:
        if isinstance(event, AliasEvent):
            return self._alias(event)
        value = self._scalar(event) if isinstance(event, ScalarEvent) else self._container(event)
        if event.anchor:
            self._anchors[event.anchor] = value
        return value

    def _scalar(self, event: Any) -> Any:
        """A scalar, with the meaning that YAML 1.1 gives it."""
        if event.tag is not None:
            self._check_tag(event)
        elif event.implicit[0]:
            self._check_end(event)
            if event.anchor and not event.value:
                write = "write a value, or put it in quotes if it is text"
                self._complain(event, f"nothing stands after the anchor &{event.anchor}", write)
            if (bare := uncurled(event.value)) is not None:
                self._complain(event, *CURLY)
                return bare
            self._misread.check_items(event)
            try:
                meant = meaning(event.value)
            except ValueError:
                what = f"{quoted(event.value)} looks like a number or date but is none"
                self._complain(event, what, "put it in quotes if it is text")
            else:
                if is_misleading(event.value, meant):
                    write = "write it in plain digits, without zeros before it"
                    self._doubt(f"{quoted(event.value)} reads as the number {quoted(meant)}", write)
                return meant
        return event.value

    def _check_end(self, event: Any) -> None:
        """Stop where a file ends within its last line, for want of a value."""
        if not event.value and event.start_mark.index >= len(self._text) and self._text.endswith((":", "-")):
            self._complain(event, "the file ends in the middle of a row", "write the rest of it")
            raise _Unreadable

    def _alias(self, event: AliasEvent) -> Any:
        value = self._anchors.get(str(event.anchor), _Valueless.UNKNOWN)
        if isinstance(value, _Valueless):
            write = "write the value out"
            if value is _Valueless.UNKNOWN:
                write += ", or put it in quotes if it is text"
            self._complain(event, f"the alias *{event.anchor} {value.value}", write)
            value = None
        self._aliased += size_of(value)
        if self._aliased > MAX_ALIASED:
            self._complain(event, f"aliases stand for more than {MAX_ALIASED:,} values", "write the rows out")
            raise _Unreadable
        return value

    def _container(self, event: Any) -> dict[str, Any] | list[Any]:
        if len(self._open) >= MAX_DEPTH:
            self._complain(event, f"more than {MAX_DEPTH} levels of nesting", "write rows as the schema shows them")
            raise _Unreadable
        self._check_tag(event)
        container: dict[str, Any] | list[Any] = {} if isinstance(event, MappingStartEvent) else []
        marks = self._source.marks[id(container)] = {}
        self._open.append(container)
        self._steps.append(None)
        self._anchors[event.anchor] = _Valueless.UNFINISHED
        if isinstance(container, dict):
            self._fill_mapping(container, marks, event)
        else:
            self._fill_list(container, marks)
        self._steps.pop()
        self._open.pop()
        return container

    def _fill_list(self, container: list[Any], marks: Marks) -> None:
        while not isinstance(event := self._next(), SequenceEndEvent):
            index = self._steps[-1] = len(container)
            container.append(value := self._value(event))
            if isinstance(value, str) and " " in value:
                # Where a comma is missing, two names are one text.
                self._source.dropped.append(value)
            marks[index] = (mark := _mark(event)), mark

    def _fill_mapping(self, container: dict[str, Any], marks: Marks, start: Any) -> None:
        merged: list[Any] = []
        while not isinstance(event := self._next(), MappingEndEvent):
            self._misread.check_placeholder(event, start)
            self._misread.part_key(event, self._peek)
            key = self._steps[-1] = self._key(event, marks)
            event = self._next()
            value = self._misread.list_at(event) or self._value(event)
            if key is None:
                self._source.dropped.append(value)
            elif key == _MERGE:
                merged += value if isinstance(value, list) else [value]
            else:
                container[key] = value
                if value is None:
                    self._doubt("this is empty", "write a value, or leave the key out")
                marks[key] = marks[key][0], _mark(event)
            self._steps[-1] = None
        # The fields that a merge key stood for count, lest they be reported as missing.
        for row in merged:
            for field in row if isinstance(row, dict) else ():
                if field not in marks:
                    container[field], marks[field] = row[field], self._source.marks[id(row)][field]

    def _key(self, event: Any, marks: Marks) -> str | None:
        """The key that begins with an event, noted in the mapping's marks; None if it can't be kept."""
        key = self._value(event)
        if isinstance(key, dict | list):
            self._complain(event, "a key can't be a list or mapping", "write a name")
            return None
        if key == _MERGE:
            self._complain(event, "merge keys (<<) are not read", "write the fields out, or rely on the defaults")
            return _MERGE
        if not isinstance(key, str):
            self._complain(event, f"the key reads as {quoted(key)}, not as text", "put it in quotes")
            key = event.value if isinstance(event, ScalarEvent) and event.value else str(key)
        if key in marks:
            line, _ = marks[key][0]
            self._complain(event, f"the key {quoted(key)} is here twice", f"keep this one or the one in line {line}")
            return None
        marks[key] = (mark := _mark(event)), mark
        return key

    def _check_tag(self, event: Any) -> None:
        if event.tag not in {None, "!", _TAGS[type(event)]}:
            tag = quoted(event.tag.replace(PREFIX, "!!"))[1:-1]
            self._complain(event, f"the tag {tag} is not allowed", "remove it, or put it in quotes if it is text")

    def _doubt(self, what: str, write: str) -> None:
        # A key that can't be kept, or a merge key, is complained of already.
        if not {None, _MERGE} & set(self._steps):
            self._source.doubts.append(Mistake(tuple(self._steps), what, write))

    def _complain(self, event: yaml.Event, what: str, write: str) -> None:
        path = tuple(step for step in self._steps if step not in {None, _MERGE})
        self._source.complain(_mark(event), what, write, path)


def _mark(event: Any) -> Mark:
    return mark_of(event.start_mark)
