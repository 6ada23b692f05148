"""What is wrong with a firewall's rules by themselves."""

from typing import Any

import pytest

from providers.hetznerrobot.mistakes import mistakes, port_range
from providers.hetznerrobot.rules import FirewallArguments


@pytest.mark.parametrize(
    ("ports", "found"),
    [
        ("22", (22, 22)),
        ("20-23", (20, 23)),
        ("0-65535", (0, 65535)),
        ("23-20", None),
        ("65536", None),
        ("ssh", None),
        ("1-2-3", None),
    ],
)
def test_a_range_has_a_first_and_a_last_port(ports: str, found: tuple[int, int] | None) -> None:
    assert port_range(ports) == found


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
