"""What a stack tells others about each host, service, site and zone: plain facts of the rows, without secrets."""

from collections.abc import Mapping
from typing import Any

from fleet.blueprint.hosts import HostBlueprint
from fleet.blueprint.records import ZoneBlueprint
from fleet.blueprint.services import ServiceBlueprint
from fleet.digest import digest
from fleet.hosting import Facts
from fleet.inventory.row import facts_of
from fleet.registry import hosting
from fleet.render.cloud_init import first_boot_digest


def facts(
    hosts: Mapping[str, HostBlueprint],
    services: Mapping[str, ServiceBlueprint],
    zones: Mapping[str, ZoneBlueprint],
    monitoring: Mapping[str, str],
) -> dict[str, dict[str, Facts]]:
    """The facts of every row: `hosts`, `services`, `sites` and `zones`, each sorted by name.

    Args:
        hosts: What follows for each host.
        services: What follows for each service.
        zones: What follows for each zone.
        monitoring: The files of the Prometheus servers.
    """
    sites = sorted(
        ((url, service) for service in services.values() for url in service.row.sites), key=lambda site: site[0]
    )
    return {
        "hosts": {name: _host(host, monitoring) for name, host in hosts.items()},
        "services": {name: _service(service) for name, service in services.items()},
        "sites": {url: _site(service, url, hosts) for url, service in sites},
        "zones": {name: _zone(zone) for name, zone in zones.items()},
    }


def _host(host: HostBlueprint, monitoring: Mapping[str, str]) -> Facts:
    """A host: who hosts and operates it, and what it is for."""
    row, provider = host.row, hosting(host.row.provider)
    host_facts: dict[str, Any] = {
        "provider": row.provider,
        "state": row.state,
        "environment": row.environment,
        "manager": host.manager,
        "services": list(host.services),
        "aliases": sorted(row.aliases),
        **row.facts(),
    }
    if provider.machine is None:
        host_facts["console"] = host.console
    if host.first_boot is not None:
        host_facts |= {"keys": sorted(map(digest, host.ssh_keys)), "user_data": first_boot_digest(host.first_boot)}
        if provider.reverse_dns_after_forward:
            host_facts["reverse_dns"] = host.reverse_dns
    if row.role == "prometheus":
        host_facts["monitoring"] = digest(repr(sorted(monitoring.items())))
    if row.retire is not None:
        host_facts |= {"retire": row.retire.isoformat(), "pointed_at_by": list(host.pointed_at_by)}
    return host_facts


def _service(service: ServiceBlueprint) -> Facts:
    """A service: who operates it, where it runs and where it is seen."""
    row = service.row
    return {
        "title": row.title,
        "environment": service.environment,
        "manager": service.manager,
        "hosts": sorted(row.hosts),
        "sites": sorted(row.sites),
        "errors": row.errors.model_dump(exclude_none=True),
        "aliases": sorted(row.aliases),
    }


def _site(service: ServiceBlueprint, url: str, hosts: Mapping[str, HostBlueprint]) -> Facts:
    """A site: the service it belongs to and what serves it."""
    row = service.row.sites[url]
    site_facts = {"service": service.name, "aliases": sorted(row.aliases)}
    if row.hosted is not None:
        own = facts_of(row.hosted, row.hosted.state)
        return site_facts | {"provider": row.hosted.PROVIDER, "state": row.hosted.state, "hosts": []} | own
    first = hosts[service.row.hosts[0]].row
    return site_facts | {"provider": first.provider, "state": first.state, "hosts": sorted(service.row.hosts)}


def _zone(zone: ZoneBlueprint) -> Facts:
    """A zone: who keeps it."""
    row = zone.row
    state = "elsewhere" if row.provider is None else "created" if row.id is None else "adopted"
    delegation = {"inside": zone.around, "delegated": row.delegated} if row.delegated is not None else {}
    return {
        "provider": row.provider or row.elsewhere,
        "state": state,
        "release": row.release,
        "aliases": [],
    } | delegation
