"""What rows expect of firewalls that doesn't come to pass: ports that stay closed, or open to all."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from fleet.inventory.errors.problems import Mistake
from fleet.inventory.field_checks import DEFAULT_PORTS
from fleet.inventory.firewall import ANYWHERE, BUILT_IN, opens
from fleet.inventory.fleet import Fleet

_SSH = "22"


def closed_ports(fleet: Fleet) -> Iterator[Mistake]:
    """Sites and ports that are watched behind firewalls which let nobody in there, and rules without an effect."""
    yield from _sites(fleet)
    yield from _watched(fleet)
    yield from _open_to_all(fleet)


def _sites(fleet: Fleet) -> Iterator[Mistake]:
    for key, service in fleet.services.items():
        for url, site in service.sites.items():
            parts = urlsplit(url)
            port = parts.port or int(DEFAULT_PORTS[parts.scheme])
            # Its name may lead to any of the service's hosts, or to a proxy that is let in by its address.
            if service.hosts and not site.hosted and not any(_lets_in(fleet, host, port) for host in service.hosts):
                what = f"the firewall of {' and of '.join(service.hosts)} keeps its port {port} closed"
                yield Mistake(("services", key, "sites", url), what, _remedy(port, service.hosts[0]), at_key=True)


def _watched(fleet: Fleet) -> Iterator[Mistake]:
    for name, host in fleet.hosts.items():
        if host.uptime_port is not None and not _lets_in(fleet, name, host.uptime_port):
            what = f"its firewall keeps port {host.uptime_port} closed"
            yield Mistake(("hosts", name, "uptime_port"), what, _remedy(host.uptime_port, name))


def _open_to_all(fleet: Fleet) -> Iterator[Mistake]:
    for key, rules in fleet.firewalls.items():
        for index, rule in enumerate(rules):
            path = ("firewalls", key, index)
            if {*rule.sources} >= {*ANYWHERE}:
                continue
            if rule.protocol == "icmp":
                yield Mistake(
                    path, "every firewall lets in icmp from anywhere, so this narrows nothing", "leave it out"
                )
            elif rule.protocol == "tcp" and rule.port == _SSH:
                yield Mistake(path, "every firewall lets in SSH from anywhere, so this narrows nothing", "leave it out")


def _lets_in(fleet: Fleet, name: str, port: int) -> bool:
    """Whether a host has no firewall of the fleet's or one that opens a port; true where its rows can't be read."""
    host = fleet.hosts.get(name)
    rules = fleet.rules_of(host) if host else None
    return rules is None or any(opens(rule, port) for rule in rules)


def _remedy(port: int, host: str) -> str:
    rule_set = "web" if any(opens(rule, port) for rule in BUILT_IN["web"]) else f'a rule set with port: "{port}"'
    return f"add {rule_set} to the firewall of {host}"
