"""What Salt needs: a roster of the hosts, and a pillar that says what each is given."""

from typing import Any

from fleet.blueprint.checks import is_scraped
from fleet.blueprint.hosts import public_keys
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import HostRow, address
from fleet.render.dump import document


def roster(fleet: Fleet) -> str:
    """The hosts as salt-ssh finds them: as root, and never with a password."""
    return document({name: {"host": address(name, row), "user": "root"} for name, row in sorted(fleet.hosts.items())})


def top() -> str:
    """Which pillar applies to which host: one to all, in which each finds itself."""
    return document({"base": {"*": ["fleet"]}})


def pillar(fleet: Fleet) -> str:
    """By host, what its states are to set up."""
    return document({"fleet": {name: _host(fleet, name, row) for name, row in sorted(fleet.hosts.items())}})


def _host(fleet: Fleet, name: str, row: HostRow) -> dict[str, Any]:
    manager = fleet.host_manager(name)
    found: dict[str, Any] = {
        "environment": row.environment,
        "manager": manager,
        "services": list(fleet.services_on.get(name, ())),
        "ssh_keys": list(public_keys(fleet, manager)),
    }
    if is_scraped(fleet, row):
        found["node_exporter"] = {"via": "direct" if row.exporter_is_direct else "proxy", "port": row.exporter_port}
    if row.role:
        found["role"] = row.role
    return found
