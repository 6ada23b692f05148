"""Read one YAML file, whatever is in it."""

from pathlib import Path

import yaml

from fleet.events import Reader, Stop
from fleet.problems import Problem
from fleet.source import Source


def _decode(source: Source, raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        what = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        source.problems.append(Problem(source.file, line, column, (), what, "save the file as UTF-8"))
        return None


def read(path: Path) -> Source:
    """Read one file; whatever is wrong with it is in the result's `problems`, never an exception.

    Args:
        path: The file; problems name it as it is written here.
    """
    source = Source(str(path))
    reader = Reader(source)
    try:
        text = _decode(source, path.read_bytes())
        if text is not None:
            reader.read(text)
    except Stop:
        pass
    except OSError as error:
        source.problems.append(Problem(source.file, 1, 1, (), f"can't be read: {error.strerror}", "make it readable"))
    except yaml.reader.ReaderError as error:
        what = f"the character {error.character!r} is not allowed in YAML"
        source.problems.append(Problem(source.file, 1, 1, (), what, "remove it"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        source.problems.append(Problem(source.file, *place, (), what, "mend the YAML here or just above"))
    reader.salvage()
    return source
