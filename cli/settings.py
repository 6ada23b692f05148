"""Reads a stack's settings as strictly as an inventory: every mistake at its place."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fleet.inventory.errors.problems import Problem, quoted
from fleet.inventory.errors.suggestions import instead, nearest
from fleet.inventory.reading.read import read
from fleet.inventory.reading.source import Mark, Source

FLAGS = frozenset(["true", "false"])
"""What a setting that is on or off may be; `pulumi config set` writes them in quotes."""


class SettingsError(Exception):
    """The settings can't be used; the text has a line for each mistake."""


def settings_in(file: Path, known: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A stack's settings: what is below `config:` in its file, which need not exist.

    Args:
        file: The stack's settings file.
        known: The project's settings, as its own file describes them.

    Raises:
        SettingsError: The file has mistakes.
    """
    if not file.exists():
        return {}
    source = read(file)
    mistakes = [str(problem) for problem in source.problems] or [*_mistakes(source, known)]
    if mistakes:
        raise SettingsError("\n".join(mistakes))
    return (source.data or {}).get("config") or {}


def _mistakes(source: Source, known: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    content = source.data
    config = content.get("config") if isinstance(content, dict) else content
    if config is not None and not isinstance(config, dict):
        yield (
            f"{source.file} has no settings; write them below a line `config:`, each like `fleet:uptimerobot: false`"
        )
        return
    problems = [*_doubts(source), *_wrong(source, config or {}, known)]
    yield from (str(problem) for problem in sorted(problems, key=lambda problem: (problem.line, problem.column)))


def _doubts(source: Source) -> Iterator[Problem]:
    """Empty values, and numbers that are others than they look. A file without any settings is fine."""
    for doubt in source.doubts:
        if doubt.path != ("config",):
            key = str(doubt.path[-1])
            # What is no setting of the fleet's own may be a password.
            is_shown = key.startswith("fleet:") or " reads as " not in doubt.what
            what = doubt.what if is_shown else "this reads as another number"
            yield _problem(source, source.place(doubt.path), f"{key}: {what}", doubt.write)


def _wrong(source: Source, config: Mapping[Any, Any], known: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
    for key, value in config.items():
        place = source.place(("config", key), at_key=True)
        if ":" not in key:
            ours = instead(nearest(f"fleet:{key}", known), known)
            yield _problem(source, place, f"the setting {quoted(key)} has no namespace", ours)
        elif key.startswith("fleet:") and key not in known:
            yield _problem(source, place, f"unknown setting {quoted(key)}", instead(nearest(key, known), known))
        elif key in known and value is not None:
            yield from _of_type(source, key, value, known[key]["type"])


def _of_type(source: Source, key: str, value: Any, type_: str) -> Iterator[Problem]:
    place = source.place(("config", key))
    if type_ == "boolean":
        written = value if isinstance(value, str) else _written(source, place)
        if written not in FLAGS:
            yield _problem(source, place, f"{key}: {quoted(written)} is neither true nor false", "write one of them")
    elif not isinstance(value, str):
        yield _problem(source, place, f"{key}: this is no text", "put it in quotes")


def _problem(source: Source, place: Mark, what: str, write: str) -> Problem:
    return Problem(source.file, *place, (), what, write)


def _written(source: Source, place: Mark) -> str:
    """A plain value as it stands in the file: YAML reads `no` as false, and the engine as text."""
    line, column = place
    text = Path(source.file).read_text(encoding="utf-8-sig").splitlines()[line - 1][column - 1 :]
    return re.split(r"[\s,}#]", text, maxsplit=1)[0]
