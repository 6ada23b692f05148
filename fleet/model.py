"""What an inventory may say: one frozen, strict model per kind of row, with every default written here and nowhere else.

A host is *created* when its row has a size and no id, *adopted* when it has an id, and *registered* (monitored and
documented, never touched) when it has neither.
"""

from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from fleet.types import (
    Channel,
    CloudId,
    CloudWord,
    Email,
    Environment,
    HostName,
    Ipv4,
    Ipv6,
    Name,
    Network,
    Port,
    Ports,
    ProviderName,
    Repository,
    SshKey,
    Text,
    Url,
    is_fqdn,
)

State = Literal["created", "adopted", "registered"]

PROXY_PORT = 80
"""The port of the reverse proxy in front of node exporter on the machines the fleet began with (facts of the fleet)."""
EXPORTER_PORT = 7231
"""The port node exporter listens on where it is reached directly; the sysadmins' choice, kept from their procedure."""
RANK: dict[Environment, int] = {"production": 0, "staging": 1, "development": 2}
"""Environments, the one that people depend on most first."""


class Row(BaseModel):
    """The base of every row: what it doesn't know it refuses, and nothing changes it once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _refuse(words: str) -> PydanticCustomError:
    return PydanticCustomError("fleet", words)  # type: ignore[arg-type] # every caller's words are literals


class Contact(Row):
    """Someone who is told, or who manages something: an organisation or a team."""

    name: Text
    email: Email | None = None
    email_missing: Text | None = Field(None, description="Why there is no e-mail address")
    notices: list[Channel] = Field([], description="What tells this contact of trouble")
    downtime_protocol: Url | None = Field(None, description="Where the agreed steps for downtime are kept")
    ssh_keys: list[SshKey] = Field([], description="Public keys of those who may log in to hosts this contact manages")

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if (self.email is None) == (self.email_missing is None):
            raise _refuse("needs one of email and email_missing; write the address, or say why there is none")
        return self


class Provider(Row):
    """A hosting provider: where its console is and who looks after what is there."""

    console: Url
    manager: Name = Field(description="The contact who manages hosts here, unless a row says otherwise")
    note: Text | None = None


class Exporter(Row):
    """How Prometheus reaches a host's node exporter, where that differs from the default."""

    via: Literal["proxy", "direct"] | None = Field(None, description="proxy: prom-client.<host> answers for it")
    port: Port | None = None
    none: Text | None = Field(None, description="Why this host has no node exporter that can be reached")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.none is not None and (self.via is not None or self.port is not None):
            raise _refuse("has both a reason for none and a way to reach it; keep one of them")
        return self


class HostRow(Row):
    """What every host's row may say, whoever hosts it."""

    manager: Name | None = Field(None, description="The contact who operates it; the provider's manager by default")
    environment: Environment = "production"
    account: Name | None = Field(None, description="The contact whose account it is in, where not the organisation's")
    ipv4: Ipv4 | None = Field(None, description="The address of a host whose provider can't be asked")
    ipv6: Ipv6 | None = Field(None, description="The address of a host whose provider can't be asked")
    exporter: Exporter = Exporter()
    role: Literal["prometheus"] | None = Field(None, description="prometheus: it is the fleet's Prometheus server")
    spare: Text | None = Field(None, description="Why it is kept although no service runs on it")
    aliases: list[HostName] = Field([], description="Names this host had before, so that renaming replaces nothing")
    note: Text | None = None

    @property
    def state(self) -> State:
        """Created, adopted or registered; a host of no kept API is always registered."""
        return "registered"

    @property
    def provider_id(self) -> str | None:
        """The number by which the provider knows the machine, where the row says it."""
        return None


class CloudRow(HostRow):
    """What a row may say of a machine that an API can create, adopt and change."""

    id: CloudId | None = Field(None, description="The number of an existing machine: adopts it")
    size: CloudWord | None = Field(
        None, description="The machine's type in the provider's catalogue: without an id, creates it"
    )
    backups: bool = True
    firewall: list[Name] | None = Field(None, description="Rule sets that let traffic in, besides SSH and ICMP")

    @property
    def state(self) -> State:
        """Adopted when it has an id, else created when it has a size, else registered."""
        if self.id is not None:
            return "adopted"
        return "registered" if self.size is None else "created"

    @property
    def provider_id(self) -> str | None:
        """The machine's number, as the engine's `import` wants it."""
        return None if self.id is None else str(self.id)

    @property
    def rule_sets(self) -> tuple[str, ...]:
        """The rule sets of its firewall, sorted; empty means no firewall.

        An adopted machine gets one only where its row says so: a default here would close ports that are in use.
        """
        chosen = self.firewall if self.firewall is not None else ["web"] if self.state == "created" else []
        return tuple(sorted(set(chosen)))

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.id is not None and self.size is None:
            raise _refuse("is adopted by its id but has no size; write the size that its console shows")
        if self.state == "created" and (self.ipv4 is not None or self.ipv6 is not None):
            raise _refuse("is created, so the provider chooses its addresses; leave ipv4 and ipv6 out")
        return self


class LinodeHost(CloudRow):
    """A Linode. The default region is London's; the default image an Ubuntu LTS, with updates until 2029."""

    provider: Literal["linode"]
    region: CloudWord = "gb-lon"
    image: CloudWord = "linode/ubuntu24.04"


class HetznerCloudHost(CloudRow):
    """A Hetzner Cloud server. The default region is Falkenstein; the default image an Ubuntu LTS, with updates until 2029."""

    provider: Literal["hetzner-cloud"]
    region: CloudWord = "fsn1"
    image: CloudWord = "ubuntu-24.04"


