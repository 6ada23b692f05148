"""Texts without quotes that YAML takes, but whose writer meant something else."""

import re
from typing import NamedTuple

from fleet.inventory.errors.problems import bare, quoted

ENDS = {"[": "]", "{": "}"}
QUOTES = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb\u2039\u203a"
"""Quotes that word processors write."""
CURLY = "typographic quotes stand here, which YAML takes for a part of the text", "write straight quotes, or none"
NO_BLANK_AFTER_DASH = "no blank stands after the dash", "write a blank after the dash"

_BLANK = "write a blank after the colon"
_BULLETS = "\u2013\u2014\u2022"
_CURLY = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
_COLON = re.compile(r"(?=[\d.-]*[A-Za-z_])([\w.-]+):(?!//)(?=[^\s:])")
_EQUALS = re.compile(r"([\w.-]+)\s*=>?\s*(?=\S)")
_ROW = re.compile(r"((?:https?://)?[\w./~%-]+) *([:=]?) *[{\[]")
_DASH = re.compile(f"[-{_BULLETS}](?=[^\\s\\d.-])|[{_BULLETS}] ")


class Joined(NamedTuple):
    """A key and a value that became one text."""

    key: str
    value: str
    at: int
    """Where in the text the mistake is, from 0."""
    what: str
    write: str


def joined(text: str) -> Joined | None:
    """A text parted into key and value, if a colon without a blank or an equals sign joins them; URLs are whole."""
    found = _ROW.match(text) or _COLON.match(text) or _EQUALS.match(text)
    if not found:
        return None
    key, rest = found[1], text[found.end(1) :]
    sign = rest.lstrip()[0]
    at = found.end(1) + rest.index(sign)
    if sign == ":":
        return Joined(key, text[at + 1 :], at, f"no blank stands after the colon of {quoted(key)}", _BLANK)
    write = f"write {bare(key)}: and the value"
    if sign == "=":
        return Joined(key, text[at + 1 :].lstrip("> "), at, f"{quoted(key)} has an equals sign", write)
    return Joined(key, text[at:], 0, f"no colon stands after {quoted(key)}", write)


def is_cut_off(text: str) -> bool:
    """Whether a text holds an opening bracket, in which YAML would not have ended it."""
    return _ROW.match(text) is not None


def uncurled(text: str) -> str | None:
    """What stands in typographic quotes, if a text is nothing but that."""
    found = _CURLY.fullmatch(text)
    return found[1] if found else None


def blank_after_dash(text: str) -> bool:
    """Whether a text begins with a dash that seems meant for an item of a list."""
    return _DASH.match(text) is not None


def items_of(text: str) -> list[str]:
    """The items of a list that became one text of several lines."""
    return [line.strip().lstrip(f"-{_BULLETS} ") for line in text.split("\n")]


def indent_of(line: str) -> int:
    """How many spaces a line begins with."""
    return len(line) - len(line.lstrip(" "))
