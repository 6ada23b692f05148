"""Which DNS records the fleet needs: one list, whether a provider's API keeps them or a person does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fleet.inventory.cloud import CloudRow
from fleet.inventory.field_types import is_fqdn
from fleet.inventory.host import PROXY_NAME, HostRow
from fleet.inventory.model import Fleet, Pages, site_host

Type = Literal["A", "AAAA", "CAA", "CNAME"]

PAGES_IPV4 = ("185.199.108.153", "185.199.109.153", "185.199.110.153", "185.199.111.153")
PAGES_IPV6 = ("2606:50c0:8000::153", "2606:50c0:8001::153", "2606:50c0:8002::153", "2606:50c0:8003::153")
"""Where GitHub Pages answers for a zone's own name, which can't have a CNAME (GitHub's page on apex domains)."""


@dataclass(frozen=True, order=True)
class Record:
    """All records of one name and type: with `values`, or with the address of a `host`, which a cloud may choose.

    A CNAME's value has no dot at its end; a CAA's is the authority alone. `wanted_by` is the host or URL it is for.
    """

    zone: str
    name: str
    type: Type
    values: tuple[str, ...] = ()
    host: str | None = None
    wanted_by: str = ""

    @property
    def relative(self) -> str:
        """The name within the zone, as the providers' APIs have it: `@` is the zone itself."""
        return "@" if self.name == self.zone else self.name.removesuffix(f".{self.zone}")


def zone_of(fleet: Fleet, name: str) -> str | None:
    """The zone of the inventory that a name is in, the innermost one."""
    labels = name.split(".")
    return next((zone for i in range(len(labels)) if (zone := ".".join(labels[i:])) in fleet.zones), None)


def pages_host(pages: Pages) -> str:
    """Where GitHub answers for a repository's Pages."""
    return f"{pages.repository.partition('/')[0].lower()}.github.io"


def is_kept(fleet: Fleet, name: str) -> bool:
    """Whether the fleet itself keeps the records of a name."""
    zone = fleet.zones.get(zone_of(fleet, name) or "")
    return zone is not None and zone.provider is not None and name not in zone.keep


def records(fleet: Fleet) -> list[Record]:
    """Every record in the zones of the inventory, sorted; names that a zone keeps as they are are not among them."""
    found = [*_authorities(fleet), *_hosts(fleet), *_sites(fleet)]
    found += _proxies(fleet, {record.name for record in found} | fleet.hosts.keys() | fleet.zones.keys())
    unique = {(record.name, record.type): record for record in reversed(found)}
    return sorted(record for record in unique.values() if record.name not in fleet.zones[record.zone].keep)


def _authorities(fleet: Fleet) -> Iterator[Record]:
    for name, zone in fleet.zones.items():
        if zone.caa:
            yield Record(name, name, "CAA", tuple(sorted(set(zone.caa))), wanted_by=name)


def _hosts(fleet: Fleet) -> Iterator[Record]:
    for name, row in fleet.hosts.items():
        zone = zone_of(fleet, name)
        if zone is None or not is_fqdn(name) or name in fleet.zones[zone].keep:
            continue
        for type_ in address_types(row):
            yield Record(zone, name, type_, host=name, wanted_by=name)


def _proxies(fleet: Fleet, taken: set[str]) -> Iterator[Record]:
    """The names of the proxies in front of node exporters, where they are nobody else's."""
    for name, row in fleet.hosts.items():
        zone, proxy = zone_of(fleet, name), f"{PROXY_NAME}.{name}"
        # A host whose own records are there already has this one too.
        kept = zone is None or name in fleet.zones[zone].keep
        asked = row.exporter.none is None and not row.exporter_is_direct and row.retire is None
        if zone is not None and not kept and asked and is_fqdn(name) and proxy not in taken:
            yield Record(zone, proxy, "CNAME", (name,), wanted_by=name)


def address_types(row: HostRow) -> list[Type]:
    """The kinds of address a host has: both where a cloud gives them, else those that its row says."""
    cloud = isinstance(row, CloudRow) and row.state != "registered"
    said: dict[Type, str | None] = {"A": row.ipv4, "AAAA": row.ipv6}
    return [type_ for type_, address in said.items() if cloud or address is not None]


def _sites(fleet: Fleet) -> Iterator[Record]:
    services = {url: service for service in fleet.services.values() for url in service.sites}
    for url, service in sorted(services.items(), key=lambda item: item[0]):
        name, pages = site_host(url), service.sites[url].pages
        zone = zone_of(fleet, name)
        if zone is None or name in fleet.hosts:
            continue
        if pages is not None:
            yield from _at_pages(zone, name, pages_host(pages), url)
        elif is_fqdn(service.hosts[0]) and name != zone:
            yield Record(zone, name, "CNAME", (service.hosts[0],), wanted_by=url)
        else:
            for type_ in address_types(fleet.hosts[service.hosts[0]]):
                yield Record(zone, name, type_, host=service.hosts[0], wanted_by=url)


def _at_pages(zone: str, name: str, pages: str, url: str) -> Iterator[Record]:
    if name != zone:
        yield Record(zone, name, "CNAME", (pages,), wanted_by=url)
        return
    yield Record(zone, name, "A", PAGES_IPV4, wanted_by=url)
    yield Record(zone, name, "AAAA", PAGES_IPV6, wanted_by=url)
