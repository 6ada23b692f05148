"""What was probably mistyped where libyaml stops, in people's words and at its true place.

libyaml says what it looked for, mostly a line or more behind the slip.
"""

import re
from collections.abc import Callable

import yaml

from fleet.inventory.errors.problems import bare, quoted
from fleet.inventory.reading.plain import CURLY, ENDS, NO_BLANK_AFTER_DASH, QUOTES, blank_after_dash, indent_of, joined
from fleet.inventory.reading.source import Mark, mark_of
from fleet.inventory.reading.stop import Stop

Slip = tuple[Mark, str, str]
"""Its place, what is wrong and what to write instead."""

_COLON_AND_BRACKET = re.compile(r" *[\w.-]+:[\[{]")
_COLON = "a colon stands within a value", "put the value in quotes"


def slip(text: str, error: yaml.MarkedYAMLError) -> Slip | None:
    """What was probably mistyped where a text stops being YAML; None if there is no telling."""
    stop = Stop(text, error)
    return next((found for look in _LOOKS if (found := look(stop))), None)


def _tab(stop: Stop) -> Slip | None:
    if stop.char == "\t":
        return stop.mark, "a tab stands where only spaces may", "indent with spaces"
    return None


def _quote(stop: Stop) -> Slip | None:
    """A quote that is not closed, closed early, or closed by the next one."""
    if "quoted scalar" in stop.context and stop.problem.startswith("found unexpected"):
        quote = stop.line(stop.begun[0])[stop.begun[1] - 1]
        return stop.begun, f"the quote {quote} that begins here is not closed", f"write {quote} after the text"
    if "escape" in stop.problem:
        what = "a backslash stands in double quotes, where it begins an escape"
        return stop.mark, what, "write it twice, or use single quotes"
    if not stop.is_quoted() or not stop.problem.startswith("did not find expected") or stop.char in {",", "]", "}"}:
        return None
    if stop.last.start_mark.line < stop.last.end_mark.line:
        what = f"the quote {stop.last.style} that begins here is closed only in line {stop.mark[0]}"
        return mark_of(stop.last.start_mark), what, "close it after its text"
    if stop.open and stop.char in {"'", '"'}:
        return None
    twice = "''" if stop.last.style == "'" else '\\"'
    return (
        stop.mark,
        "text stands after a closing quote",
        f"put all in quotes, and write {twice} for a quote within them",
    )


def _bracket(stop: Stop) -> Slip | None:
    """A bracket that is not closed, or not opened, or closed by one of the other kind."""
    if not stop.wants_other():
        return None
    opening = stop.open[-1] if stop.open else None
    if opening and (stop.at_end or _left(stop, opening)):
        bracket = str(opening.id)
        what = f"the {bracket} that begins here is not closed"
        return mark_of(opening.start_mark), what, f"write {ENDS[bracket]} after what belongs to it"
    if opening and stop.char in ENDS.values():
        line = opening.start_mark.line + 1
        return stop.mark, f"{stop.char} closes the {opening.id} of line {line}", f"write {ENDS[opening.id]}"
    if stop.char in ENDS.values():
        return stop.mark, f"this {stop.char} closes nothing", "remove it, or put the text in quotes"
    return None


def _too_much(stop: Stop) -> Slip | None:
    """A colon without a key, a comma without a value, or what stands after a closing bracket."""
    if stop.wants_other() and stop.char == ":" and not stop.line(stop.mark[0])[: stop.mark[1] - 1].strip():
        return stop.mark, "no key stands before this colon", "write one"
    if stop.wants_other() and stop.char == ",":
        where = "without a value before it" if stop.open else "outside of [ ] and { }"
        return stop.mark, f"a comma stands {where}", "remove it"
    if stop.wants_other() and stop.is_closed() and not stop.open:
        return stop.mark, f"text stands after the closing {stop.last.id}", "remove it, or put all in quotes"
    return None


def _comma(stop: Stop) -> Slip | None:
    """A comma that is missing between brackets, or a colon within a value there."""
    if not stop.wants_other() or not stop.open:
        return None
    number, column = stop.mark
    if stop.char != ":":
        return stop.mark, "no comma stands before this", "write a comma between two values"
    words = stop.last.value.split() if isinstance(stop.last, yaml.ScalarToken) else []
    if len(words) < 2 or ":" in words[-1]:  # noqa: PLR2004 # a word and another
        return stop.mark, *_COLON
    what = f"a comma is missing before {quoted(words[-1])}, or a colon stands within a value"
    before = stop.line(number)[: column - 1].rstrip()
    return (number, len(before) - len(words[-1]) + 1), what, "write the comma, or put the value in quotes"


