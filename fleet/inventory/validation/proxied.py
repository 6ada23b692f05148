"""Sites behind a CDN, where the records of their names would not tell."""

from collections.abc import Iterator

from fleet.inventory.errors.problems import Mistake
from fleet.inventory.fleet import Fleet
from fleet.inventory.service import site_host
from fleet.registry import hosting


def idle_proxies(fleet: Fleet) -> Iterator[Mistake]:
    """Sites that say `proxied` though the fleet compares no record of their name, or leads it past the CDN itself."""
    for url, key in fleet.service_of.items():
        if not fleet.services[key].sites[url].proxied:
            continue
        name, path = site_host(url), ("services", key, "sites", url, "proxied")
        zone = fleet.zone_of(name)
        provider = fleet.zones[zone].provider if zone else None
        if zone is None:
            what = f"{name} is in no zone of the inventory, so nothing compares its records"
            yield Mistake(path, what, "leave it out, or give its zone a row with elsewhere: …")
        elif name in fleet.zones[zone].keep:
            yield Mistake(path, f"{name} is in keep of {zone}, so nothing compares its records", "leave it out")
        elif provider is not None:
            what = f"the fleet keeps the zone {zone} at {hosting(provider).title}, and leads {name} past any CDN"
            yield Mistake(path, what, f"leave it out, or write {name} in keep of {zone} instead")
