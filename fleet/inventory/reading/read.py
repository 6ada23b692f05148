"""Read one YAML file. Whatever is wrong with its bytes, characters or syntax becomes a problem with its place."""

import codecs
import re
from pathlib import Path

import yaml

from fleet.inventory.reading.conflicts import without_conflicts
from fleet.inventory.reading.parse import parse
from fleet.inventory.reading.slips import slip
from fleet.inventory.reading.source import Mark, Source

_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""A line's end as libyaml counts it."""
_NOT_IN_YAML = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""YAML 1.1, section 5.1, less the byte order mark, which stands only at the beginning."""


def read(path: Path) -> Source:
    """Read one file. It raises nothing: what is wrong is in the result's `problems`.

    Args:
        path: The file; problems name it as it is written here.
    """
    source = Source(str(path))
    try:
        raw = path.read_bytes()
    except OSError as error:
        source.complain((1, 1), f"can't be read: {error.strerror}", "make it a file that can be read, or remove it")
        source.truncated = True
        return source
    text = without_conflicts(source, _printable(source, _decoded(source, raw)))
    try:
        parse(text, source)
    except yaml.MarkedYAMLError as error:
        source.complain(*_complaint(error, text))
    return source


def _end(text: str) -> Mark:
    lines = _BREAK.split(text)
    return len(lines), len(lines[-1]) + 1


def _decoded(source: Source, raw: bytes) -> str:
    """The text; bytes that are not UTF-8 are complained of once and replaced, for the rest may be right."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the byte order mark.
        before = raw.removeprefix(codecs.BOM_UTF8)[: error.start]
        what = f"the byte 0x{error.object[error.start]:02x} is not UTF-8"
        source.complain(_end(before.decode()), what, "save the file as UTF-8")
        # In UTF-16, plain text is itself with null characters between, behind two bytes of mark.
        return raw.decode("utf-8-sig", "replace").replace("\0", "").removeprefix("\ufffd\ufffd")


def _printable(source: Source, text: str) -> str:
    """The text without the characters that YAML has no place for; the first in each line is complained of."""
    if not _NOT_IN_YAML.search(text):
        return text
    for number, line in enumerate(_BREAK.split(text), 1):
        if unfit := _NOT_IN_YAML.search(line):
            what = f"the character {unfit.group()!r} is not allowed in YAML"
            source.complain((number, unfit.start() + 1), what, "remove it")
    return _NOT_IN_YAML.sub("", text)


def _complaint(error: yaml.MarkedYAMLError, text: str) -> tuple[Mark, str, str]:
    """Where the text stops being YAML, and libyaml's reason."""
    stopped = error.problem_mark or error.context_mark
    # Where a last line has no end, libyaml stands in the line after it.
    mark = min((stopped.line + 1, stopped.column + 1), _end(text)) if stopped else (1, 1)
    line, column = mark
    if _BREAK.split(text)[line - 1][column - 1 : column] == "\t":
        return mark, "a tab stands where only spaces may", "indent with spaces"
    if "mapping values" in (error.problem or "") and (found := slip(_BREAK.split(text), mark)):
        return found
    context = error.context or ""
    if error.context_mark and error.context_mark.line + 1 != line:
        context += f" that begins in line {error.context_mark.line + 1}"
    what = ", ".join(part for part in (context, error.problem) if part)
    return mark, f"this is not YAML: {what}", "mend it here or just above"
