"""What Salt needs: a roster of the hosts, and a pillar that says what each is given."""

from collections.abc import Mapping
from typing import Any

from fleet.blueprint.hosts import HostBlueprint
from fleet.inventory.host import address
from fleet.render.dump import document

Hosts = Mapping[str, HostBlueprint]


def roster(hosts: Hosts) -> str:
    """The hosts as salt-ssh finds them: as root, and never with a password."""
    return document({name: {"host": address(name, host.row), "user": "root"} for name, host in hosts.items()})


def top() -> str:
    """Which pillar applies to which host: one to all, in which each finds itself."""
    return document({"base": {"*": ["fleet"]}})


def pillar(hosts: Hosts) -> str:
    """By host, what its states are to set up."""
    return document({"fleet": {name: _host(host) for name, host in hosts.items()}})


def _host(host: HostBlueprint) -> dict[str, Any]:
    row = host.row
    pillar: dict[str, Any] = {
        "environment": row.environment,
        "manager": host.manager,
        "services": list(host.services),
        "ssh_keys": list(host.ssh_keys),
    }
    if host.is_scraped:
        pillar["node_exporter"] = {"via": "direct" if row.exporter_is_direct else "proxy", "port": row.exporter_port}
    if row.role:
        pillar["role"] = row.role
    return pillar
