"""From the files of an inventory to a checked `Fleet`, or to every mistake in them at once."""

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from fleet.inventory.errors.problems import InvalidInventoryError, Mistake, Problem
from fleet.inventory.fleet import Fleet
from fleet.inventory.model import fleet_model
from fleet.inventory.reading.merge import OF_ROWS, Merged
from fleet.inventory.reading.read import read
from fleet.inventory.validation.across_rows import broken_rules
from fleet.inventory.validation.model_errors import mistakes
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
    fleet, wrong = _validate(merged.data)
    raw = RawInventory(merged.data, frozenset(merged.unread), merged.dropped)
    # A reference that is refused leads nowhere either, and one to a row whose name is refused will lead there.
    refused, refused_names = {found.path for found in wrong}, {found.path for found in wrong if found.at_key}
    broken = [
        found for found in broken_rules(fleet, raw) if found.path not in refused and found.meant not in refused_names
    ]
    located = [merged.located(found) for found in [*wrong, *broken]]
    problems = [problem for source in sources for problem in source.problems] + [found for found in located if found]
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
            raise _refused(inventory, "it does not exist", write)
        # What begins with a dot is an editor's.
        found = [file for file in inventory.iterdir() if file.suffix in SUFFIXES and not file.name.startswith(".")]
    except OSError as error:
        raise _refused(inventory, f"can't be read: {error.strerror}", write) from error
    if not found:
        raise _refused(inventory, "it holds no *.yaml file", "put the inventory there, or name another directory")
    return sorted(found)


def _refused(inventory: Path, what: str, write: str) -> InvalidInventoryError:
    return InvalidInventoryError([Problem(str(inventory), 1, 1, (), what, write)])


def _validate(data: dict[str, Any]) -> tuple[Fleet, list[Mistake]]:
    """A fleet of the rows that are right, and the mistakes in the others."""
    model = fleet_model()
    try:
        return model.model_validate(data), []
    except ValidationError as error:
        # The text of an inventory may be private, and pydantic's own report would print it whole.
        wrong = mistakes(error.errors(include_url=False))
    # A section that is one row is left out whole.
    rows = {found.path[: 2 if found.path[0] in OF_ROWS else 1] for found in wrong}
    right = {
        section: {key: row for key, row in found.items() if (section, key) not in rows}
        if isinstance(found, dict)
        else found
        for section, found in data.items()
        if (section,) not in rows
    }
    return model.model_validate(right), wrong
