"""Whether managers can still log in: the rules are followed as the firewall does, packet by packet."""

from collections.abc import Iterator
from typing import NamedTuple

from providers.hetznerrobot.addresses import Network, network
from providers.hetznerrobot.mistakes import LAST_PORT, port_range
from providers.hetznerrobot.rules import DIRECTIONS, EVERYWHERE, Direction, FirewallArguments, FirewallRule
from providers.kit.resource import InvalidArgument

CLIENT_PORTS, CLIENT_PORTS_PERHAPS = (32768, LAST_PORT), (1024, LAST_PORT)
"""What clients log in from: those of today's systems (Linux begins at 32768, others at 49152), and of any at all."""
PACKETS: dict[Direction, tuple[frozenset[str], ...]] = {
    "input": (frozenset({"syn"}), frozenset({"ack"})),
    "output": (frozenset({"syn", "ack"}), frozenset({"ack"})),
}
"""The flags of a connection's first packet, and of those that follow: the firewall remembers none of them."""
HOW = {"input": "can't come in", "output": "get no answer"}


class _Side(NamedTuple):
    """A rule as seen from the server: what it says of the other end and of this one."""

    remote_ip: str | None
    remote_port: str | None
    local_ip: str | None
    local_port: str | None


def lockout(arguments: FirewallArguments) -> Iterator[InvalidArgument]:
    """What keeps managers out, unless that is meant, which must be said twice.

    Only rules without mistakes can be followed.
    """
    number = arguments.server_number
    if arguments.allow_lockout and arguments.lockout_confirmed_for == number:
        return
    for direction in DIRECTIONS:
        shut = [source for source in arguments.ssh_sources if not _passes(arguments, direction, source)]
        if shut:
            yield InvalidArgument(
                direction,
                f"managers at {', '.join(shut)} who log in on port {arguments.ssh_port} {HOW[direction]}; let them, or "
                "write in ssh_sources where they log in from, or, if they are to be locked out, tell it twice: "
                f"allow_lockout=True and lockout_confirmed_for={number}",
            )


def welcome(arguments: FirewallArguments) -> list[str]:
    """The networks that rules let log in: all of IPv4, else those that the rules name.

    An import goes by it: where managers log in from is nothing that the API knows.
    """
    named = dict.fromkeys(rule.src_ip for rule in arguments.input if rule.src_ip)
    found = [source for source in (EVERYWHERE, *named) if all(_passes(arguments, way, source) for way in DIRECTIONS)]
    return [EVERYWHERE] if EVERYWHERE in found or not found else found


def _passes(arguments: FirewallArguments, direction: Direction, source: str) -> bool:
    """Whether all packets between any address of a network and the server's SSH pass in a direction."""
    remote = network(source)
    if remote is None or (remote.version == 6 and not arguments.filter_ipv6):  # noqa: PLR2004 # the protocol's name
        return True
    rules: list[FirewallRule] = getattr(arguments, direction)
    return all(_is_let(rules, direction, flags, remote, arguments.ssh_port) for flags in PACKETS[direction])


def _is_let(rules: list[FirewallRule], direction: Direction, flags: frozenset[str], remote: Network, port: int) -> bool:
    """Whether packets with some flags pass, wherever in a network the other end is.

    Where it can't be known, as with a rule for one address of the server, a rule accepts nothing and discards all.
    """
    left = [remote]
    for rule in rules:
        if rule.ip_version not in (None, f"ipv{remote.version}") or rule.protocol not in (None, "tcp"):
            continue
        side = _side(rule, direction)
        if not _has_flags(rule.tcp_flags, flags) or not _within((port, port), side.local_port):
            continue
        theirs = network(side.remote_ip) if side.remote_ip else None
        if rule.action == "discard":
            meets = any(theirs is None or theirs.overlaps(one) for one in left)
            if meets and _overlaps(CLIENT_PORTS_PERHAPS, side.remote_port):
                return False
        elif _is_any(side.local_ip) and _within(CLIENT_PORTS, side.remote_port):
            left = [] if theirs is None else [rest for one in left for rest in _without(one, theirs)]
    return not left


def _side(rule: FirewallRule, direction: Direction) -> _Side:
    if direction == "input":
        return _Side(rule.src_ip, rule.src_port, rule.dst_ip, rule.dst_port)
    return _Side(rule.dst_ip, rule.dst_port, rule.src_ip, rule.src_port)


def _has_flags(told: str | None, flags: frozenset[str]) -> bool:
    """Whether a packet's flags are as told: any of some, each of which may be several at once."""
    return told is None or any(flags.issuperset(part.split("&")) for part in told.split("|"))


def _within(ports: tuple[int, int], told: str | None) -> bool:
    found = port_range(told) if told is not None else (0, LAST_PORT)
    return found is not None and found[0] <= ports[0] and ports[1] <= found[1]


def _overlaps(ports: tuple[int, int], told: str | None) -> bool:
    found = port_range(told) if told is not None else (0, LAST_PORT)
    return found is not None and found[0] <= ports[1] and ports[0] <= found[1]


def _is_any(told: str | None) -> bool:
    found = network(told) if told is not None else None
    return told is None or (found is not None and found.prefixlen == 0)


def _without(one: Network, taken: Network) -> Iterator[Network]:
    """What is left of a network."""
    if not one.overlaps(taken):
        yield one
    elif not one.subnet_of(taken):  # type: ignore[arg-type] # both are of one family
        yield from one.address_exclude(taken)  # type: ignore[arg-type] # the same
