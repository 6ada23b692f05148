"""What a stack tells others about each host, service, site and zone: plain facts of the rows, without secrets."""

from collections.abc import Mapping
from typing import Any

from fleet.blueprint.first_boot import FirstBoot
from fleet.blueprint.hosts import HostBlueprint
from fleet.blueprint.records import Record
from fleet.blueprint.retire import pointing_at
from fleet.digest import digest
from fleet.inventory.fleet import Fleet
from fleet.registry import hosting
from fleet.render.cloud_init import first_boot_digest

Facts = dict[str, dict[str, dict[str, Any]]]
"""`hosts`, `services`, `sites` and `zones`, each by name."""


def facts(
    fleet: Fleet,
    hosts: Mapping[str, HostBlueprint],
    boots: Mapping[str, FirstBoot],
    records: tuple[Record, ...],
    monitoring: Mapping[str, str],
) -> Facts:
    """The facts of every row, sorted by name.

    Args:
        fleet: The inventory.
        hosts: What follows for each host.
        boots: What each created host is given at its first boot.
        records: All DNS records.
        monitoring: The files of the Prometheus servers.
    """
    found = {name: _host(fleet, host, boots.get(name)) for name, host in hosts.items()}
    for name, host in hosts.items():
        if host.row.role == "prometheus":
            found[name]["monitoring"] = digest(repr(sorted(monitoring.items())))
        if host.row.retire is not None:
            left = pointing_at(fleet, records, name)
            found[name] |= {"retire": host.row.retire.isoformat(), "pointed_at_by": left}
    return {
        "hosts": found,
        "services": {name: _service(fleet, name) for name in sorted(fleet.services)},
        "sites": {url: _site(fleet, name, url) for url, name in fleet.service_of.items()},
        "zones": {name: _zone(fleet, name) for name in sorted(fleet.zones)},
    }


def _host(fleet: Fleet, host: HostBlueprint, boot: FirstBoot | None) -> dict[str, Any]:
    """A host: who hosts and operates it, and what it is for."""
    row, provider = host.row, hosting(host.row.provider)
    found: dict[str, Any] = {
        "provider": row.provider,
        "state": row.state,
        "environment": row.environment,
        "manager": host.manager,
        "services": list(host.services),
        "aliases": sorted(row.aliases),
        **row.facts(),
    }
    if provider.machine is None:
        found["console"] = fleet.providers[row.provider].console
    if boot is not None:
        found |= {"keys": sorted(map(digest, host.ssh_keys)), "user_data": first_boot_digest(boot)}
        if provider.reverse_dns_after_forward:
            found["reverse_dns"] = host.reverse_dns
    return found


def _service(fleet: Fleet, name: str) -> dict[str, Any]:
    """A service: who operates it, where it runs and where it is seen."""
    row = fleet.services[name]
    return {
        "title": row.title,
        "environment": fleet.service_environment(name),
        "manager": fleet.service_manager(name),
        "hosts": sorted(row.hosts),
        "sites": sorted(row.sites),
        "errors": row.errors.model_dump(exclude_none=True),
        "aliases": sorted(row.aliases),
    }


def _site(fleet: Fleet, service: str, url: str) -> dict[str, Any]:
    """A site: the service it belongs to and what serves it."""
    row = fleet.services[service]
    hosted = row.sites[url].hosted
    host = None if hosted else fleet.hosts[row.hosts[0]]
    return {
        "service": service,
        "provider": hosted.PROVIDER if hosted else host.provider if host else "",
        "state": hosted.state if hosted else host.state if host else "registered",
        "hosts": [] if hosted else sorted(row.hosts),
        "aliases": sorted(row.sites[url].aliases),
    }


def _zone(fleet: Fleet, name: str) -> dict[str, Any]:
    """A zone: who keeps it."""
    row = fleet.zones[name]
    state = "elsewhere" if row.provider is None else "created" if row.id is None else "adopted"
    return {"provider": row.provider or row.elsewhere, "state": state, "release": row.release, "aliases": []}
