"""What every host's row may say, whoever hosts it.

A host is *created* when its row has a size and no id, *adopted* when it has an id, and *registered* (monitored and
documented, never touched) when it has neither.
"""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from fleet.addresses import FAMILIES, Family
from fleet.inventory.alerting import AlertException, HostAlert, validate_thresholds
from fleet.inventory.field_types import CloudId, Day, Environment, HostName, Ipv4, Ipv6, Name, Port, Text, is_fqdn
from fleet.inventory.maintenance import Window
from fleet.inventory.row import Row, State, facts_of, mistake

AddressType = Literal["A", "AAAA"]
Families = Annotated[list[Family], Field(min_length=1)]
"""Some kinds of address, at least one."""

RECORD_TYPES: dict[Family, AddressType] = {"ipv4": "A", "ipv6": "AAAA"}
"""The type of record that has an address of a family."""

PROXY_NAME = "prom-client"
"""What stands before a host's name to make that of the reverse proxy in front of its node exporter."""
PROXY_PORT = 80
"""The port of the reverse proxy in front of node exporter on the machines the fleet began with (facts of the fleet)."""
EXPORTER_PORT = 7231
"""The port node exporter listens on where it is reached directly; the sysadmins' choice, kept from their procedure."""


class Exporter(Row):
    """How Prometheus reaches a host's node exporter, where that differs from the default."""

    via: Literal["proxy", "direct"] | None = Field(None, description="proxy: prom-client.<host> answers for it")
    port: Port | None = Field(None, description="Where it answers; by default 7231, or the proxy's port 80")
    none: Text | None = Field(None, description="Why this host has no node exporter that can be reached")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.none is not None and (self.via is not None or self.port is not None):
            raise mistake("it has both a reason for none and a way to reach it", "keep one of them")
        return self


class HostRow(Row):
    """What every host's row may say, whoever hosts it.

    A provider's own row says its key as the only value of `provider`, and adds the fields that its machines have;
    `ID_FIELD` is the one with the number by which the provider knows a machine.
    """

    ID_FIELD: ClassVar[str | None] = None

    provider: str = Field(description="Who hosts it: the key of a row in providers")
    manager: Name | None = Field(None, description="The contact who operates it; the provider's manager by default")
    environment: Environment = Field("production", description="What it is for")
    account: Name | None = Field(None, description="The contact whose account it is in, where not the organisation's")
    ipv4: Ipv4 | None = Field(None, description="The address of a host whose provider can't be asked")
    ipv6: Ipv6 | None = Field(None, description="The address of a host whose provider can't be asked")
    families: Families | None = Field(
        None, description="[ipv4] or [ipv6] where it is reached at one kind of address only and no address says so"
    )
    exporter: Exporter = Field(Exporter(), description="How Prometheus reaches its node exporter")
    role: Literal["prometheus"] | None = Field(None, description="prometheus: it is the fleet's Prometheus server")
    spare: Text | None = Field(None, description="Why it is kept although no service runs on it")
    aliases: list[HostName] = Field([], description="Names this host had before, so that renaming replaces nothing")
    retire: Day | None = Field(
        None, description="Takes it out of service now; from this day on its row may be removed, which deletes it"
    )
    alerts: dict[HostAlert, AlertException] = Field({}, description="What differs of its alerts, and why")
    maintenance: list[Window] = Field([], description="When nobody is notified of it")
    uptime_port: Port | None = Field(
        None, description="The port that UptimeRobot opens instead of pinging, where no site is on it"
    )
    uptime_id: CloudId | None = Field(None, description="The number of its monitor at UptimeRobot: adopts that")
    note: Text | None = Field(None, description="Anything else that people should know")

    @property
    def state(self) -> State:
        """Created, adopted or registered; a host of no kept API is always registered."""
        return "registered"

    @property
    def provider_id(self) -> str | None:
        """The number by which the provider knows the machine, where the row says it."""
        number = None if self.ID_FIELD is None else getattr(self, self.ID_FIELD)
        return None if number is None else str(number)

    @property
    def rule_sets(self) -> tuple[str, ...]:
        """The rule sets of its firewall, sorted; empty means that none is made."""
        return ()

    @property
    def configured_at_first_boot(self) -> bool:
        """Whether, as a Prometheus server, it gets its configuration at its first boot and not by a push."""
        return False

    @property
    def has_cloud_addresses(self) -> bool:
        """Whether its provider gives it an address of each family, and tells which."""
        return False

    def facts(self) -> dict[str, Any]:
        """What a plan and the stack's outputs tell of its own fields."""
        return facts_of(self, self.state)

    @model_validator(mode="after")
    def _thresholds(self) -> Self:
        validate_thresholds(self.alerts)
        return self

    @model_validator(mode="after")
    def _families_once(self) -> Self:
        if self.families and (self.ipv4 is not None or self.ipv6 is not None):
            raise mistake("the addresses in its row say already how it is reached", "leave families out")
        return self

    @property
    def exporter_is_direct(self) -> bool:
        """Whether Prometheus asks its node exporter itself, as it does of created machines, and not a proxy."""
        return self.exporter.via == "direct" or (self.exporter.via is None and self.state == "created")

    @property
    def has_proxy(self) -> bool:
        """Whether Prometheus asks a proxy with a name of its own."""
        return self.exporter.none is None and not self.exporter_is_direct and self.retire is None

    @property
    def exporter_port(self) -> int:
        """Where Prometheus asks: its node exporter's own port, or that of the proxy before it."""
        return self.exporter.port or (EXPORTER_PORT if self.exporter_is_direct else PROXY_PORT)


def address(name: str, host: HostRow) -> str:
    """What to probe: the host's name where it is fully qualified, else the address its row gives."""
    return name if is_fqdn(name) else host.ipv4 or host.ipv6 or name


def families(row: HostRow) -> tuple[Family, ...]:
    """The kinds of address at which a host is reached; empty where nobody knows."""
    if row.families:
        return tuple(family for family in FAMILIES if family in row.families)
    return tuple(family for family in FAMILIES if row.has_cloud_addresses or getattr(row, family) is not None)


def address_types(row: HostRow) -> list[AddressType]:
    """The types of a host's records: those of the addresses that a cloud gives it or its row has."""
    known = row.has_cloud_addresses or row.families is None
    return [RECORD_TYPES[family] for family in families(row)] if known else []