def _left(stop: Stop, opening: yaml.Token) -> bool:
    """Whether a line between a bracket and here is indented as a row behind it would be."""
    first = opening.start_mark.line + 1
    lines = [line for line in stop.lines[first : stop.mark[0]] if line.strip() and line.lstrip()[0] not in "]}#"]
    return any(indent_of(line) <= indent_of(stop.line(first)) for line in lines)


def _first(stop: Stop) -> Slip | None:
    """A text that begins with a character that means something else to YAML."""
    if "cannot start any token" in stop.problem or "mapping keys are not" in stop.problem:
        place = stop.mark
    elif stop.context in {"while scanning an alias", "while scanning an anchor", "while scanning a block scalar"}:
        place = stop.begun
    elif "sequence entries" in stop.problem:
        write = "write the list below its key, one item a line, or put text in quotes"
        return stop.mark, "a list can't begin in the line of its key", write
    else:
        return None
    if stop.line(place[0]).lstrip().startswith("```"):
        return place, "a line of ``` stands around the inventory", "remove it"
    char = stop.line(place[0])[place[1] - 1 : place[1]]
    return place, f"a text can't begin with {char}", "put it in quotes"


def _block(stop: Stop) -> Slip | None:
    """A text of several lines that is cut off by one that is not indented."""
    line = stop.begun[0] if "simple key" in stop.context else stop.mark[0]
    blocks = [token for token in stop.tokens if getattr(token, "style", None) in {"|", ">"}]
    if not blocks or stop.context == "while scanning a block scalar":
        return None
    block = blocks[-1]
    if block is not stop.last and block.end_mark.line != line - 1:
        return None
    what = f"the text that begins with {block.style} in line {block.start_mark.line + 1} ends above this line"
    return (line, indent_of(stop.line(line)) + 1), what, "indent this line as the text, or deeper than its key"


def _blank(stop: Stop) -> Slip | None:
    """A dash or colon without a blank after it, or an equals sign."""
    if (start := stop.text_start()) is None:
        return None
    line, column = stop.line(start[0]), start[1] - 1
    if blank_after_dash(line[column:]):
        return start, *NO_BLANK_AFTER_DASH
    if _COLON_AND_BRACKET.match(line):
        column = indent_of(line)
    elif line[:column].strip(" -"):
        return None
    parted = joined(line[column:])
    return parted and ((start[0], column + parted.at + 1), parted.what, parted.write)


def _colon(stop: Stop) -> Slip | None:
    """A colon too many in a line, or none."""
    if (start := stop.text_start()) is None or "<document start>" in stop.problem:
        return None
    line, column = stop.line(start[0]), start[1] - 1
    value = line[column:]
    if "mapping values" in stop.problem and start[0] == stop.mark[0]:
        return (start, *CURLY) if value.startswith(tuple(QUOTES)) else (stop.mark, *_COLON)
    if line[:column].strip(" -"):
        place = stop.mark[0], indent_of(stop.line(stop.mark[0])) + 1
        what = f"this line is indented as if it belonged to the value in line {start[0]}"
        return place, what, f"indent it by {indent_of(line)} spaces, or write nothing after the colon there"
    key = value.partition(" #")[0].strip()
    if not key or " " in key or key[0] in "[{'\"":
        return start, "this line has no colon", "write a key, a colon and a value, or # before a comment"
    return start, f"no colon stands after {quoted(key)}", f"write {bare(key)}: and what belongs to it"


def _indentation(stop: Stop) -> Slip | None:
    """A line that begins in no column of those above, or in one of another kind."""
    indent = indent_of(stop.line(stop.mark[0]))
    columns = stop.columns()
    if indent != stop.mark[1] - 1 or not stop.wants_other() or stop.at_end or not columns:
        return None
    if columns.get(indent):
        what = "a line without a dash stands among the items of a list"
        return stop.mark, what, "write - before it, or indent it as the key of the list"
    if indent in columns:
        return stop.mark, "this line can't stand among the keys above", "indent it deeper than the key it belongs to"
    below, above = [c for c in columns if c < indent], [c for c in columns if c > indent]
    wanted = " or ".join(str(column) for column in (*below[-1:], *above[:1]))
    what = f"this line is indented by {indent}, which fits no line above"
    return stop.mark, what, f"indent it by {wanted} spaces, or mend the line above"


_LOOKS: tuple[Callable[[Stop], Slip | None], ...] = (
    _tab,
    _quote,
    _block,
    _bracket,
    _too_much,
    _comma,
    _first,
    _blank,
    _colon,
    _indentation,
)
