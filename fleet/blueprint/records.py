"""Which DNS records the fleet needs: one list, whether a provider's API keeps them or a person does."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from fleet.addresses import FAMILIES
from fleet.inventory.field_types import is_fqdn
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import PROXY_NAME, RECORD_TYPES, address_types
from fleet.inventory.hosted_site import HostedSite
from fleet.inventory.monitoring import STATUS_PAGES
from fleet.inventory.service import site_families, site_host
from fleet.inventory.zone import Zone
from fleet.registry import hosting

Type = Literal["A", "AAAA", "CAA", "CNAME", "NS"]
_LEADING = frozenset(["A", "AAAA", "CNAME"])
"""Types of records that lead to an address."""


@dataclass(frozen=True)
class ZoneBlueprint:
    """A zone's row, and what follows for it.

    `email` is the address of who answers for it: its own, or the organisation's. `kept` are the names whose records are
    left as they are: those of the row, and the proxies' names of hosts among them unless another row wants those.
    `around` is the zone of the inventory that it is in.
    """

    name: str
    row: Zone
    email: str | None
    kept: frozenset[str] = frozenset()
    around: str | None = None


@dataclass(frozen=True, order=True)
class Record:
    """All records of one name and type: with `values`, or with the address of a `host`, which a cloud may choose.

    The value of a CNAME or NS has no dot at its end; a CAA's is the authority alone. `wanted_by` is the host, URL,
    zone or status page's name it is for. What is `proxied` is set where a CDN reads it, which answers with its own.
    """

    zone: str
    name: str
    type: Type
    values: tuple[str, ...] = ()
    host: str | None = None
    wanted_by: str = ""
    proxied: bool = False

    @property
    def relative(self) -> str:
        """The name within the zone, as the providers' APIs have it: `@` is the zone itself."""
        return relative(self.name, self.zone)


def relative(name: str, zone: str) -> str:
    """A name within its zone: `www`, or `@` for the zone's own."""
    return "@" if name == zone else name.removesuffix(f".{zone}")


_IN_ZONE_FILES: dict[str, str] = {"CNAME": "{}.", "NS": "{}.", "CAA": '0 issue "{}"'}


def zone_file_value(type_: str, value: Any) -> Any:
    """A record's value as a zone file has it: `example.org.` for a CNAME, `0 issue "letsencrypt.org"` for a CAA."""
    form = _IN_ZONE_FILES.get(type_)
    return form.format(value) if form else value


def zones(fleet: Fleet, records: Iterable[Record]) -> dict[str, ZoneBlueprint]:
    """The zones of the inventory by name, sorted."""
    organisation = fleet.contacts.get(fleet.organisation or "")
    usual = organisation.email if organisation else None
    wanted = {record.name for record in records}

    def kept(row: Zone) -> frozenset[str]:
        return frozenset({*row.keep, *(f"{PROXY_NAME}.{name}" for name in row.keep)} - wanted)

    return {
        name: ZoneBlueprint(name, row, row.email or usual, kept(row), fleet.zone_around(name))
        for name, row in sorted(fleet.zones.items())
    }


def records(fleet: Fleet) -> tuple[Record, ...]:
    """Every record in the zones of the inventory, sorted; names that a zone keeps as they are are not among them."""
    wanted = [*_authorities(fleet), *_hosts(fleet), *_sites(fleet), *_status_pages(fleet)]
    wanted += _proxies(fleet, {record.name for record in wanted} | fleet.hosts.keys() | fleet.zones.keys())
    unique = {(record.name, record.type): record for record in reversed(wanted)}
    declared = [record for record in unique.values() if record.name not in fleet.zones[record.zone].keep]
    declared += _delegations(fleet)
    behind = {site_host(url) for url, key in fleet.service_of.items() if fleet.services[key].sites[url].proxied}
    return tuple(
        sorted(
            replace(record, zone=zone, proxied=record.name in behind and record.type in _LEADING)
            for record in declared
            for zone in fleet.zones_with_records_of(record.zone)
        )
    )


def _delegations(fleet: Fleet) -> Iterator[Record]:
    """The name servers of zones within others, whose rows say how far their delegation is."""
    for name, zone in fleet.zones.items():
        around = fleet.zone_around(name)
        at = hosting(zone.provider).zones if zone.provider else None
        if around and at and zone.delegated is not None and name not in fleet.zones[around].keep:
            yield Record(around, name, "NS", tuple(sorted(at.name_servers)), wanted_by=name)


def _authorities(fleet: Fleet) -> Iterator[Record]:
    for name, zone in fleet.zones.items():
        if zone.caa:
            yield Record(name, name, "CAA", tuple(sorted(set(zone.caa))), wanted_by=name)


def _hosts(fleet: Fleet) -> Iterator[Record]:
    for name, row in fleet.hosts.items():
        zone = fleet.zone_of(name)
        if zone is None or not is_fqdn(name) or name in fleet.zones[zone].keep:
            continue
        for type_ in address_types(row):
            yield Record(zone, name, type_, host=name, wanted_by=name)


def _proxies(fleet: Fleet, taken: set[str]) -> Iterator[Record]:
    """The names of the proxies in front of node exporters, where they are nobody else's."""
    for name, row in fleet.hosts.items():
        zone, proxy = fleet.zone_of(name), f"{PROXY_NAME}.{name}"
        # A host whose own records are there already has this one too.
        left_as_is = zone is None or name in fleet.zones[zone].keep
        if zone is not None and not left_as_is and row.has_proxy and is_fqdn(name) and proxy not in taken:
            yield Record(zone, proxy, "CNAME", (name,), wanted_by=name)


def _sites(fleet: Fleet) -> Iterator[Record]:
    for url, key in fleet.service_of.items():
        service = fleet.services[key]
        name, hosted = site_host(url), service.sites[url].hosted
        zone = fleet.zone_of(name)
        if zone is None or name in fleet.hosts:
            continue
        if hosted is not None:
            yield from _hosted(zone, name, hosted, url)
        else:
            yield from _served(fleet, zone, url)


def _served(fleet: Fleet, zone: str, url: str) -> Iterator[Record]:
    """Those of a site that its service's first host serves: an alias of that, unless it has fewer addresses."""
    service, name = fleet.services[fleet.service_of[url]], site_host(url)
    host = service.hosts[0]
    types = address_types(fleet.hosts[host])
    wanted = [RECORD_TYPES[family] for family in site_families(service.sites[url], FAMILIES)]
    own = [type_ for type_ in types if type_ in wanted]
    if is_fqdn(host) and name != zone and own == types:
        yield Record(zone, name, "CNAME", (host,), wanted_by=url)
    else:
        for type_ in own:
            yield Record(zone, name, type_, host=host, wanted_by=url)


def _status_pages(fleet: Fleet) -> Iterator[Record]:
    """The names of status pages, which UptimeRobot serves."""
    for page in fleet.status_pages.values():
        if page.domain is not None and (zone := fleet.zone_of(page.domain)) is not None:
            yield Record(zone, page.domain, "CNAME", (STATUS_PAGES,), wanted_by=page.domain)


def _hosted(zone: str, name: str, hosted: HostedSite, url: str) -> Iterator[Record]:
    if name != zone:
        yield Record(zone, name, "CNAME", (hosted.canonical_name,), wanted_by=url)
        return
    yield Record(zone, name, "A", hosted.APEX_IPV4, wanted_by=url)
    yield Record(zone, name, "AAAA", hosted.APEX_IPV6, wanted_by=url)
