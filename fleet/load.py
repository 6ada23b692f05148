"""From the files of an inventory to a checked `Fleet`, or to every mistake in them at once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fleet.model import Fleet
from fleet.problems import InvalidInventoryError, Problem
from fleet.problems import Path as Steps
from fleet.read import read
from fleet.rules import Known, broken_rules
from fleet.source import Source
from fleet.wording import kind, words

SUFFIXES = (".yaml", ".yml")


def load(inventory: Path) -> Fleet:
    """Read, merge and check an inventory.

    Args:
        inventory: A YAML file, or a directory whose `*.yaml` files are read as one.

    Raises:
        InvalidInventoryError: Something is wrong with it; it names every mistake, with file, line and column.
    """
    sources, problems = _read_all(inventory)
    merged, clashes = _merge(sources)
    problems += [problem for source in sources for problem in source.problems] + clashes
    fleet, mistakes, known = _validate(merged)
    known = replace(
        known, complete=known.complete and not any(source.truncated for source in sources) and bool(sources)
    )
    found = [*mistakes, *broken_rules(fleet, known)]
    problems += [_located(sources, path, what, write) for path, what, write in found]
    if problems:
        raise InvalidInventoryError(problems)
    return fleet


def _read_all(inventory: Path) -> tuple[list[Source], list[Problem]]:
    def problem(what: str, write: str) -> tuple[list[Source], list[Problem]]:
        return [], [Problem(str(inventory), 1, 1, (), what, write)]

    try:
        if inventory.is_dir():
            files = sorted(file for file in inventory.iterdir() if file.suffix in SUFFIXES)
        elif inventory.exists():
            files = [inventory]
        else:
            return problem("does not exist", "name a YAML file, or a directory that holds some")
    except (OSError, ValueError) as error:
        return problem(f"can't be read: {error}", "name a YAML file, or a directory that holds some")
    if not files:
        return problem("holds no *.yaml file", "put the inventory there")
    return [read(file) for file in files], []


def _merge(sources: list[Source]) -> tuple[dict[str, Any], list[Problem]]:
    """One mapping of all files: sections joined, the first of two equal keys kept and the second complained of."""
    merged: dict[str, Any] = {}
    problems = []
    for source in sources:
        if not isinstance(source.data, dict):
            if not source.truncated:
                what = "the file is empty" if source.data is None else f"the file is {kind(source.data)}"
                write = "write sections such as hosts: and services:, or remove the file"
                problems.append(Problem(source.file, 1, 1, (), what, write))
            continue
        for section, rows in source.data.items():
            both = isinstance(rows, dict) and isinstance(merged.get(section), dict)
            if section not in merged:
                merged[section] = dict(rows) if isinstance(rows, dict) else rows
            for path in [(section, key) for key in rows if key in merged[section]] if both else [(section,)]:
                problems += _clash(sources, source, path)
            if both:
                merged[section] = rows | merged[section]
    return merged, problems


def _clash(sources: list[Source], source: Source, path: Steps) -> Iterator[Problem]:
    """The complaint about a key that an earlier file has too, if one has."""
    for earlier in sources:
        if earlier is source:
            return
        depth, (line, _), _ = earlier.locate(path)
        if depth == len(path):
            _, mark, _ = source.locate(path)
            what, write = f"the key {path[-1]!r} is in {earlier.file}:{line} too", "keep one of them"
            yield Problem(source.file, *mark, path, what, write)
            return


def _validate(merged: dict[str, Any]) -> tuple[Fleet, list[tuple[Steps, str, str]], Known]:
    """A fleet of the rows that are right, the mistakes in the others, and what is known to exist all the same."""
    mistakes: list[tuple[Steps, str, str]] = []
    known = Known(merged)
    try:
        return Fleet.model_validate(merged), mistakes, known
    except ValidationError as error:
        # The text of an inventory may be private, and pydantic's own report would print it whole.
        errors = error.errors(include_url=False)
    wrong: dict[str, set[Any]] = {}
    for detail in errors:
        path = _path(merged, detail["loc"], missing=detail["type"] == "missing")
        row = merged.get(path[0], {}).get(path[1]) if len(path) > 1 and isinstance(merged.get(path[0]), dict) else None
        mistakes.append((path, *words(detail, path, row)))
        wrong.setdefault(path[0], set()).add(path[1] if len(path) > 1 else None)
    right = {
        section: {key: row for key, row in rows.items() if key not in wrong[section]} if section in wrong else rows
        for section, rows in merged.items()
        if None not in wrong.get(section, ())
    }
    unread = {section for section, keys in wrong.items() if None in keys} & Fleet.model_fields.keys()
    return Fleet.model_validate(right), mistakes, Known(merged, frozenset(wrong), complete=not unread)


def _path(merged: dict[str, Any], loc: tuple[Any, ...], *, missing: bool) -> Steps:
    """Where pydantic's location is in the data; it adds steps of its own, as for the kind of host."""
    path: list[Any] = []
    here: Any = merged
    for step in loc:
        if (isinstance(here, dict) and step in here) or (
            isinstance(here, list) and isinstance(step, int) and step < len(here)
        ):
            path.append(step)
            here = here[step]
    return (*path, loc[-1]) if missing else tuple(path)


def _located(sources: list[Source], path: Steps, what: str, write: str) -> Problem:
    """A mistake at the deepest place that a file has for its path: its value, or the key if that is the mistake."""
    best, source = max(((source.locate(path), source) for source in sources), key=lambda found: found[0][0])
    depth, key, value = best
    return Problem(
        source.file, *(value if depth == len(path) and not what.startswith("unknown key") else key), path, what, write
    )
