"""What follows from the rows for each service."""

from dataclasses import dataclass

from fleet.inventory.field_types import Environment
from fleet.inventory.fleet import Fleet
from fleet.inventory.service import Service


@dataclass(frozen=True)
class ServiceBlueprint:
    """A service's row, who operates it and its environment, both taken from its hosts where the row has none."""

    name: str
    row: Service
    manager: str
    environment: Environment


def service_blueprints(fleet: Fleet) -> dict[str, ServiceBlueprint]:
    """What follows for each service, sorted by name."""
    return {
        name: ServiceBlueprint(name, row, fleet.service_manager(name), fleet.service_environment(name))
        for name, row in sorted(fleet.services.items())
    }
