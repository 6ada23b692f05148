"""Merge conflicts that were left in a file: each is one mistake, and the rest of the file is read nevertheless."""

import re

from fleet.inventory.reading.source import Source

_MARKER = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: .*)?")
"""A line that version control writes around the sides of a conflict; it begins in the first column."""


def without_conflicts(source: Source, text: str) -> str:
    """The text with the first side of each conflict only, every line where it was.

    Only what begins with `<<<<<<<` and ends with `>>>>>>>` is a conflict. Rows of the other side count as not read.
    """
    if "<<<<<<<" not in text:
        return text
    lines = text.split("\n")
    begin, kept = None, True
    for number, line in enumerate(lines):
        found = _MARKER.fullmatch(line.removesuffix("\r"))
        marker = found[1][0] if found else ""
        if marker == "<" and begin is None and _ends(lines[number + 1 :]):
            begin = number
        elif begin is None:
            continue
        elif marker in {"|", "="}:
            kept = False
        elif marker == ">":
            what = f"a merge conflict is left here, to line {number + 1}"
            write = "keep what is right of both sides, and remove the lines of <<<<<<<, ======= and >>>>>>>"
            source.complain((begin + 1, 1), what, write)
            source.truncated = True
            lines[number] = ""
            begin, kept = None, True
            continue
        if marker or not kept:
            lines[number] = ""
    return "\n".join(lines)


def _ends(lines: list[str]) -> bool:
    """Whether a conflict ends before another begins."""
    for line in lines:
        found = _MARKER.fullmatch(line.removesuffix("\r"))
        if found and found[1][0] in "<>":
            return found[1][0] == ">"
    return False
