"""What is wrong with a firewall's rules by themselves."""

from typing import Any

import pytest

from providers.hetznerrobot.mistakes import mistakes, port_ranges
from providers.hetznerrobot.rules import FirewallArguments


@pytest.mark.parametrize(
    ("ports", "found"),
    [
        ("22", [(22, 22)]),
        ("20-23", [(20, 23)]),
        ("0-65535", [(0, 65535)]),
        ("80,443", [(80, 80), (443, 443)]),
        ("22,8000-8010,443", [(22, 22), (8000, 8010), (443, 443)]),
        ("23-20", []),
        ("65536", []),
        ("ssh", []),
        ("1-2-3", []),
        ("80,", []),
        (",80", []),
        ("80,,443", []),
        ("80,ssh", []),
        ("80,65536", []),
        ("80;443", []),
    ],
)
def test_a_range_has_a_first_and_a_last_port(ports: str, found: list[tuple[int, int]]) -> None:
    assert port_ranges(ports) == found


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"name": "web", "dst_port": "80"}, None),
        ({"name": "ü"}, "rule 1 (ü): its name has other characters than letters, digits, spaces and . - + _ @"),
        ({"protocol": "udp"}, "rule 1: protocol can't be named without ip_version; write ipv4 or ipv6"),
        (
            {"ip_version": "ipv6", "src_ip": "192.0.2.1"},
            "rule 1: src_ip 192.0.2.1/32 is no ipv6 network; write ip_version ipv4",
        ),
        (
            {"ip_version": "ipv6", "src_ip": "2001:db8::/32"},
            "rule 1: Robot takes no address with ipv6; leave src_ip out, or the rule",
        ),
        (
            {"ip_version": "ipv6", "dst_ip": "::/0"},
            "rule 1: Robot takes no address with ipv6; leave dst_ip out, or the rule",
        ),
        (
            {"ip_version": "ipv4", "protocol": "icmp", "dst_port": "22"},
            "rule 1: dst_port is for tcp and udp, and icmp has no ports; leave it out",
        ),
        (
            {"ip_version": "ipv4", "protocol": "udp", "tcp_flags": "syn"},
            "rule 1: tcp_flags are for protocol tcp only; name it, or leave them out",
        ),
    ],
)
def test_a_rule_is_told_by_its_number_and_name(rule: dict[str, Any], reason: str | None) -> None:
    arguments = FirewallArguments.model_validate({"server_number": 321, "input": [{"action": "accept", **rule}]})
    found = list(mistakes(arguments))
    assert [one.field for one in found] == ["input"] * (reason is not None)
    assert all(reason is not None and one.reason.startswith(reason) for one in found)
