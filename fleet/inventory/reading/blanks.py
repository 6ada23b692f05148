"""Blanks that are none to YAML, such as no-break spaces pasted from a web page, where a space was meant."""

import re
from unicodedata import name

import yaml

from fleet.inventory.reading.plain import indent_of
from fleet.inventory.reading.source import BREAK, NOT_IN_YAML, Source

_ODD = re.compile("[\xa0\u1680\u180e\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]")

_NO_WIDTH = "\u180e\u200b\u200c\u200d\u2060\ufeff"
_INDENT = re.compile(f"\n *[{_NO_WIDTH}][ {_NO_WIDTH}]*")


def with_plain_blanks(source: Source, text: str) -> str:
    """The text with a space for each odd blank that stands between words of YAML; each line's first is complained of.

    Those within texts and comments stay: there they may be meant.
    """
    if not _ODD.search(text):
        return text
    between = _between(NOT_IN_YAML.sub(" ", _ODD.sub(" ", _INDENT.sub(_evened, text))))
    found = [place for place in _ODD.finditer(text) if between[place.start()] or _is_too_many(text, place)]
    chars, seen = list(text), set()
    for place in found:
        lines = BREAK.split(text[: place.start()])
        chars[place.start()] = "" if _is_too_many(text, place) else " "
        if len(lines) not in seen:
            seen.add(len(lines))
            what = f"this blank is no plain space but U+{ord(place[0]):04X} ({name(place[0]).lower()})"
            source.complain((len(lines), len(lines[-1]) + 1), what, "write a plain space, or remove it")
    return "".join(chars)


def _is_too_many(text: str, place: re.Match[str]) -> bool:
    """Whether a blank without a width is one too many for an indentation in steps of two, as nobody sees it."""
    begins = text.rfind("\n", 0, place.start()) + 1
    indent = indent_of(_ODD.sub(" ", text[begins:].partition("\n")[0]))
    return place[0] in _NO_WIDTH and place.start() - begins < indent and indent % 2 == 1


def _evened(indent: re.Match[str]) -> str:
    """A line's indentation without the blank too many, and as long: that one goes to the end of the line before."""
    blanks = indent[0][1:]
    return " \n" + " " * (len(blanks) - 1) if len(blanks) % 2 else indent[0]


def _between(text: str) -> bytearray:
    """For each character, 1 if it belongs to no word and no comment of YAML, as far as the text can be read."""
    between = bytearray(len(text))
    end = 0
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            _mark_gap(text, between, end, token.start_mark.index)
            end = max(end, token.end_mark.index)
    except yaml.MarkedYAMLError as error:
        if error.problem_mark:
            _mark_gap(text, between, end, error.problem_mark.index)
    return between


def _mark_gap(text: str, between: bytearray, start: int, stop: int) -> None:
    for index in range(start, stop):
        line = text.rfind("\n", start, index) + 1 or start
        between[index] = "#" not in text[line:index]
