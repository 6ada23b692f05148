"""Firewall rules: as programs write them, as forms send them and as the API tells them."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from providers.hetznerrobot.addresses import spelt_network
from providers.kit.model import REPLACES, UNORDERED, Answer, Arguments

IpVersion: TypeAlias = Literal["ipv4", "ipv6"]
Direction: TypeAlias = Literal["input", "output"]
DIRECTIONS: tuple[Direction, ...] = ("input", "output")
EVERYWHERE = "0.0.0.0/0"
SSH_PORT = 22
BUSY = "in process"
"""The status of a firewall that is being changed."""


def _network(value: Any) -> Any:
    return spelt_network(value) if isinstance(value, str) else value


def _ports(value: Any) -> Any:
    """Ports as text: programs and the API may write one as a number."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return str(int(value))
    return value.replace(" ", "") if isinstance(value, str) else value


def _lower(value: Any) -> Any:
    return value.replace(" ", "").lower() if isinstance(value, str) else value


Address = Annotated[str, BeforeValidator(_network)]
Ports = Annotated[str, BeforeValidator(_ports)]
Word = Annotated[str, BeforeValidator(_lower)]


class FirewallRule(Arguments):
    """What becomes of a packet that is like this: the first rule that it is like decides; without one it is lost."""

    name: str = Field("", description="What people call it: letters, digits, spaces and . - + _ @")
    ip_version: IpVersion | None = Field(
        None, description="ipv4 or ipv6; both if left out, and then no address and no protocol can be named"
    )
    dst_ip: Address | None = Field(None, description="Where it goes: an address or network; anywhere if left out")
    src_ip: Address | None = Field(None, description="Where it comes from: an address or network")
    dst_port: Ports | None = Field(None, description='To which port: "22", or a range like "20-23"; any if left out')
    src_port: Ports | None = Field(
        None, description='From which port: "53", or a range like "1024-65535"; any if left out'
    )
    protocol: Word | None = Field(None, description="tcp, udp, icmp, gre, esp, ah or ipip; any if left out")
    tcp_flags: Word | None = Field(
        None, description='Flags of tcp: "ack", "syn|ack" for any of them, "syn&ack" for all'
    )
    action: Literal["accept", "discard"] = Field(description="accept or discard")


ALL = FirewallRule(name="all", action="accept")


class FirewallArguments(Arguments):
    """The whole firewall of one server."""

    server_number: Annotated[int, REPLACES] = Field(ge=1, description="Which server's it is")
    input: list[FirewallRule] = Field(description="What may come in, at most 10 rules; their order matters")
    output: list[FirewallRule] = Field(
        [ALL], description="What may go out, at most 10 rules; everything by default, and never none"
    )
    filter_ipv6: bool = Field(default=True, description="IPv6 is filtered too; else it comes and goes freely")
    whitelist_hos: bool = Field(default=True, description="Hetzner's own services may come in, as the rescue system")
    port: Literal["main", "kvm"] = Field("main", description="main, or kvm for the port of a KVM console")
    ssh_port: int = Field(SSH_PORT, ge=1, le=65535, description="Where managers log in, for the check that they can")
    ssh_sources: Annotated[list[Address], UNORDERED] = Field(
        [EVERYWHERE],
        min_length=1,
        description="The networks that managers log in from, for the check that they can; all of IPv4 by default",
    )
    allow_lockout: bool = Field(
        default=False, description="Take rules that keep managers out; counts only with lockout_confirmed_for"
    )
    lockout_confirmed_for: int | None = Field(
        None, description="The server's number once more, if allow_lockout is meant"
    )


class RuleAnswer(Answer):
    """A rule as the API tells it: what it is not about is null or empty."""

    name: str | None = None
    ip_version: Annotated[IpVersion | None, BeforeValidator(lambda value: value or None)] = None
    dst_ip: str | None = None
    src_ip: str | None = None
    dst_port: str | int | None = None
    src_port: str | int | None = None
    protocol: str | None = None
    tcp_flags: str | None = None
    action: Literal["accept", "discard"]


class RulesAnswer(Answer):
    """The rules of both directions."""

    input: list[RuleAnswer] | None = None
    output: list[RuleAnswer] | None = None


class FirewallAnswer(Answer):
    """A firewall as the API tells it."""

    server_number: int
    status: str
    filter_ipv6: bool | None = None
    whitelist_hos: bool | None = None
    port: Literal["main", "kvm"] | None = None
    rules: RulesAnswer | None = None

    @property
    def is_busy(self) -> bool:
        """Whether it is being changed just now."""
        return self.status == BUSY

    @property
    def is_active(self) -> bool:
        """Whether it filters anything."""
        return self.status == "active"


def form(arguments: FirewallArguments) -> dict[str, str]:
    """What the API is sent: all that it is to be, since what is left out is gone afterwards."""
    told = {
        "status": "active",
        "filter_ipv6": _word(arguments.filter_ipv6),
        "whitelist_hos": _word(arguments.whitelist_hos),
        "port": arguments.port,
    }
    for direction in DIRECTIONS:
        rules: list[FirewallRule] = getattr(arguments, direction)
        for number, rule in enumerate(rules):
            fields = rule.model_dump(by_alias=False, exclude_none=True)
            told |= {f"rules[{direction}][{number}][{name}]": value for name, value in fields.items() if value}
    return told


def arguments_of(found: FirewallAnswer, known: FirewallArguments | None) -> FirewallArguments:
    """A firewall as arguments; where managers log in is nothing that the API knows."""
    rules = found.rules or RulesAnswer()
    told: dict[str, Any] = {
        "server_number": found.server_number,
        "input": list(_rules(rules.input)),
        "output": list(_rules(rules.output)),
        "filter_ipv6": bool(found.filter_ipv6),
        "whitelist_hos": bool(found.whitelist_hos),
        "port": found.port or "main",
    }
    kept = (
        known.model_dump(include={"ssh_port", "ssh_sources", "allow_lockout", "lockout_confirmed_for"}) if known else {}
    )
    return FirewallArguments.model_validate(kept | told)


def _rules(told: Iterable[RuleAnswer] | None) -> Iterable[dict[str, Any]]:
    for rule in told or []:
        yield {name: value for name, value in rule.model_dump().items() if value not in (None, "")}


def _word(value: bool) -> str:  # noqa: FBT001 # the value is all that it is about
    return "true" if value else "false"
