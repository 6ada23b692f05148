"""Finds out whether managers can still log in by SSH, by applying the rules to packets as the firewall does."""

from collections.abc import Iterator
from typing import NamedTuple

from providers.hetznerrobot.addresses import Network, network
from providers.hetznerrobot.mistakes import LAST_PORT, port_ranges
from providers.hetznerrobot.rules import DIRECTIONS, EVERYWHERE, Direction, FirewallArguments, FirewallRule
from providers.kit.resource import InvalidArgument

CLIENT_PORTS, ALL_CLIENT_PORTS = (32768, LAST_PORT), (1024, LAST_PORT)
"""The ports that SSH clients connect from: on today's systems (Linux begins at 32768, others at 49152), and on any.

A rule must accept the first range to let managers in. It locks some of them out if it discards any of the second.
"""
PACKETS: dict[Direction, tuple[frozenset[str], ...]] = {
    "input": (frozenset({"syn"}), frozenset({"ack"})),
    "output": (frozenset({"syn", "ack"}), frozenset({"ack"})),
}
"""The TCP flags of a connection's first packet and of those that follow. A stateless firewall checks each packet."""
HOW = {"input": "can't come in", "output": "get no answer"}


class _Side(NamedTuple):
    """A rule's addresses and ports as seen from the server: the remote end, and the server's own."""

    remote_ip: str | None
    remote_port: str | None
    local_ip: str | None
    local_port: str | None


def lockout(arguments: FirewallArguments) -> Iterator[InvalidArgument]:
    """The directions whose rules keep managers out, unless the arguments confirm twice that this is intended.

    The rules must be valid.
    """
    number = arguments.server_number
    if arguments.allow_lockout and arguments.lockout_confirmed_for == number:
        return
    for direction in DIRECTIONS:
        locked_out = [source for source in arguments.ssh_sources if not _passes(arguments, direction, source)]
        if locked_out:
            yield InvalidArgument(
                direction,
                f"managers at {', '.join(locked_out)} who log in on port {arguments.ssh_port} {HOW[direction]}. Add a "
                "rule that lets them, or write in ssh_sources where they log in from. To lock them out, confirm it "
                f"twice: allow_lockout=True and lockout_confirmed_for={number}",
            )


def allowed_sources(arguments: FirewallArguments) -> list[str]:
    """The networks that the rules let log in by SSH: all of IPv4, else those that the rules name.

    An import takes these as `ssh_sources`, since the API doesn't have where managers log in from.
    """
    named = dict.fromkeys(rule.src_ip for rule in arguments.input if rule.src_ip)
    allowed = [source for source in (EVERYWHERE, *named) if all(_passes(arguments, way, source) for way in DIRECTIONS)]
    return [EVERYWHERE] if EVERYWHERE in allowed or not allowed else allowed


def _passes(arguments: FirewallArguments, direction: Direction, source: str) -> bool:
    """Whether all SSH packets of a direction pass, whichever address of a network they come from or go to."""
    remote = network(source)
    if remote is None or (remote.version == 6 and not arguments.filter_ipv6):  # noqa: PLR2004 # the protocol's name
        return True
    rules: list[FirewallRule] = getattr(arguments, direction)
    return all(_is_accepted(rules, direction, flags, remote, arguments.ssh_port) for flags in PACKETS[direction])


def _is_accepted(
    rules: list[FirewallRule], direction: Direction, flags: frozenset[str], remote: Network, port: int
) -> bool:
    """Whether packets with these flags pass for every remote address in a network.

    Where that is uncertain, as with a rule for one address of the server, the worse case counts: an accepting rule
    accepts nothing, and a discarding one discards everything.
    """
    left = [remote]
    for rule in rules:
        if rule.ip_version not in (None, f"ipv{remote.version}") or rule.protocol not in (None, "tcp"):
            continue
        side = _side(rule, direction)
        if not _has_flags(rule.tcp_flags, flags) or not _within((port, port), side.local_port):
            continue
        named = network(side.remote_ip) if side.remote_ip else None
        if rule.action == "discard":
            is_hit = any(named is None or named.overlaps(each) for each in left)
            if is_hit and _overlaps(ALL_CLIENT_PORTS, side.remote_port):
                return False
        elif _is_any(side.local_ip) and _within(CLIENT_PORTS, side.remote_port):
            left = [] if named is None else [rest for each in left for rest in _without(each, named)]
    return not left


def _side(rule: FirewallRule, direction: Direction) -> _Side:
    if direction == "input":
        return _Side(rule.src_ip, rule.src_port, rule.dst_ip, rule.dst_port)
    return _Side(rule.dst_ip, rule.dst_port, rule.src_ip, rule.src_port)


def _has_flags(wanted: str | None, flags: frozenset[str]) -> bool:
    """Whether a packet's flags match a rule's `tcp_flags`: any of the parts between `|`, and all that `&` joins."""
    return wanted is None or any(flags.issuperset(part.split("&")) for part in wanted.split("|"))


def _within(ports: tuple[int, int], rule_ports: str | None) -> bool:
    ranges = port_ranges(rule_ports) if rule_ports is not None else [(0, LAST_PORT)]
    return any(first <= ports[0] and ports[1] <= last for first, last in ranges)


def _overlaps(ports: tuple[int, int], rule_ports: str | None) -> bool:
    ranges = port_ranges(rule_ports) if rule_ports is not None else [(0, LAST_PORT)]
    return any(first <= ports[1] and ports[0] <= last for first, last in ranges)


def _is_any(address: str | None) -> bool:
    named = network(address) if address is not None else None
    return address is None or (named is not None and named.prefixlen == 0)


def _without(whole: Network, part: Network) -> Iterator[Network]:
    """The networks that are left of a network without a part of it."""
    if not whole.overlaps(part):
        yield whole
    elif not whole.subnet_of(part):  # type: ignore[arg-type] # both are of one family
        yield from whole.address_exclude(part)  # type: ignore[arg-type] # the same
