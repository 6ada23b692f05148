"""Read one YAML file. Whatever is wrong with its bytes, characters or syntax becomes a problem with its place."""

import codecs
from pathlib import Path

import yaml

from fleet.inventory.reading.blanks import with_plain_blanks
from fleet.inventory.reading.conflicts import without_conflicts
from fleet.inventory.reading.parse import parse
from fleet.inventory.reading.slips import slip
from fleet.inventory.reading.source import BREAK, NOT_IN_YAML, Mark, Source, mark_of

_WIDE = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""Byte order marks; the longer ones first, for one of them begins with another."""


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
    text = with_plain_blanks(source, _decoded(source, raw))
    text = without_conflicts(source, _printable(source, text))
    try:
        parse(text, source)
    except yaml.MarkedYAMLError as error:
        mark, what, write = slip(text, error) or _complaint(error, text)
        # A line with a mistake often spoils the next.
        if not {line for line, _ in source.places} & {mark[0], mark[0] - 1}:
            source.complain(min(mark, _end(text)), what, write)
    return source


def _end(text: str) -> Mark:
    lines = BREAK.split(text)
    return len(lines), len(lines[-1]) + 1


def _decoded(source: Source, raw: bytes) -> str:
    """The text; that it is not UTF-8 is complained of once, and the rest is read as far as it can be."""
    if encoding := _wide_encoding(raw):
        name = encoding.upper()
        write = f"save the file as UTF-8, in an editor or with iconv -f {name} -t UTF-8"
        source.complain((1, 1), f"the file is saved as {name}", write)
        return raw.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts from behind the byte order mark.
        data, start = raw.removeprefix(codecs.BOM_UTF8), error.start
        mark = _end(data[:start].decode())
        if error.reason == "unexpected end of data":
            source.complain(mark, "the file ends in the middle of a character", "write the rest of it")
            return data[:start].decode()
        what, write = f"the byte 0x{data[start]:02x} is not UTF-8", "save the file as UTF-8"
        meant = data[start : start + 1].decode("cp1252", "ignore")
        if meant:
            what += f", but {meant!r} in Latin-1 or Windows-1252"
            write += ", in an editor or with iconv -f WINDOWS-1252 -t UTF-8"
        source.complain(mark, what, write)
        return raw.decode("utf-8-sig", "replace")


def _wide_encoding(raw: bytes) -> str | None:
    """The encoding of several bytes a character that a file is saved in, by its mark or by the null bytes in it."""
    for mark, encoding in _WIDE.items():
        if raw.startswith(mark):
            return encoding
    head = raw[:64]
    odd, even = head[1::2], head[::2]
    if len(head) > 1 and head.count(0) * 3 > len(head):
        return "utf-16-le" if odd.count(0) > even.count(0) else "utf-16-be"
    return None


def _printable(source: Source, text: str) -> str:
    """The text without the characters that YAML has no place for; the first in each line is complained of."""
    if not NOT_IN_YAML.search(text):
        return text
    for number, line in enumerate(BREAK.split(text), 1):
        if unfit := NOT_IN_YAML.search(line):
            what = f"the character {unfit.group()!r} is not allowed in YAML"
            source.complain((number, unfit.start() + 1), what, "remove it")
    return NOT_IN_YAML.sub("", text)


def _complaint(error: yaml.MarkedYAMLError, text: str) -> tuple[Mark, str, str]:
    """Where the text stops being YAML, and libyaml's reason."""
    stopped = error.problem_mark or error.context_mark
    # Where a last line has no end, libyaml stands in the line after it.
    mark = min(mark_of(stopped), _end(text)) if stopped else (1, 1)
    context = error.context or ""
    if error.context_mark and error.context_mark.line + 1 != mark[0]:
        context += f" that begins in line {error.context_mark.line + 1}"
    what = ", ".join(part for part in (context, error.problem) if part)
    return mark, f"this is not YAML: {what}", "mend it here or just above"
