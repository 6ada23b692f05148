"""Rule sets: what firewalls let in."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from fleet.inventory.field_types import Network, Ports
from fleet.inventory.row import Row, mistake

ANYWHERE = ["0.0.0.0/0", "::/0"]
"""The networks that have every address."""


class FirewallRule(Row):
    """One kind of traffic that is let in."""

    protocol: Literal["tcp", "udp", "icmp"] = Field("tcp", description="The protocol that is let in")
    port: Ports | None = Field(None, description='The port or range, in quotes: "443", "8000-8010"')
    sources: Annotated[list[Network], Field(min_length=1)] = Field(
        ANYWHERE, description="The networks it is let in from; by default all"
    )

    @model_validator(mode="after")
    def _ports_where_there_are_ports(self) -> Self:
        if self.protocol == "icmp" and self.port is not None:
            raise mistake("icmp has no ports", "leave port out")
        if self.protocol != "icmp" and self.port is None:
            raise mistake(f"{self.protocol} needs a port", 'write port: "443" or port: "8000-8010"')
        return self


@dataclass(frozen=True)
class Inbound:
    """Traffic that a firewall lets in, with its sources by family; an address may be one that a cloud is to choose."""

    protocol: str
    port: str | None
    ipv4s: list[Any]
    ipv6s: list[Any]


def inbound_of(rule: FirewallRule) -> Inbound:
    """A rule with its sources by family."""
    ipv4s = [source for source in rule.sources if ":" not in source]
    return Inbound(rule.protocol, rule.port, ipv4s, [source for source in rule.sources if ":" in source])


def opens(rule: FirewallRule, port: int) -> bool:
    """Whether a rule lets TCP in at a port, from whatever sources."""
    if rule.protocol != "tcp" or rule.port is None:
        return False
    first, _, last = rule.port.partition("-")
    return int(first) <= port <= int(last or first)


BUILT_IN: dict[str, list[FirewallRule]] = {
    "base": [FirewallRule(port="22"), FirewallRule(protocol="icmp")],
    "web": [FirewallRule(port="80"), FirewallRule(port="443")],
    # Its one rule lets in the fleet's Prometheus servers, whose addresses a cloud may choose.
    "exporter": [],
}
"""The rule sets that every inventory has."""