class HetznerDedicatedHost(HostRow):
    """A dedicated machine at Hetzner, ordered and cancelled by hand."""

    provider: Literal["hetzner-dedicated"]
    product: Text | None = Field(None, description="The model that was ordered")
    server_number: CloudId | None = Field(None, description="Its number in Hetzner's Robot console")

    @property
    def provider_id(self) -> str | None:
        """Its number in the Robot console."""
        return None if self.server_number is None else str(self.server_number)


class BytemarkHost(HostRow):
    """A machine at Bytemark, whose API the fleet does not use."""

    provider: Literal["bytemark"]


Host = Annotated[LinodeHost | HetznerCloudHost | HetznerDedicatedHost | BytemarkHost, Field(discriminator="provider")]


class FirewallRule(Row):
    """One kind of traffic that is let in."""

    protocol: Literal["tcp", "udp", "icmp"] = "tcp"
    port: Ports | None = None
    sources: list[Network] = ["0.0.0.0/0", "::/0"]

    @model_validator(mode="after")
    def _ports_where_there_are_ports(self) -> Self:
        if (self.port is None) != (self.protocol == "icmp"):
            raise _refuse("does not fit its protocol; write a port for tcp and udp, and none for icmp")
        return self


class Errors(Row):
    """Where a service's application errors are reported, or why nowhere."""

    sentry: Name | None = Field(None, description="The project in Sentry")
    none: Text | None = Field(None, description="Why its errors are not reported")

    @model_validator(mode="after")
    def _said(self) -> Self:
        if (self.sentry is None) == (self.none is None):
            raise _refuse("needs one of sentry and none; write the Sentry project, or say why there is none")
        return self


class Pages(Row):
    """A GitHub Pages site behind a URL: managed once the row says what it is built from, else only documented."""

    repository: Repository
    branch: Text | None = Field(None, description="The branch it is published from")
    path: Literal["/", "/docs"] = "/"
    workflow: bool = Field(default=False, description="It is published by a GitHub Actions workflow")
    create: bool = Field(default=False, description="The fleet makes the repository too")

    @property
    def state(self) -> State:
        """Created with its repository, adopted on an existing one, or registered."""
        if self.create:
            return "created"
        return "adopted" if self.workflow or self.branch is not None else "registered"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.workflow and self.branch is not None:
            raise _refuse("has both workflow and branch; keep the one it is published from")
        if self.create and not self.workflow and self.branch is None:
            raise _refuse("is created but not said what from; write workflow: true, or branch: main")
        if self.create and self.branch not in (None, "main"):
            raise _refuse("is created, and a new repository has only the branch main; write branch: main")
        return self


class Site(Row):
    """A public URL of a service."""

    keyword: Text | None = Field(None, description="Words on the working page that no error page has")
    keyword_missing: Text | None = Field(None, description="Why no keyword can be watched for")
    pages: Pages | None = Field(None, description="The GitHub Pages site that serves it")
    aliases: list[Url] = Field([], description="URLs this row had before, so that renaming replaces nothing")

    @model_validator(mode="after")
    def _watched(self) -> Self:
        if (self.keyword is None) == (self.keyword_missing is None):
            raise _refuse(
                "needs one of keyword and keyword_missing; write words of the working page, or why there are none"
            )
        return self


class Service(Row):
    """What people use: it runs on hosts, has sites, a manager and contacts."""

    title: Text
    manager: Name | None = Field(None, description="The contact who operates it; its hosts' manager by default")
    environment: Environment | None = Field(None, description="By default that of its hosts")
    hosts: list[HostName] = []
    errors: Errors
    sites: dict[Url, Site] = {}
    aliases: list[Name] = Field([], description="Names this service had before, so that renaming replaces nothing")
    note: Text | None = None


class Fleet(Row):
    """Everything the organisation runs. Files of one inventory hold parts of it and are read as one."""

    BUILT_IN: ClassVar[dict[str, list[FirewallRule]]] = {
        "base": [FirewallRule(port="22"), FirewallRule(protocol="icmp")],
        "web": [FirewallRule(port="80"), FirewallRule(port="443")],
    }

    organisation: Name | None = Field(
        None, description="The contact whose fleet it is; told of every production service"
    )
    contacts: dict[Name, Contact] = {}
    providers: dict[ProviderName, Provider] = {}
    firewalls: dict[Name, list[FirewallRule]] = Field({}, description="Rule sets, besides the built-in `web`")
    hosts: dict[HostName, Host] = {}
    services: dict[Name, Service] = {}

    def rules(self, rule_sets: tuple[str, ...]) -> list[FirewallRule]:
        """The rules of a firewall composed of these rule sets; SSH and ICMP always among them."""
        known = self.BUILT_IN | self.firewalls
        return [rule for name in ("base", *rule_sets) for rule in known[name]]

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
        if service.manager:
            return service.manager
        (manager,) = {self.host_manager(host) for host in service.hosts} or {None}
        if manager is None:
            raise LookupError(name)
        return manager

    def service_environment(self, name: str) -> Environment:
        """A service's environment: its own, or the one people depend on most among its hosts', production if it has none."""
        service = self.services[name]
        hosts = (self.hosts[host].environment for host in service.hosts)
        return service.environment or min(hosts, key=RANK.__getitem__, default="production")


def address(name: str, host: HostRow) -> str:
    """What to probe: the host's name where it is fully qualified, else the address its row gives."""
    return name if is_fqdn(name) else host.ipv4 or host.ipv6 or name


def site_host(url: str) -> str:
    """The host name in a site's URL."""
    return urlsplit(url).hostname or ""
