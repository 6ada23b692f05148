"""What zones must be for their records to be right: each name leads to one place, and nothing is left to guess."""

from collections.abc import Iterator

from fleet.inventory.errors.problems import Mistake, Path, quoted
from fleet.inventory.field_types import is_fqdn
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import PROXY_NAME, address_types
from fleet.inventory.service import Service, site_host
from fleet.inventory.validation.raw_inventory import RawInventory
from fleet.registry import hosting


def broken_zones(fleet: Fleet, raw: RawInventory) -> Iterator[Mistake]:
    """Every rule about zones that a fleet breaks."""
    for name, zone in fleet.zones.items():
        path = ("zones", name)
        if not is_fqdn(name):
            yield Mistake(path, "a zone's name has a dot in it", "write a key like example.org", at_key=True)
        if zone.delegated is not None and fleet.zone_around(name) is None:
            what = "no zone of the inventory is around it, so none of them delegates to it"
            yield Mistake((*path, "delegated"), what, "leave delegated out")
        for index, kept_name in enumerate(zone.keep):
            other = fleet.zone_of(kept_name)
            if other != name:
                what = f"{kept_name} is not in the zone {name}"
                write = f"write it in keep of {other}" if other else f"write {name}, or a name that ends in .{name}"
                yield Mistake((*path, "keep", index), what, write)
        at, around = hosting(zone.provider) if zone.provider else None, fleet.zone_around(name)
        # One with a number is there already.
        wrong = at.zones.wrong_name(name, around) if at and at.zones and zone.id is None and is_fqdn(name) else None
        if wrong:
            without = f", or leave the row out: its names are in {around} then" if around else ""
            yield Mistake(path, wrong, f"name another provider, or write elsewhere: …{without}", at_key=True)
        if at and at.zones and at.zones.needs_email and zone.email is None and _nobody_answers(fleet, raw):
            what = f"{at.title} wants an e-mail address of who answers for a zone, and the organisation has none"
            yield Mistake(path, what, "write email: …")
    yield from _names(fleet)
    yield from _addresses(fleet)
    yield from _long_names(fleet)


def _addresses(fleet: Fleet) -> Iterator[Mistake]:
    """Hosts whose records the fleet keeps, but can't make."""
    for name, host in fleet.hosts.items():
        if is_fqdn(name) and fleet.keeps_records_of(name) and not address_types(host):
            what = f"the fleet keeps the zone {fleet.zone_of(name)}, and there is no address for a record of this host"
            yield Mistake(("hosts", name), what, "write ipv4: … or ipv6: …, or its name in the zone's keep")


def _long_names(fleet: Fleet) -> Iterator[Mistake]:
    """Rows that want a record whose name is longer than the provider of its zone takes."""
    for path, zone, name in _recorded(fleet):
        for kept_in in fleet.zones_with_records_of(zone):
            provider = fleet.zones[kept_in].provider
            at = hosting(provider) if provider else None
            limit = at.zones.record_name if at and at.zones else None
            length = len(name) - len(kept_in) - 1
            if at and limit is not None and length > limit:
                what = f"{quoted(name)} has {length} characters before the zone {kept_in}, and {at.title} takes {limit}"
                write = f"shorten it, or write it in keep of {zone} and make its records by hand"
                yield Mistake(path, what, write, at_key=path[0] != "status_pages")
                break


def _recorded(fleet: Fleet) -> Iterator[tuple[Path, str, str]]:
    """The longest name of each row of which the fleet makes a record, with the zone that it is in."""
    rows: list[tuple[Path, str]] = []
    for name, host in fleet.hosts.items():
        rows += [(("hosts", name), f"{PROXY_NAME}.{name}" if host.has_proxy else name)] if is_fqdn(name) else []
    for key, service in fleet.services.items():
        sites = ((url, site_host(url)) for url in service.sites)
        rows += [(("services", key, "sites", url), name) for url, name in sites if name not in fleet.hosts]
    rows += [(("status_pages", key, "domain"), page.domain) for key, page in fleet.status_pages.items() if page.domain]
    for path, name in rows:
        zone = fleet.zone_of(name)
        own = name.removeprefix(f"{PROXY_NAME}.")
        if zone is not None and not {name, own} & {*fleet.zones[zone].keep}:
            yield path, zone, name
    for name, inner in fleet.zones.items():
        around = fleet.zone_around(name)
        if around and inner.delegated is not None:
            yield ("zones", name), around, name


def _nobody_answers(fleet: Fleet, raw: RawInventory) -> bool:
    """Whether the organisation certainly has no e-mail address: its row may have a mistake, or not have been read."""
    if fleet.organisation is None:
        somewhere = raw.data.keys() | raw.unread
        return "organisation" not in somewhere and not raw.set_aside & fleet.contacts.keys()
    organisation = fleet.contacts.get(fleet.organisation)
    return organisation is not None and organisation.email is None


def _names(fleet: Fleet) -> Iterator[Mistake]:
    """Sites whose name would have to lead to two places."""
    first: dict[str, tuple[str, str]] = {}
    for key, service in fleet.services.items():
        for url in service.sites:
            name, place = site_host(url), _place(service, url)
            zone = fleet.zone_of(name)
            if zone is None or name in fleet.zones[zone].keep or place is None:
                continue
            path = ("services", key, "sites", url)
            if name in fleet.hosts and place != name:
                what = f"{name} is the name of a host, and this site is on {place}"
                yield Mistake(path, what, "give the site a name of its own, or rename the host", at_key=True)
                continue
            earlier_url, earlier = first.setdefault(name, (url, place))
            if earlier != place:
                what = f"{name} can't lead to {place}, since {earlier_url} is on {earlier}"
                yield Mistake(path, what, "give one of them another name", at_key=True)


def _place(service: Service, url: str) -> str | None:
    hosted = service.sites[url].hosted
    if hosted is not None:
        return hosted.canonical_name
    return service.hosts[0] if service.hosts else None
