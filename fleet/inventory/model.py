"""What an inventory may say: one strict model per kind of row, with every default written there and nowhere else."""

from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator

from fleet.inventory.alerting import AlertException, Alerting, SiteAlert, validate_thresholds
from fleet.inventory.field_types import (
    BcryptHash,
    Channel,
    CloudId,
    Email,
    Environment,
    HostName,
    Name,
    Network,
    Ports,
    ProviderName,
    Repository,
    SshKey,
    Text,
    Url,
)
from fleet.inventory.host import State
from fleet.inventory.hosts import Host
from fleet.inventory.maintenance import Window
from fleet.inventory.row import Row, refuse, said_or_excused
from fleet.inventory.zone import Zone

ENVIRONMENTS: tuple[Environment, ...] = ("production", "staging", "development")
"""The one that people depend on most comes first."""


class Contact(Row):
    """An organisation or team that is notified, or that manages something."""

    name: Text
    email: Email | None = None
    email_missing: Text | None = Field(None, description="Why there is no e-mail address")
    notices: list[Channel] = Field([], description="The monitoring systems that notify this contact by e-mail")
    downtime_protocol: Url | None = Field(None, description="Where the agreed steps for downtime are kept")
    ssh_keys: list[SshKey] = Field([], description="Public keys of those who may log in to hosts this contact manages")

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        said_or_excused(self, "email", "email_missing", "the address")
        return self


class Provider(Row):
    """A hosting provider: where its console is and who looks after what is there."""

    console: Url
    manager: Name = Field(description="The contact who manages hosts here, unless a row says otherwise")
    note: Text | None = None


class FirewallRule(Row):
    """One kind of traffic that is let in."""

    protocol: Literal["tcp", "udp", "icmp"] = "tcp"
    port: Ports | None = None
    sources: Annotated[list[Network], Field(min_length=1)] = ["0.0.0.0/0", "::/0"]

    @model_validator(mode="after")
    def _ports_where_there_are_ports(self) -> Self:
        if self.protocol == "icmp" and self.port is not None:
            raise refuse("icmp has no ports", "leave port out")
        if self.protocol != "icmp" and self.port is None:
            raise refuse(f"{self.protocol} needs a port", 'write port: "443" or port: "8000-8010"')
        return self


class Errors(Row):
    """Where a service's application errors are reported, or why nowhere."""

    sentry: Name | None = Field(None, description="The project in Sentry")
    none: Text | None = Field(None, description="Why its errors are not reported")

    @model_validator(mode="after")
    def _said(self) -> Self:
        said_or_excused(self, "sentry", "none", "the Sentry project")
        return self


class Pages(Row):
    """A GitHub Pages site behind a URL: managed once the row says what it is built from, else only documented."""

    repository: Repository
    branch: Text | None = Field(None, description="The branch it is published from")
    path: Literal["/", "/docs"] = "/"
    workflow: bool = Field(default=False, description="It is published by a GitHub Actions workflow")
    create: bool = Field(default=False, description="The fleet makes the repository too")
    release: bool = Field(
        default=False, description="The fleet lets go of it: then its row may be removed, and it stays"
    )
    https: bool | None = Field(
        None, description="Enforce HTTPS as soon as the certificate exists; by default where the fleet made the site"
    )

    @property
    def state(self) -> State:
        """Created with its repository, adopted on an existing one, or registered."""
        if self.create:
            return "created"
        return "adopted" if self.workflow or self.branch is not None else "registered"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.workflow and self.branch is not None:
            raise refuse("it has both workflow and branch", "keep the one it is published from")
        if self.create and not self.workflow and self.branch is None:
            raise refuse(
                "it is created but not said what it is published from", "write workflow: true, or branch: main"
            )
        if self.create and self.branch not in (None, "main"):
            raise refuse("it is created, and a new repository has only the branch main", "write branch: main")
        return self


class Site(Row):
    """A public URL of a service."""

    keyword: Text | None = Field(None, description="Words on the working page that no error page has")
    keyword_missing: Text | None = Field(None, description="Why no keyword can be watched for")
    pages: Pages | None = Field(None, description="The GitHub Pages site that serves it")
    status: Annotated[list[Annotated[int, Field(ge=100, le=599)]], Field(max_length=10)] = Field(
        [], description="The HTTP status codes of a working page; by default any of 200 to 299"
    )
    redirects: bool = Field(default=True, description="Redirects are followed; without, the first answer counts")
    uptime_id: CloudId | None = Field(None, description="The number of its monitor at UptimeRobot: adopts that")
    aliases: list[Url] = Field([], description="URLs this row had before, so that renaming replaces nothing")

    @model_validator(mode="after")
    def _watched(self) -> Self:
        said_or_excused(self, "keyword", "keyword_missing", "words of the working page")
        return self


