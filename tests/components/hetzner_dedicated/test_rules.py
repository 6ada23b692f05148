"""What Robot's firewall makes of what a firewall lets in."""

from itertools import product
from typing import Any

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hetzner_dedicated.rules import ANSWERS, RULES, count, left_out, stateless
from fleet.inventory.firewall import ANYWHERE, BUILT_IN, FirewallRule, Inbound, inbound_of
from providers.hetznerrobot.mistakes import mistakes, port_ranges
from providers.hetznerrobot.rules import FirewallArguments

PROMETHEUS = Inbound("tcp", "7231", ["192.0.2.1/32"], ["2001:db8::1/128"])
BASE = [inbound_of(rule) for rule in BUILT_IN["base"]]
WEB = [inbound_of(rule) for rule in BUILT_IN["web"]]


def rule(port: str | None, *sources: str, protocol: str = "tcp") -> Inbound:
    return inbound_of(
        FirewallRule.model_validate({"protocol": protocol, "port": port, "sources": list(sources or ANYWHERE)})
    )


def own(*inbounds: Inbound) -> list[dict[str, Any]]:
    """The rules without those for answers, which come last."""
    *found, _, _, _, _ = stateless(inbounds)
    return found


def test_the_usual_rule_sets_leave_room_for_more() -> None:
    usual = [*BASE, *WEB, PROMETHEUS]
    assert own(*usual) == [
        {"name": "ports 22 80 443", "dst_port": "22,80,443", "action": "accept"},
        {"name": "icmp ipv4", "ip_version": "ipv4", "protocol": "icmp", "action": "accept"},
        {
            "name": "tcp 7231 ipv4",
            "ip_version": "ipv4",
            "protocol": "tcp",
            "dst_port": "7231",
            "src_ip": "192.0.2.1/32",
            "action": "accept",
        },
    ]
    assert count(usual) == 7 < RULES


def test_one_port_that_is_open_to_all_says_no_protocol() -> None:
    assert own(rule("22")) == [{"name": "port 22", "dst_port": "22", "action": "accept"}]


@pytest.mark.parametrize(
    ("inbounds", "ports"),
    [
        ([rule("53"), rule("53", protocol="udp")], ["53"]),
        ([rule("80"), rule("80", "192.0.2.0/24")], ["80"]),
        ([rule("5432", "192.0.2.0/24"), rule("6432", "192.0.2.0/24")], ["5432,6432"]),
        ([rule("5432", "192.0.2.0/24"), rule("5432", "192.0.2.0/24")], ["5432"]),
        ([rule("5432", "192.0.2.0/24"), rule("53", "192.0.2.0/24", protocol="udp")], ["5432", "53"]),
        ([rule("5432", "192.0.2.0/24", "198.51.100.0/24")], ["5432", "5432"]),
        ([rule("80", "0.0.0.0/0")], ["80"]),
        ([rule("80", "::/0")], ["80"]),
        ([rule("8000-8010"), rule("443")], ["8000-8010,443"]),
        ([rule("5432", "2001:db8::/32")], []),
    ],
)
def test_ports_are_joined_where_all_else_is_the_same(inbounds: list[Inbound], ports: list[str]) -> None:
    assert [each["dst_port"] for each in own(*inbounds)] == ports


def test_what_is_open_to_all_needs_no_rule_for_prometheus() -> None:
    assert own(*WEB, Inbound("tcp", "80", ["192.0.2.1/32"], [])) == own(*WEB)


def test_answers_come_back_over_both_families_and_nothing_else_does() -> None:
    answers = list(stateless(WEB))[-4:]
    assert answers == [{**answer, "action": "accept"} for answer in ANSWERS]
    assert {(each["ip_version"], each["protocol"], each.get("tcp_flags")) for each in answers} == {
        ("ipv4", "tcp", "ack"),
        ("ipv6", "tcp", "ack"),
        ("ipv4", "udp", None),
        ("ipv6", "udp", None),
    }
    assert {each["dst_port"] for each in answers} == {"32768-65535"}


def test_an_address_that_is_not_known_yet_stays_unknown() -> None:
    unknown: Any = pulumi.UNKNOWN
    (found,) = own(Inbound("tcp", "7231", [unknown], [unknown]))
    assert found["src_ip"] == unknown


@pytest.mark.parametrize(
    ("inbounds", "said"),
    [
        ([PROMETHEUS], "tcp 7231 from 2001:db8::1/128"),
        ([rule("5432", "192.0.2.0/24", "2001:db8::/32")], "tcp 5432 from 2001:db8::/32"),
        (
            [rule("53", "2001:db8::/32", "2001:db8:1::/48", protocol="udp")],
            "udp 53 from 2001:db8::/32, 2001:db8:1::/48",
        ),
        (
            [rule("1", "2001:db8::/32"), rule("2", "2001:db8::/32")],
            "tcp 1 from 2001:db8::/32; tcp 2 from 2001:db8::/32",
        ),
        ([rule("5432", "192.0.2.0/24")], None),
        ([rule("80", "::/0")], None),
        ([rule("80"), rule("80", "2001:db8::/32")], None),
        ([rule(None, "2001:db8::/32", protocol="icmp")], None),
    ],
)
def test_what_is_let_in_from_ipv6_sources_only_is_left_out_and_said(inbounds: list[Inbound], said: str | None) -> None:
    start = "Hetzner Robot's firewall takes no IPv6 sources, so this stays closed over IPv6: "
    assert left_out(inbounds) == (start + said if said else None)


SOURCES = st.lists(
    st.sampled_from([*ANYWHERE, "192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"]), min_size=1, unique=True
)
INBOUNDS = st.lists(
    st.builds(
        lambda protocol, port, sources: rule(None if protocol == "icmp" else port, *sources, protocol=protocol),
        st.sampled_from(["tcp", "udp", "icmp"]),
        st.sampled_from(["22", "80", "443", "5432", "8000-8010"]),
        SOURCES,
    ),
    max_size=8,
)


@given(INBOUNDS)
def test_robot_takes_what_it_becomes_and_nothing_is_open_that_nobody_asked_for(inbounds: list[Inbound]) -> None:
    found = list(stateless(inbounds))
    assert count(inbounds) == len(found)
    arguments = FirewallArguments.model_validate({"server_number": 321, "input": found[:RULES]})
    assert list(mistakes(arguments)) == []
    wanted = {(each.port, source) for each in inbounds for source in (*each.ipv4s, *each.ipv6s)}
    for each in found[:-4]:
        families = [each["ip_version"]] if "ip_version" in each else ["ipv4", "ipv6"]
        sources = [each["src_ip"]] if "src_ip" in each else [ANYWHERE[family == "ipv6"] for family in families]
        ports = each["dst_port"].split(",") if "dst_port" in each else [None]
        assert set(product(ports, sources)) <= wanted
        assert all(port is None or port_ranges(port) for port in ports)
