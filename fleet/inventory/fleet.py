"""A whole inventory: all sections, and what rows take from each other."""

from collections.abc import Iterator
from functools import cached_property

from pydantic import Field

from fleet.inventory.alerting import Alerting
from fleet.inventory.contacts import Contact, Provider
from fleet.inventory.field_types import Environment, HostName, Name
from fleet.inventory.firewall import BUILT_IN, FirewallRule, Inbound, inbound_of
from fleet.inventory.host import HostRow, families
from fleet.inventory.monitoring import Exporters, StatusPage
from fleet.inventory.row import Row
from fleet.inventory.service import Service
from fleet.inventory.zone import Zone

ENVIRONMENTS: tuple[Environment, ...] = ("production", "staging", "development")
"""The one that people depend on most comes first."""


class Fleet(Row):
    """Everything the organisation runs. Files of one inventory hold parts of it and are read as one."""

    # What a host, site or zone may say depends on its provider: fleet.inventory.model adds that.

    organisation: Name | None = Field(
        None, description="The contact whose fleet it is; notified of everything in production"
    )
    contacts: dict[Name, Contact] = Field({}, description="Organisations and teams that manage things or are notified")
    providers: dict[Name, Provider] = Field({}, description="The hosting providers that the organisation uses")
    firewalls: dict[Name, list[FirewallRule]] = Field({}, description="Rule sets, besides base, web and exporter")
    hosts: dict[HostName, HostRow] = Field({}, description="Machines, by their fully qualified domain names")
    services: dict[Name, Service] = Field({}, description="What people use: it runs on hosts and has sites")
    zones: dict[HostName, Zone] = Field({}, description="DNS zones that names of hosts and sites are in")
    status_pages: dict[Name, StatusPage] = Field({}, description="Public pages about services, one for each audience")
    alerting: Alerting = Field(Alerting(), description="How alerts are mailed, and where their pages are read")
    exporters: Exporters | None = Field(None, description="Without it, created machines get no node exporter")

    @cached_property
    def prometheus(self) -> tuple[str, ...]:
        """The hosts that are Prometheus servers, sorted."""
        return tuple(sorted(name for name, row in self.hosts.items() if row.role == "prometheus"))

    def rules_of(self, host: HostRow) -> list[FirewallRule] | None:
        """The rules of a host's firewall; None if it has none, or names a rule set that can't be read."""
        known = self.firewalls.keys() | BUILT_IN.keys()
        return self.rules(host.rule_sets) if host.rule_sets and known >= {*host.rule_sets} else None

    def inbounds_of(self, host: HostRow) -> list[Inbound] | None:
        """What a host's firewall lets in, the Prometheus servers by address or name; None as in `rules_of`."""
        rules = self.rules_of(host)
        if rules is None:
            return None
        found = [inbound_of(rule) for rule in rules]
        if "exporter" in host.rule_sets:
            servers = [(name, self.hosts[name]) for name in self.prometheus]
            ipv4s = [row.ipv4 or name for name, row in servers if "ipv4" in families(row)]
            ipv6s = [row.ipv6 or name for name, row in servers if "ipv6" in families(row)]
            found.append(Inbound("tcp", str(host.exporter_port), ipv4s, ipv6s))
        return found

    def rules(self, rule_sets: tuple[str, ...]) -> list[FirewallRule]:
        """The rules of a firewall composed of these rule sets; SSH and ICMP always among them."""
        rule_sets_by_name = self.firewalls | BUILT_IN
        return [rule for name in dict.fromkeys(("base", *rule_sets)) for rule in rule_sets_by_name[name]]

    @cached_property
    def services_on(self) -> dict[str, tuple[str, ...]]:
        """The services that run on each host, sorted; a host that runs none is absent."""
        services_by_host: dict[str, list[str]] = {}
        for name, service in sorted(self.services.items()):
            for host in dict.fromkeys(service.hosts):
                services_by_host.setdefault(host, []).append(name)
        return {host: tuple(names) for host, names in services_by_host.items()}

    @cached_property
    def service_of(self) -> dict[str, str]:
        """The service of each site, by URL, sorted."""
        return dict(sorted((url, name) for name, service in self.services.items() for url in service.sites))

    def zone_of(self, name: str) -> str | None:
        """The zone of the inventory that a name is in, the innermost one."""
        labels = name.split(".")
        return next((zone for i in range(len(labels)) if (zone := ".".join(labels[i:])) in self.zones), None)

    def zone_around(self, zone: str) -> str | None:
        """The innermost other zone of the inventory that a zone is in."""
        return self.zone_of(zone.partition(".")[2])

    def zones_with_records_of(self, zone: str) -> Iterator[str]:
        """A zone, and those around it as long as nobody is led on from there: each has the records of its names."""
        yield zone
        around = self.zone_around(zone)
        if around and self.zones[zone].delegated is False:
            yield from self.zones_with_records_of(around)

    def keeps_records_of(self, name: str) -> bool:
        """Whether the fleet itself keeps the DNS records of a name."""
        zone = self.zones.get(self.zone_of(name) or "")
        return zone is not None and zone.provider is not None and name not in zone.keep

    def host_manager(self, name: str) -> str:
        """The contact who operates a host."""
        host = self.hosts[name]
        return host.manager or self.providers[host.provider].manager

    def service_manager(self, name: str) -> str:
        """The contact who operates a service: its own, or the one that all its hosts share.

        Raises:
            LookupError: Its hosts have different managers or it has none; no checked fleet holds such a service.
        """
        service = self.services[name]
        managers = [service.manager] if service.manager else sorted({self.host_manager(host) for host in service.hosts})
        if len(managers) != 1:
            raise LookupError(name)
        return managers[0]

    def service_environment(self, name: str) -> Environment:
        """A service's environment: its own, else that of its hosts that people depend on most, else production."""
        service = self.services[name]
        if service.environment:
            return service.environment
        environments = {self.hosts[host].environment for host in service.hosts} or {"production"}
        return min(environments, key=ENVIRONMENTS.index)
