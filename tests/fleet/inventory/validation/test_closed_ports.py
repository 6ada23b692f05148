"""What rows expect of firewalls that doesn't come to pass."""

from typing import Any

import pytest

from fleet.inventory.validation.closed_ports import closed_ports
from tests.fleet.small import fleet, service

HOST, OTHER = "one.example.org", "two.example.org"
FIREWALLS: dict[str, list[dict[str, Any]]] = {
    "alternative": [{"port": "8000-8443"}],
    "office": [{"port": "443", "sources": ["203.0.113.0/24"]}],
    "quic": [{"protocol": "udp", "port": "443"}],
}


def said(hosts: dict[str, dict[str, Any]], *sites: str, firewalls: dict[str, Any] = FIREWALLS) -> list[str]:
    rows = {name: {"provider": "hetzner-cloud", "size": "cx23", **row} for name, row in hosts.items()}
    watched = {"web": service(*hosts, sites={url: {"keyword": "a"} for url in sites})} if sites else {}
    found = closed_ports(fleet(hosts=rows, services=watched, firewalls=firewalls))
    return [f"{mistake.what}; {mistake.write}" for mistake in found]


@pytest.mark.parametrize(
    ("url", "rule_sets", "write"),
    [
        ("https://www.example.org/", ["exporter"], "add web"),
        ("http://www.example.org/", ["office"], "add web"),
        ("https://www.example.org/", ["quic"], "add web"),
        ("https://www.example.org:8443/", ["web"], 'add a rule set with port: "8443"'),
        ("https://www.example.org:7999/", ["web", "alternative"], 'add a rule set with port: "7999"'),
        ("https://www.example.org:8444/", ["alternative"], 'add a rule set with port: "8444"'),
    ],
)
def test_a_site_behind_a_closed_port_is_refused(url: str, rule_sets: list[str], write: str) -> None:
    (found,) = said({HOST: {"firewall": rule_sets}}, url)
    assert found.startswith(f"the firewall of {HOST} keeps its port")
    assert found.endswith(f"{write} to the firewall of {HOST}")


@pytest.mark.parametrize(
    ("url", "rule_sets"),
    [
        ("https://www.example.org/", ["web"]),
        ("http://www.example.org/", ["web"]),
        ("https://www.example.org/", ["office"]),
        ("https://www.example.org:8443/", ["alternative"]),
        ("https://www.example.org:8000/", ["alternative"]),
        ("https://www.example.org:22/", ["exporter"]),
        ("https://www.example.org:8443/", []),
    ],
)
def test_a_site_behind_an_open_port_is_not(url: str, rule_sets: list[str]) -> None:
    assert said({HOST: {"firewall": rule_sets} if rule_sets else {"id": 5}}, url) == []


def test_one_host_that_is_open_suffices() -> None:
    hosts = {HOST: {"firewall": ["exporter"]}, OTHER: {"firewall": ["web"]}}
    assert said(hosts, "https://www.example.org/") == []
    assert len(said({**hosts, OTHER: {"firewall": ["exporter"]}}, "https://www.example.org/")) == 1


@pytest.mark.parametrize(
    ("port", "rule_sets", "count"),
    [(5432, ["web"], 1), (80, ["exporter"], 1), (8444, ["alternative"], 1), (22, ["exporter"], 0), (80, ["web"], 0)],
)
def test_uptimerobot_is_let_in_at_the_port_that_it_opens(port: int, rule_sets: list[str], count: int) -> None:
    assert len(said({HOST: {"firewall": rule_sets, "uptime_port": port}})) == count


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ({"port": "22", "sources": ["203.0.113.0/24"]}, ["SSH"]),
        ({"port": "22", "sources": ["2001:db8::/32"]}, ["SSH"]),
        ({"port": "22", "sources": ["0.0.0.0/0"]}, ["SSH"]),
        ({"port": "22"}, []),
        ({"protocol": "icmp"}, []),
        ({"protocol": "icmp", "sources": ["203.0.113.0/24"]}, ["icmp"]),
        ({"protocol": "udp", "port": "22"}, []),
        ({"port": "20-22"}, []),
        ({"port": "2222"}, []),
    ],
)
def test_a_rule_that_narrows_nothing_is_refused(rule: dict[str, Any], what: list[str]) -> None:
    expected = [f"every firewall lets in {kind} from anywhere, so this narrows nothing; leave it out" for kind in what]
    assert said({}, firewalls={"own": [rule]}) == expected
