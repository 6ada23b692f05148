"""What no single row can know: that nothing contradicts another row, and nothing is left unsaid."""

from collections.abc import Iterator

from fleet.inventory.errors.problems import Mistake, Path
from fleet.inventory.field_checks import MAX_NAME
from fleet.inventory.field_types import is_fqdn
from fleet.inventory.firewall import BUILT_IN
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import PROXY_NAME, address_types
from fleet.inventory.host import HostRow as Host
from fleet.inventory.service import Service
from fleet.inventory.validation.closed_ports import closed_ports
from fleet.inventory.validation.families import broken_families
from fleet.inventory.validation.proxied import idle_proxies
from fleet.inventory.validation.raw_inventory import RawInventory
from fleet.inventory.validation.references import repeated, unresolved, usage
from fleet.inventory.validation.status_pages import broken_status_pages
from fleet.inventory.validation.zones import broken_zones
from fleet.registry import hosting, hostings

LINUX_NAME = 64
"""Characters of a machine's own name at most (Linux, HOST_NAME_MAX)."""


def broken_rules(fleet: Fleet, raw: RawInventory) -> Iterator[Mistake]:
    """Every rule across rows that a fleet breaks.

    Args:
        fleet: The rows that are right.
        raw: All rows, as they were written.
    """
    yield from unresolved(raw)
    yield from repeated(raw)
    yield from _firewalls(raw)
    yield from _firewall_limits(fleet)
    yield from _hosts(fleet, raw)
    yield from _keys(fleet)
    yield from _services(fleet)
    yield from _retiring(fleet)
    yield from _exporters(fleet)
    yield from closed_ports(fleet)
    yield from broken_families(fleet)
    yield from idle_proxies(fleet)
    yield from broken_status_pages(fleet)
    yield from broken_zones(fleet, raw)


def _firewalls(raw: RawInventory) -> Iterator[Mistake]:
    for name in raw.rows("firewalls"):
        if name in BUILT_IN:
            yield Mistake(
                ("firewalls", name), f"the rule set {name} is built in", "give yours another name", at_key=True
            )


def _firewall_limits(fleet: Fleet) -> Iterator[Mistake]:
    for name, host in fleet.hosts.items():
        inbounds = fleet.inbounds_of(host)
        if inbounds is None:
            continue
        provider, path = hosting(host.provider), ("hosts", name, "firewall")
        limits = provider.limits
        count = limits.count_rules(inbounds)
        if limits.firewall_rules is not None and count > limits.firewall_rules:
            what = f"its firewall has {count} rules with those for SSH and ICMP, and {provider.title} takes"
            yield Mistake(path, f"{what} {limits.firewall_rules} at most", "leave some out, or join ports into ranges")
        sources = {
            key: max((len(rule.sources) for rule in fleet.firewalls.get(key, [])), default=0) for key in host.rule_sets
        }
        for key, most in sources.items():
            if limits.rule_sources is not None and most > limits.rule_sources:
                what = f"a rule of {key} has {most} sources, and {provider.title} takes {limits.rule_sources} at most"
                yield Mistake(path, what, "join them into larger networks, or write several rules")


def _hosts(fleet: Fleet, raw: RawInventory) -> Iterator[Mistake]:
    used = usage(raw)
    maybe_used = used.certain | used.possible
    for name, host in fleet.hosts.items():
        path = ("hosts", name)
        if host.spare is not None:
            if name in used.certain or host.role is not None:
                what = "it is marked spare but used"
                yield Mistake((*path, "spare"), what, "remove spare, or whatever uses it")
        elif used.complete and host.role is None and host.retire is None and name not in maybe_used:
            yield Mistake(path, "no service runs on it", "add it to a service's hosts, or say why it is kept: spare: …")
        yield from _named(name, host)


