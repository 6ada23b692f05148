"""What a stack tells others about each host, site and service: plain facts of the rows, without secrets."""

from typing import Any

from fleet.blueprint.first_boot import first_boot_digest, monitoring_digest
from fleet.blueprint.records import is_kept
from fleet.blueprint.retire import pointing_at
from fleet.inventory.cloud import CloudRow, LinodeHost
from fleet.inventory.hosts import HetznerDedicatedHost
from fleet.inventory.model import Fleet
from fleet.inventory.ssh_keys import digest, public_keys


def host(fleet: Fleet, name: str) -> dict[str, Any]:
    """A host: who hosts and operates it, and what it is for."""
    row = fleet.hosts[name]
    found: dict[str, Any] = {
        "provider": row.provider,
        "state": row.state,
        "environment": row.environment,
        "manager": fleet.host_manager(name),
        "services": list(fleet.services_on.get(name, ())),
        "aliases": sorted(row.aliases),
    }
    if isinstance(row, CloudRow):
        found |= _machine(fleet, name, row)
    else:
        found["console"] = fleet.providers[row.provider].console
    if isinstance(row, HetznerDedicatedHost):
        found |= {"product": row.product, "server_number": row.server_number, "firewall": list(row.rule_sets)}
    if row.role == "prometheus":
        found["monitoring"] = monitoring_digest(fleet)
    if row.retire is not None:
        found |= {"retire": row.retire.isoformat(), "pointed_at_by": pointing_at(fleet, name)}
    return found


def _machine(fleet: Fleet, name: str, row: CloudRow) -> dict[str, Any]:
    """What an API makes of a host; the latter half only when it creates it."""
    if row.state == "registered":
        return {}
    found: dict[str, Any] = {"size": row.size, "backups": row.backups, "firewall": list(row.rule_sets)}
    # What an adopted machine keeps is not what its row says.
    found = {name: value for name, value in found.items() if name not in row.keep} | {"region": row.region}
    if row.state == "created":
        keys = sorted(map(digest, public_keys(fleet, fleet.host_manager(name))))
        found |= {"image": row.image, "swap": row.swap_mb, "keys": keys}
        found["user_data"] = first_boot_digest(fleet, name, row)
        if isinstance(row, LinodeHost):
            found["reverse_dns"] = row.reverse_dns_at(zone_kept=is_kept(fleet, name))
    return found


def service(fleet: Fleet, name: str) -> dict[str, Any]:
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


def site(fleet: Fleet, service_name: str, url: str) -> dict[str, Any]:
    """A site: the service it belongs to and what serves it."""
    service_row = fleet.services[service_name]
    pages = service_row.sites[url].pages
    hosts = [] if pages else sorted(service_row.hosts)
    return {
        "service": service_name,
        "provider": "github-pages" if pages else fleet.hosts[service_row.hosts[0]].provider,
        "state": pages.state if pages else fleet.hosts[service_row.hosts[0]].state,
        "hosts": hosts,
        "aliases": sorted(service_row.sites[url].aliases),
    }


def zone(fleet: Fleet, name: str) -> dict[str, Any]:
    """A zone: who keeps it."""
    row = fleet.zones[name]
    state = "elsewhere" if row.provider is None else "created" if row.id is None else "adopted"
    return {"provider": row.provider or row.elsewhere, "state": state, "release": row.release, "aliases": []}


def facts(fleet: Fleet) -> dict[str, dict[str, dict[str, Any]]]:
    """All of them: `hosts`, `services`, `sites` and `zones`, each by name."""
    sites = {url: name for name, row in fleet.services.items() for url in row.sites}
    return {
        "hosts": {name: host(fleet, name) for name in sorted(fleet.hosts)},
        "services": {name: service(fleet, name) for name in sorted(fleet.services)},
        "sites": {url: site(fleet, name, url) for url, name in sorted(sites.items())},
        "zones": {name: zone(fleet, name) for name in sorted(fleet.zones)},
    }
