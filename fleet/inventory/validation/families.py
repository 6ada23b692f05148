"""What rows say of kinds of address, where another row knows better."""

from collections.abc import Iterator

from fleet.addresses import FAMILIES, Family
from fleet.inventory.errors.problems import Mistake
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import families
from fleet.inventory.service import site_families, site_host


def broken_families(fleet: Fleet) -> Iterator[Mistake]:
    """Sites that are to be reached at addresses which they don't have."""
    for key, service in fleet.services.items():
        host = fleet.hosts.get(service.hosts[0]) if service.hosts else None
        for url, site in service.sites.items():
            path = ("services", key, "sites", url, "families")
            if site.families and site.hosted:
                yield Mistake(path, "the provider that serves this site chooses its addresses", "leave families out")
                continue
            there = families(host) if host else ()
            for index, family in enumerate(site.families or ()):
                if there and family not in there:
                    what = f"its host {service.hosts[0]} is not reached at {family}"
                    yield Mistake((*path, index), what, f"leave {family} out, or correct the host's row")
    yield from _names(fleet)


def _names(fleet: Fleet) -> Iterator[Mistake]:
    """Sites of one name that would need different records."""
    first: dict[str, tuple[str, tuple[Family, ...]]] = {}
    for url, key in fleet.service_of.items():
        name, site = site_host(url), fleet.services[key].sites[url]
        zone = fleet.zone_of(name)
        if zone is None or name in fleet.hosts or name in fleet.zones[zone].keep:
            continue
        wanted = site_families(site, FAMILIES)
        earlier, said = first.setdefault(name, (url, wanted))
        if said != wanted:
            what = f"{name} has the same records for {earlier}, which is reached at {' and '.join(said)}"
            write = "write the same families for both, or give one of them another name"
            yield Mistake(("services", key, "sites", url), what, write, at_key=True)
