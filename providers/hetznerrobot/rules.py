"""Firewall rules in three forms: a program's arguments, the form that is sent, and the API's answer."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from providers.hetznerrobot.addresses import normal_network
from providers.kit.model import REPLACES, UNORDERED, Answer, Arguments

IpVersion: TypeAlias = Literal["ipv4", "ipv6"]
Direction: TypeAlias = Literal["input", "output"]
DIRECTIONS: tuple[Direction, ...] = ("input", "output")
EVERYWHERE = "0.0.0.0/0"
SSH_PORT = 22
BUSY = "in process"
"""The status of a firewall that is being changed."""


def _network(value: Any) -> Any:
    return normal_network(value) if isinstance(value, str) else value


def _ports(value: Any) -> Any:
    """Ports as text, since programs and the API may write a single port as a number."""
    if isinstance(value, float | int) and not isinstance(value, bool):
        return str(int(value))
    return value.replace(" ", "") if isinstance(value, str) else value


def _lower(value: Any) -> Any:
    return value.replace(" ", "").lower() if isinstance(value, str) else value


Address = Annotated[str, BeforeValidator(_network)]
Ports = Annotated[str, BeforeValidator(_ports)]
LowerCase = Annotated[str, BeforeValidator(_lower)]


class FirewallRule(Arguments):
    """A rule of a firewall. The first rule that matches a packet decides; a packet that matches none is dropped."""

    name: str = Field("", description="What people call it: letters, digits, spaces and . - + _ @")
    ip_version: IpVersion | None = Field(
        None, description="ipv4 or ipv6; both if left out, and then no address and no protocol can be named"
    )
    dst_ip: Address | None = Field(None, description="The destination: an IPv4 address or network; any if left out")
    src_ip: Address | None = Field(None, description="The source: an IPv4 address or network; any if left out")
    dst_port: Ports | None = Field(
        None, description='The destination ports: "22", a range like "20-23", or several like "80,443"; any if left out'
    )
    src_port: Ports | None = Field(
        None, description='The source ports: "53", a range like "1024-65535", or several; any if left out'
    )
    protocol: LowerCase | None = Field(None, description="tcp, udp, icmp, gre, esp, ah or ipip; any if left out")
    tcp_flags: LowerCase | None = Field(
        None, description='Flags of tcp: "ack", "syn|ack" for any of them, "syn&ack" for all'
    )
    action: Literal["accept", "discard"] = Field(description="accept or discard")


ALL = FirewallRule(name="all", action="accept")


class FirewallArguments(Arguments):
    """The whole firewall of one server."""

    server_number: Annotated[int, REPLACES] = Field(ge=1, description="The number of the server that it protects")
    input: list[FirewallRule] = Field(
        title="rules", description="What may come in, at most 10 rules; their order matters"
    )
    output: list[FirewallRule] = Field(
        [ALL],
        title="outbound rules",
        description="What may go out, at most 10 rules; everything by default, and never none",
    )
    filter_ipv6: bool = Field(default=True, title="IPv6", description="Filter IPv6 too; else all of it passes")
    whitelist_hos: bool = Field(
        default=True, title="Hetzner's services", description="Let in Hetzner's own services, such as the rescue system"
    )
    port: Literal["main", "kvm"] = Field("main", description="main, or kvm for the port of a KVM console")
    ssh_port: int = Field(
        SSH_PORT,
        ge=1,
        le=65535,
        title="SSH port",
        description="The port of SSH, for the check that managers can log in",
    )
    ssh_sources: Annotated[list[Address], UNORDERED] = Field(
        [EVERYWHERE],
        min_length=1,
        title="SSH sources",
        description="The networks that managers log in from, for the check that they can; all of IPv4 by default",
    )
    allow_lockout: bool = Field(
        default=False,
        title="lockout",
        description="Accept rules that keep managers out; needs lockout_confirmed_for too",
    )
    lockout_confirmed_for: int | None = Field(
        None, title="lockout", description="The server's number once more, to confirm allow_lockout"
    )


class RuleAnswer(Answer):
    """A rule as the API returns it. Fields that don't restrict the rule are null or empty."""

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
    """A firewall as the API returns it."""

    server_number: int
    status: str
    filter_ipv6: bool | None = None
    whitelist_hos: bool | None = None
    port: Literal["main", "kvm"] | None = None
    rules: RulesAnswer | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a change is in progress."""
        return self.status == BUSY

    @property
    def is_active(self) -> bool:
        """Whether it is switched on."""
        return self.status == "active"


def form(arguments: FirewallArguments) -> dict[str, str]:
    """The form that is sent to the API. It has every field, since the API clears those that are missing."""
    fields = {
        "status": "active",
        "filter_ipv6": _boolean(arguments.filter_ipv6),
        "whitelist_hos": _boolean(arguments.whitelist_hos),
        "port": arguments.port,
    }
    for direction in DIRECTIONS:
        rules: list[FirewallRule] = getattr(arguments, direction)
        for number, rule in enumerate(rules):
            values = rule.model_dump(by_alias=False, exclude_none=True)
            fields |= {f"rules[{direction}][{number}][{name}]": value for name, value in values.items() if value}
    return fields


def arguments_of(answer: FirewallAnswer, recorded: FirewallArguments | None) -> FirewallArguments:
    """A firewall as arguments, with recorded values for where managers log in, which the API doesn't have."""
    rules = answer.rules or RulesAnswer()
    current: dict[str, Any] = {
        "server_number": answer.server_number,
        "input": list(_rules(rules.input)),
        "output": list(_rules(rules.output)),
        "filter_ipv6": bool(answer.filter_ipv6),
        "whitelist_hos": bool(answer.whitelist_hos),
        "port": answer.port or "main",
    }
    own = {"ssh_port", "ssh_sources", "allow_lockout", "lockout_confirmed_for"}
    return FirewallArguments.model_validate((recorded.model_dump(include=own) if recorded else {}) | current)


def _rules(answers: Iterable[RuleAnswer] | None) -> Iterable[dict[str, Any]]:
    for rule in answers or []:
        yield {name: value for name, value in rule.model_dump().items() if value not in (None, "")}


def _boolean(value: bool) -> str:  # noqa: FBT001 # it only converts the value
    return "true" if value else "false"
