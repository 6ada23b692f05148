"""A host's row: what an inventory may say of a machine, whoever hosts it.

A host is *created* when its row has a size and no id, *adopted* when it has an id, and *registered* (monitored and
documented, never touched) when it has neither.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fleet.row import Row, refuse
from fleet.types import CloudId, CloudWord, Environment, HostName, Ipv4, Ipv6, Name, Port, Text, is_fqdn

State = Literal["created", "adopted", "registered"]

PROXY_PORT = 80
"""The port of the reverse proxy in front of node exporter on the machines the fleet began with (facts of the fleet)."""
EXPORTER_PORT = 7231
"""The port node exporter listens on where it is reached directly; the sysadmins' choice, kept from their procedure."""


class Exporter(Row):
    """How Prometheus reaches a host's node exporter, where that differs from the default."""

    via: Literal["proxy", "direct"] | None = Field(None, description="proxy: prom-client.<host> answers for it")
    port: Port | None = None
    none: Text | None = Field(None, description="Why this host has no node exporter that can be reached")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.none is not None and (self.via is not None or self.port is not None):
            raise refuse("it has both a reason for none and a way to reach it", "keep one of them")
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
            raise refuse("it is adopted by its id but has no size", "write the size that its console shows")
        if self.state == "created" and (self.ipv4 is not None or self.ipv6 is not None):
            raise refuse("it is created, so the provider chooses its addresses", "leave ipv4 and ipv6 out")
        if self.state == "registered" and self.firewall is not None:
            raise refuse(
                "it is only registered, so its firewall is never made", "write its id and size, or leave firewall out"
            )
        return self


class LinodeHost(CloudRow):
    """A Linode. The default region is London's; the image an Ubuntu LTS, with updates until 2029."""

    provider: Literal["linode"]
    region: CloudWord = "gb-lon"
    image: CloudWord = "linode/ubuntu24.04"


class HetznerCloudHost(CloudRow):
    """A Hetzner Cloud server. The default region is Falkenstein; the image an Ubuntu LTS, with updates until 2029."""

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


def address(name: str, host: HostRow) -> str:
    """What to probe: the host's name where it is fully qualified, else the address its row gives."""
    return name if is_fqdn(name) else host.ipv4 or host.ipv6 or name