def _named(name: str, host: Host) -> Iterator[Mistake]:
    path = ("hosts", name)
    if not is_fqdn(name):
        if host.has_cloud_addresses:
            what = "a managed host needs a fully qualified domain name"
            yield Mistake(path, what, "write a key like www.example.org")
        elif host.ipv4 is None and host.ipv6 is None:
            what = "it has neither a fully qualified domain name nor an address"
            yield Mistake(path, what, "write ipv4: … or ipv6: …")
        if host.exporter.none is None and host.exporter.via != "direct":
            what = "without a domain name there is no prom-client name to ask"
            yield Mistake((*path, "exporter"), what, "write exporter: {via: direct}, or exporter: {none: why}")
    elif host.has_proxy and (length := len(f"{PROXY_NAME}.{name}")) > MAX_NAME:
        what = f"{PROXY_NAME} before its name makes {length} characters, and DNS lets a name have {MAX_NAME} at most"
        yield Mistake(path, what, "shorten the name, or write exporter: {via: direct}", at_key=True)
    wrong = hosting(host.provider).limits.host_name(name) if host.state != "registered" else None
    if not wrong and host.state == "created" and len(name) > LINUX_NAME:
        wrong = f"its name has {len(name)} characters, and Linux lets a machine's have {LINUX_NAME} at most"
    if wrong:
        yield Mistake(path, wrong, "shorten the name")


def _manager(fleet: Fleet, host: Host) -> str | None:
    """Who operates a host, as far as its rows can be read."""
    provider = fleet.providers.get(host.provider)
    return host.manager or (provider.manager if provider else None)


def _keys(fleet: Fleet) -> Iterator[Mistake]:
    created: dict[str | None, list[str]] = {}
    for name, host in fleet.hosts.items():
        if host.state == "created":
            created.setdefault(_manager(fleet, host), []).append(name)
    for key, contact in fleet.contacts.items():
        if key in created and not contact.ssh_keys:
            what = f"it manages {created[key][0]}, which is created, but has no SSH keys to log in with"
            yield Mistake(("contacts", key), what, "write ssh_keys: […]")


def _services(fleet: Fleet) -> Iterator[Mistake]:
    for name, service in fleet.services.items():
        path = ("services", name)
        if not service.hosts:
            yield from _without_hosts(path, service)
        elif service.manager is None:
            hosts = [fleet.hosts.get(host) for host in service.hosts]
            managers = {_manager(fleet, host) if host else None for host in hosts}
            if None not in managers and len(managers) > 1:
                several = ", ".join(sorted(filter(None, managers)))
                what = f"it has no manager of its own, and its hosts have several: {several}"
                yield Mistake(path, what, "write manager: …")


def _without_hosts(path: Path, service: Service) -> Iterator[Mistake]:
    elsewhere = [url for url, site in service.sites.items() if site.hosted is None]
    examples = " or ".join(sorted(provider.site.EXAMPLE for provider in hostings().values() if provider.site))
    if len(elsewhere) == len(service.sites):
        yield Mistake(path, "it runs nowhere", f"write hosts: […], or {examples} at its sites")
        return
    for url in elsewhere:
        write = f"write hosts: […] at its service, or {examples} here"
        yield Mistake((*path, "sites", url), "nothing serves it", write)
    if not elsewhere and service.manager is None:
        yield Mistake(path, "it has no manager, nor a host to take one from", "write manager: …")


def _retiring(fleet: Fleet) -> Iterator[Mistake]:
    for name, service in fleet.services.items():
        for index, key in enumerate(service.hosts):
            host = fleet.hosts.get(key)
            if host and host.retire and service.sites:
                what = f"{key} is being retired, and this service has sites on it"
                write = "move the service to another host first, or leave retire out of the host's row"
                yield Mistake(("services", name, "hosts", index), what, write)


def _exporters(fleet: Fleet) -> Iterator[Mistake]:
    guarded = {name: row for name, row in fleet.hosts.items() if row.rule_sets}
    for name in fleet.prometheus:
        row = fleet.hosts[name]
        opens = [key for key, other in guarded.items() if "exporter" in other.rule_sets and key != name]
        if opens and not address_types(row):
            what = f"the firewall of {opens[0]} lets Prometheus in by its address, and it has none"
            yield Mistake(("hosts", name), what, "write ipv4: … or ipv6: …")
    for name, row in guarded.items():
        scraped = any(other != name for other in fleet.prometheus) and row.exporter.none is None
        if scraped and row.state == "created" and row.exporter_is_direct and "exporter" not in row.rule_sets:
            what = "Prometheus can't reach its node exporter through this firewall"
            yield Mistake(("hosts", name, "firewall"), what, "add exporter to the list, or write exporter: {none: why}")
