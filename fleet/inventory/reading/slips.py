"""Slips of the keyboard that libyaml notices late and calls 'mapping values', each at its true place."""

import re

from fleet.inventory.errors.problems import quoted
from fleet.inventory.reading.source import Mark

_NO_BLANK = re.compile(r"\s*([\w.-]+):(?!//)(?=\S)[^#]*")
_EQUALS = re.compile(r"\s*([\w.-]+)\s*(=)")


def slip(lines: list[str], mark: Mark) -> tuple[Mark, str, str] | None:
    """What was probably mistyped where a colon can't stand: its place, what is wrong and what to write instead."""
    number, column = mark
    line = lines[number - 1]
    if ": " in line[: column - 1]:
        return mark, "a colon stands within a value", "put the value in quotes"
    above = number - 1
    while above and not lines[above - 1].strip():
        above -= 1
    before = lines[above - 1] if above else ""
    if ": " in before or before.lstrip().startswith(("#", "- ")):
        return None
    if found := _NO_BLANK.match(before):
        key = quoted(found[1])
        return (above, found.end(1) + 1), f"no blank stands after the colon of {key}", "write a blank after the colon"
    if found := _EQUALS.match(before):
        return (above, found.start(2) + 1), f"{quoted(found[1])} has an equals sign", f"write {found[1]}: and the value"
    return None
