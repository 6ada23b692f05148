"""From the files of an inventory to a checked `Fleet`, or to every mistake in them at once."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fleet.inventory.errors.problems import InvalidInventoryError, Mistake, Problem
from fleet.inventory.fleet import Fleet
from fleet.inventory.model import fleet_model
from fleet.inventory.reading.merge import SECTIONS_OF_ROWS, Merged
from fleet.inventory.reading.read import read
from fleet.inventory.validation.across_rows import broken_rules
from fleet.inventory.validation.model_errors import fields_at, mistakes
from fleet.inventory.validation.raw_inventory import RawInventory

SUFFIXES = (".yaml", ".yml")


def load(inventory: Path) -> Fleet:
    """Read, merge and check an inventory.

    Args:
        inventory: A YAML file, or a directory whose `*.yaml` files are read as one.

    Raises:
        InvalidInventoryError: Something is wrong with it; it names every mistake, with file, line and column.
    """
    sources = [read(file) for file in _files(inventory)]
    merged = Merged(sources)
    fleet, wrong = _validate(merged.data, merged.doubts)
    raw = RawInventory(merged.data, frozenset(merged.unread), merged.dropped)
    # One slip, one mistake: a value that is wrong in itself also leads nowhere, and a reference to a row whose name is
    # wrong leads there once that is corrected.
    wrong_values = {mistake.path for mistake in wrong}
    wrong_names = {mistake.path for mistake in wrong if mistake.at_key}
    across_rows = [
        mistake
        for mistake in broken_rules(fleet, raw)
        if mistake.path not in wrong_values and mistake.meant not in wrong_names
    ]
    problems = [problem for source in sources for problem in source.problems]
    problems += filter(None, map(merged.located, [*wrong, *across_rows]))
    if problems:
        raise InvalidInventoryError(problems)
    return fleet


def files_of(inventory: Path) -> list[Path]:
    """The files that an inventory is made of now, in the order of their names; none where it can't be read."""
    try:
        return _files(inventory)
    except InvalidInventoryError:
        return []


def _files(inventory: Path) -> list[Path]:
    """The files that an inventory is made of, in the order of their names."""
    write = "name a YAML file, or a directory that holds some"
    try:
        if not inventory.is_dir():
            if inventory.exists():
                return [inventory]
            raise _unreadable(inventory, "it does not exist", write)
        # What begins with a dot is an editor's.
        files = [file for file in inventory.iterdir() if file.suffix in SUFFIXES and not file.name.startswith(".")]
    except OSError as error:
        raise _unreadable(inventory, f"can't be read: {error.strerror}", write) from error
    if not files:
        raise _unreadable(inventory, "it holds no *.yaml file", "put the inventory there, or name another directory")
    return sorted(files)


def _unreadable(inventory: Path, what: str, write: str) -> InvalidInventoryError:
    return InvalidInventoryError([Problem(str(inventory), 1, 1, (), what, write)])


def _validate(data: dict[str, Any], doubts: list[Mistake]) -> tuple[Fleet, list[Mistake]]:
    """A fleet of the rows that are right, and the mistakes in the others."""
    model, fleet = fleet_model(), None
    wrong: list[Mistake] = []
    try:
        fleet = model.model_validate(data)
    except ValidationError as error:
        # The text of an inventory may be private, and pydantic's own report would print it whole.
        wrong = mistakes(error.errors(include_url=False))
    wrong = _with_doubts(wrong, doubts)
    if fleet is not None and not wrong:
        return fleet, []
    # A section that is one row is left out whole.
    wrong_rows = {mistake.path[: 2 if mistake.path[0] in SECTIONS_OF_ROWS else 1] for mistake in wrong}
    right = {
        section: {key: row for key, row in rows.items() if (section, key) not in wrong_rows}
        if isinstance(rows, dict)
        else rows
        for section, rows in data.items()
        if (section,) not in wrong_rows
    }
    return model.model_validate(right), wrong


def _with_doubts(wrong: list[Mistake], doubts: list[Mistake]) -> list[Mistake]:
    """The mistakes and doubts, less those that only echo another: one slip, one mistake."""
    doubtful = {doubt.path[:length] for doubt in doubts for length in range(len(doubt.path))}
    # A rule that a row breaks as a whole may follow from the value in doubt; that it is no row at all does not.
    kept = [
        mistake
        for mistake in wrong
        if mistake.at_key or mistake.path not in doubtful or not fields_at(mistake.path, None)
    ]
    paths = {mistake.path for mistake in kept}
    return kept + [
        doubt for doubt in doubts if not paths & {doubt.path[:length] for length in range(1, len(doubt.path) + 1)}
    ]
