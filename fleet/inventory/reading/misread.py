"""What YAML reads otherwise than its writer meant: it is complained of, and read as meant where that is plain."""

from collections.abc import Callable
from typing import Any

from yaml import MappingStartEvent, ScalarEvent

from fleet.inventory.reading.plain import NO_BLANK_AFTER_DASH, blank_after_dash, indent_of, is_cut_off, items_of, joined
from fleet.inventory.reading.source import Mark, Source, mark_of


class Misread:
    """Judges libyaml's events by the text that they were read from."""

    def __init__(self, text: str, source: Source) -> None:
        self._text, self._source = text, source

    def list_at(self, event: Any) -> list[str] | None:
        """The items of a list whose first dash has no blank after it, which YAML takes for one text."""
        if not _is_plain(event) or not blank_after_dash(event.value):
            return None
        start = event.start_mark.index
        if self._text[self._text.rfind("\n", 0, start) + 1 : start].strip():
            return None
        mark = mark_of(event.start_mark)
        self._source.complain(mark, *NO_BLANK_AFTER_DASH)
        items = items_of(self._text[start : event.end_mark.index])
        self._source.marks[id(items)] = dict.fromkeys(range(len(items)), (mark, mark))
        return items

    def check_items(self, event: Any) -> None:
        """Complain of a list's item that is indented so deep that it became a part of the text above."""
        if event.start_mark.line == event.end_mark.line:
            return
        first, *more = self._text[event.start_mark.index : event.end_mark.index].split("\n")
        for number, line in enumerate(more, event.start_mark.line + 2):
            if line.startswith("- ", indent_of(line)):
                what = "this item is indented as if it belonged to the text above"
                self._source.complain((number, indent_of(line) + 1), what, "indent it as the other items of its list")
                self._source.places.add(mark_of(event.start_mark))
                self._source.dropped += items_of("\n".join([first, *more]))
                return

    def check_placeholder(self, key: Any, mapping: Any) -> None:
        """Complain of what YAML takes for a mapping whose first key is one, but is written for a template."""
        if isinstance(key, MappingStartEvent) and self._text.startswith("{{", mapping.start_mark.index):
            what = "{{ … }} is a placeholder, and nothing fills it in"
            self._source.complain(mark_of(mapping.start_mark), what, "write the value")
            self._source.places.add(mark_of(key.start_mark))

    def part_key(self, key: Any, following: Callable[[], Any]) -> None:
        """Part a key from the value, or from the beginning of a row, that it swallowed, in the events themselves."""
        if not _is_plain(key) or not (parts := joined(key.value)):
            return
        value = following()
        line, column = mark_of(key.start_mark)
        if not is_cut_off(key.value):
            has_colon = self._text.startswith(":", key.end_mark.index)
            if has_colon or not _is_plain(value) or value.value or value.anchor:
                return
            value.value = parts.value
        key.value = parts.key
        self._source.complain((line, column + parts.at), parts.what, parts.write)
        echoes: set[Mark] = {(line, column), mark_of(value.start_mark)}
        self._source.places |= echoes


def _is_plain(event: Any) -> bool:
    """Whether an event is a text without quotes and tag."""
    return isinstance(event, ScalarEvent) and event.implicit[0]
