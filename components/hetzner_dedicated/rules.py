"""Translates what a firewall lets in for Hetzner Robot's: stateless, of ten rules, and without IPv6 addresses."""

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_network
from typing import Any

from fleet.inventory.firewall import ANYWHERE, Inbound

RULES = 10
"""Rules a direction at most (Hetzner's documentation)."""
EPHEMERAL = "32768-65535"
"""The ports from which Linux opens connections, and to which their answers come (net.ipv4.ip_local_port_range)."""
ANSWERS: tuple[dict[str, str], ...] = tuple(
    {"name": f"{protocol} answers {family}", "ip_version": family, "protocol": protocol, "dst_port": EPHEMERAL, **flags}
    for family in ("ipv4", "ipv6")
    for protocol, flags in (("tcp", {"tcp_flags": "ack"}), ("udp", {}))
)
"""Rules for answers to connections that the machine itself opens, since the firewall is stateless."""
_ANY4, _ANY6 = ANYWHERE


def stateless(inbounds: Sequence[Inbound]) -> Iterator[dict[str, Any]]:
    """The rules of Robot's firewall, as few as they can be.

    Ports that are open to all are one rule for both IP versions; such a rule can't have a protocol. Ports of one
    protocol and source are one rule too. Pings over IPv6 get none, since they can't be blocked. The rules for answers
    come last.
    """
    everyone = _open_to_all(inbounds)
    if everyone:
        yield {"name": _named("ports" if everyone[1:] else "port", everyone), **_ports(everyone), "action": "accept"}
    ports: dict[tuple[str, str, Any], list[str]] = {}
    for inbound in inbounds:
        if inbound.port in everyone:
            continue
        # Robot takes no source with IPv6; see `left_out`.
        over_ipv6 = [source for source in inbound.ipv6s if source == _ANY6 and inbound.protocol != "icmp"]
        for family, sources in (("ipv4", inbound.ipv4s), ("ipv6", over_ipv6)):
            for source in sources:
                found = ports.setdefault((family, inbound.protocol, source), [])
                if inbound.port is not None and inbound.port not in found:
                    found.append(inbound.port)
    for (family, protocol, source), found in ports.items():
        yield {
            "name": f"{_named(protocol, found)} {family}",
            "ip_version": family,
            "protocol": protocol,
            **_ports(found),
            **({} if source in ANYWHERE else {"src_ip": _network(source)}),
            "action": "accept",
        }
    for answer in ANSWERS:
        yield {**answer, "action": "accept"}


def count(inbounds: Sequence[Inbound]) -> int:
    """How many rules these become."""
    return sum(1 for _ in stateless(inbounds))


def left_out(inbounds: Sequence[Inbound]) -> str | None:
    """What becomes no rule, since Robot takes no source addresses with IPv6; None if that is nothing."""
    everyone = _open_to_all(inbounds)
    closed = [
        f"{inbound.protocol} {inbound.port} from {', '.join(sources)}"
        for inbound in inbounds
        if inbound.protocol != "icmp" and inbound.port not in everyone
        if (sources := [str(source) for source in inbound.ipv6s if source != _ANY6])
    ]
    if not closed:
        return None
    return f"Hetzner Robot's firewall takes no IPv6 sources, so this stays closed over IPv6: {'; '.join(closed)}"


def _open_to_all(inbounds: Iterable[Inbound]) -> list[str]:
    """The ports that are open to all, each once; Robot then opens them for TCP and UDP alike."""
    ports = (each.port for each in inbounds if {*each.ipv4s, *each.ipv6s} == {*ANYWHERE})
    return list(dict.fromkeys(port for port in ports if port is not None))


def _named(what: str, ports: Sequence[str]) -> str:
    return " ".join([what, *ports])


def _ports(ports: Sequence[str]) -> dict[str, str]:
    return {"dst_port": ",".join(ports)} if ports else {}


def _network(source: Any) -> Any:
    """A network as Robot writes it; an address that isn't known yet stays as it is."""
    try:
        return str(ip_network(source))
    except ValueError:
        return source
