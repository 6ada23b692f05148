"""Several stacks' fleets as one, for what watches all of them."""

from collections.abc import Iterator, Mapping
from typing import Any

from fleet.inventory.fleet import Fleet
from fleet.inventory.model import fleet_model

_SHARED = ("alerting", "contacts", "exporters", "firewalls", "organisation", "providers")
"""Sections whose rows may be in several inventories, if they are the same in each."""
_TELLING = {"exporters", "organisation"}
"""Sections whose absence says something of an inventory's rows: they are in all inventories or in none."""


class UnionError(ValueError):
    """The fleets contradict each other; the text has a line for each contradiction."""


def union(fleets: Mapping[str, Fleet]) -> Fleet:
    """One fleet of all rows.

    Args:
        fleets: By stack.

    Raises:
        UnionError: A host, service, site or zone is in two of them, or something else differs.
    """
    first: dict[tuple[str, Any], tuple[str, Any]] = {}
    problems = []
    for stack, fleet in fleets.items():
        for (section, key), value in _rows(fleet):
            earlier_stack, earlier_value = first.setdefault((section, key), (stack, value))
            if earlier_stack != stack and (section not in _SHARED or earlier_value != value):
                where = section if key is None else f"{section}.{key}"
                differs = "differs between" if section in _SHARED or key is None else "is in"
                problems.append(f"{where} {differs} the stacks {earlier_stack} and {stack}")
    if problems:
        raise UnionError("\n".join(problems))
    merged: dict[str, Any] = {}
    for (section, key), (_, value) in first.items():
        if key is None:
            merged[section] = value
        elif section != "sites":
            merged.setdefault(section, {})[key] = value
    return fleet_model().model_validate(merged)


def _rows(fleet: Fleet) -> Iterator[tuple[tuple[str, Any], Any]]:
    """Every row by its section and key, a section that is one row without a key, and each site by its URL."""
    for section in sorted(fleet.model_fields_set | _TELLING):
        value = getattr(fleet, section)
        if isinstance(value, dict):
            yield from (((section, key), row) for key, row in value.items())
        else:
            yield (section, None), value
    for service in fleet.services.values():
        yield from ((("sites", url), None) for url in service.sites)