class Service(Row):
    """What people use: it runs on hosts, has sites, a manager and contacts."""

    title: Text
    manager: Name | None = Field(None, description="The contact who operates it; its hosts' manager by default")
    environment: Environment | None = Field(None, description="By default that of its hosts")
    hosts: list[HostName] = []
    errors: Errors
    sites: dict[Url, Site] = {}
    alerts: dict[SiteAlert, AlertException] = Field({}, description="What differs of its sites' alerts, and why")
    maintenance: list[Window] = Field([], description="When nobody is told of its sites")
    interval: Annotated[int, Field(ge=30, le=86_400)] | None = Field(
        None, description="Seconds between two looks of UptimeRobot at its sites; by default by environment"
    )
    aliases: list[Name] = Field([], description="Names this service had before, so that renaming replaces nothing")
    note: Text | None = None

    @model_validator(mode="after")
    def _thresholds(self) -> Self:
        validate_thresholds(self.alerts)
        return self


class StatusPage(Row):
    """A public page at UptimeRobot, which shows one audience how the services that it uses are."""

    title: Text
    services: Annotated[list[Name], Field(min_length=1)]
    domain: HostName | None = Field(None, description="A name of one's own for it, with a CNAME to UptimeRobot's")
    aliases: list[Name] = Field([], description="Names this page had before, so that renaming replaces nothing")


class Exporters(Row):
    """How Prometheus logs in to the node exporters of created machines."""

    user: Name = "prometheus"
    password_hash: BcryptHash = Field(description="The password's bcrypt hash; take a long random password")


class Fleet(Row):
    """Everything the organisation runs. Files of one inventory hold parts of it and are read as one."""

    BUILT_IN: ClassVar[dict[str, list[FirewallRule]]] = {
        "base": [FirewallRule(port="22"), FirewallRule(protocol="icmp")],
        "web": [FirewallRule(port="80"), FirewallRule(port="443")],
        # Its one rule lets in the fleet's Prometheus servers, whose addresses a cloud may choose.
        "exporter": [],
    }

    organisation: Name | None = Field(
        None, description="The contact whose fleet it is; told of every production service"
    )
    contacts: dict[Name, Contact] = {}
    providers: dict[ProviderName, Provider] = {}
    firewalls: dict[Name, list[FirewallRule]] = Field({}, description="Rule sets, besides base, web and exporter")
    hosts: dict[HostName, Host] = {}
    services: dict[Name, Service] = {}
    zones: dict[HostName, Zone] = Field({}, description="DNS zones that names of hosts and sites are in")
    status_pages: dict[Name, StatusPage] = Field({}, description="Public pages about services, one for each audience")
    alerting: Alerting = Alerting()
    exporters: Exporters | None = Field(None, description="Without it, created machines get no node exporter")

    @cached_property
    def prometheus(self) -> tuple[str, ...]:
        """The hosts that are Prometheus servers, sorted."""
        return tuple(sorted(name for name, row in self.hosts.items() if row.role == "prometheus"))

    def rules(self, rule_sets: tuple[str, ...]) -> list[FirewallRule]:
        """The rules of a firewall composed of these rule sets; SSH and ICMP always among them."""
        known = self.firewalls | self.BUILT_IN
        return [rule for name in dict.fromkeys(("base", *rule_sets)) for rule in known[name]]

    @cached_property
    def services_on(self) -> dict[str, tuple[str, ...]]:
        """The services that run on each host, sorted; a host that runs none is absent."""
        found: dict[str, list[str]] = {}
        for name, service in sorted(self.services.items()):
            for host in dict.fromkeys(service.hosts):
                found.setdefault(host, []).append(name)
        return {host: tuple(names) for host, names in found.items()}

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
        found = {self.hosts[host].environment for host in service.hosts} or {"production"}
        return min(found, key=ENVIRONMENTS.index)


def site_host(url: str) -> str:
    """The host name in a site's URL."""
    return urlsplit(url).hostname or ""
