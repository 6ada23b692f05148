"""Finds firewall rules that the API would refuse, or accept with harm, before anything is sent."""

import re
from collections.abc import Iterator

from providers.hetznerrobot.addresses import network
from providers.hetznerrobot.rules import DIRECTIONS, FirewallArguments, FirewallRule
from providers.kit.resource import InvalidArgument

RULES = 10
"""Rules a direction at most, as on Robot's own page of a firewall."""
NAME = re.compile(r"[A-Za-z0-9 .+_@-]*")
PORTS = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
LAST_PORT = 65535
PROTOCOLS = ("tcp", "udp", "gre", "icmp", "ipip", "ah", "esp")
"""The protocols that the API has names for."""
WITH_PORTS = (None, "tcp", "udp")
"""Protocols that have ports; without a protocol a rule with ports is for TCP and UDP."""
FLAGS = re.compile(r"(syn|fin|rst|psh|urg|ack)([|&](syn|fin|rst|psh|urg|ack))*")
FAMILIES = {"ipv4": 4, "ipv6": 6}


def mistakes(arguments: FirewallArguments) -> Iterator[InvalidArgument]:
    """The mistakes in each rule by itself. Whether managers can still log in is checked in `guard`."""
    for direction in DIRECTIONS:
        rules: list[FirewallRule] = getattr(arguments, direction)
        if len(rules) > RULES:
            reason = f"there are {len(rules)} rules, and Robot takes {RULES}; join some, by ranges of ports or networks"
            yield InvalidArgument(direction, reason)
        for number, rule in enumerate(rules, 1):
            title = f"rule {number} ({rule.name})" if rule.name else f"rule {number}"
            yield from (InvalidArgument(direction, f"{title}: {reason}") for reason in _of_rule(rule))
    if not arguments.output:
        reason = "there is no rule, which cuts the server off; leave output out to let everything out"
        yield InvalidArgument("output", reason)
    for source in arguments.ssh_sources:
        if network(source) is None:
            yield InvalidArgument(
                "ssh_sources", f"{source!r} is no network; write one like 203.0.113.0/24 or 2001:db8::/32"
            )


def _of_rule(rule: FirewallRule) -> Iterator[str]:
    if not NAME.fullmatch(rule.name):
        yield "its name has other characters than letters, digits, spaces and . - + _ @; leave those out"
    yield from _of_family(rule)
    if rule.protocol not in (None, *PROTOCOLS):
        yield f"there is no protocol {rule.protocol}, but {', '.join(PROTOCOLS)}"
    for name in ("dst_port", "src_port"):
        yield from _of_ports(name, getattr(rule, name), rule.protocol)
    if rule.tcp_flags is not None:
        if rule.protocol != "tcp":
            yield "tcp_flags are for protocol tcp only; name it, or leave them out"
        if not FLAGS.fullmatch(rule.tcp_flags):
            yield f"{rule.tcp_flags!r} are no tcp_flags; write syn, fin, rst, psh, urg or ack, with | or & between"


def _of_family(rule: FirewallRule) -> Iterator[str]:
    if rule.ip_version is None:
        named = [name for name in ("src_ip", "dst_ip", "protocol") if getattr(rule, name) is not None]
        if named:
            yield f"{' and '.join(named)} can't be named without ip_version; write ipv4 or ipv6, or a rule for each"
    for name in ("src_ip", "dst_ip"):
        address = getattr(rule, name)
        if address is None:
            continue
        parsed = network(address)
        if parsed is None:
            yield f"{name} {address!r} is no network; write one like 203.0.113.0/24 or 2001:db8::/32"
        elif rule.ip_version is not None and parsed.version != FAMILIES[rule.ip_version]:
            yield f"{name} {address} is no {rule.ip_version} network; write ip_version ipv{parsed.version}"
        elif rule.ip_version == "ipv6":
            yield f"Robot takes no address with ipv6; leave {name} out, or the rule"


def _of_ports(name: str, ports: str | None, protocol: str | None) -> Iterator[str]:
    if ports is None:
        return
    if protocol in PROTOCOLS and protocol not in WITH_PORTS:
        yield f"{name} is for tcp and udp, and {protocol} has no ports; leave it out"
    if not port_ranges(ports):
        yield (
            f'{name} {ports!r} is no port; write one like "22", a range like "20-23" or several like "80,443", '
            f"from 0 to {LAST_PORT}"
        )


def port_ranges(ports: str) -> list[tuple[int, int]]:
    """The first and last port of each port or range: `"22,80-90"` gives (22, 22) and (80, 90). Empty if it is none."""
    parts = [PORTS.fullmatch(part) for part in ports.split(",")]
    found = [(int(bounds[1]), int(bounds[2] or bounds[1])) for bounds in parts if bounds is not None]
    return found if len(found) == len(parts) and all(first <= last <= LAST_PORT for first, last in found) else []
