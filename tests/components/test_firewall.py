"""Who may reach node exporters: the fleet's Prometheus servers by their addresses, and nobody else."""

from typing import Any

import pulumi
import pytest
from hypothesis import given

from components.endpoint import Endpoint
from components.firewall import inbound
from fleet.blueprint.firewalls import firewalls
from fleet.inventory.firewall import Inbound
from fleet.inventory.fleet import Fleet
from tests.components.fleets import declared, firewall_of, fleet_of
from tests.conftest import UNKNOWN, Recording, Run
from tests.fleet.strategies import QUICK, fleets

LINODE, HETZNER = "linode:index/firewall:Firewall", "hcloud:index/firewall:Firewall"
CLOUDS = {
    "linode": {"provider": "linode", "size": "g6-standard-1"},
    "hetzner-cloud": {"provider": "hetzner-cloud", "size": "cx23"},
}
KEYS = {"linode": "inbounds", "hetzner-cloud": "rules"}
PORTS = {"linode": "ports", "hetzner-cloud": "port"}
TYPES = {"linode": LINODE, "hetzner-cloud": HETZNER}
each_cloud = pytest.mark.parametrize("cloud", list(CLOUDS))
each_pair = pytest.mark.parametrize(("cloud", "other"), [(one, two) for one in CLOUDS for two in CLOUDS])


def opened(told: Recording, cloud: str, name: str, port: str = "7231") -> list[list[str]]:
    """The sources of each rule of a firewall for a port."""
    rules = told.one(TYPES[cloud], f"{cloud}-{name}").inputs[KEYS[cloud]]
    return [
        rule.get("sourceIps", [*rule.get("ipv4s", []), *rule.get("ipv6s", [])])
        for rule in rules
        if rule.get(PORTS[cloud]) == port
    ]


def own(told: Recording, *names: str) -> list[str]:
    """The networks of some hosts' own addresses, IPv4 first."""
    endpoints = [told.returned["hosts"][name] for name in names]
    return [f"{endpoint['ipv4']}/32" for endpoint in endpoints] + [f"{endpoint['ipv6']}/128" for endpoint in endpoints]


@each_pair
def test_only_the_prometheus_server_reaches_an_exporter(run: Run, cloud: str, other: str) -> None:
    prometheus = CLOUDS[other] | {"role": "prometheus"}
    hosts = {f"{letter}.example.org": CLOUDS[cloud] for letter in "anz"} | {"m.example.org": prometheus}
    told = declared(run, fleet_of(hosts))
    assert opened(told, cloud, "exporter.web") == [own(told, "m.example.org")]
    assert opened(told, cloud, "exporter.web", "80") == [["0.0.0.0/0", "::/0"]]


@each_pair
def test_every_prometheus_server_reaches_it(run: Run, cloud: str, other: str) -> None:
    servers = {f"p{number}.example.org": CLOUDS[other] | {"role": "prometheus"} for number in (2, 1)}
    told = declared(run, fleet_of({"www.example.org": CLOUDS[cloud], **servers}))
    assert opened(told, cloud, "exporter.web") == [own(told, "p1.example.org", "p2.example.org")]


@each_cloud
def test_an_adopted_prometheus_server_reaches_it(run: Run, cloud: str) -> None:
    hosts = {"www.example.org": CLOUDS[cloud], "p.example.org": CLOUDS[cloud] | {"id": 7, "role": "prometheus"}}
    told = declared(run, fleet_of(hosts))
    assert opened(told, cloud, "exporter.web") == [own(told, "p.example.org")]
    assert told.names(TYPES[cloud]) == [f"{cloud}-exporter.web"]


@each_cloud
@pytest.mark.parametrize(
    ("said", "networks"),
    [
        ({"ipv4": "192.0.2.7"}, ["192.0.2.7/32"]),
        ({"ipv6": "2001:db8::7"}, ["2001:db8::7/128"]),
        ({"ipv4": "192.0.2.7", "ipv6": "2001:db8::7"}, ["192.0.2.7/32", "2001:db8::7/128"]),
    ],
)
def test_a_registered_prometheus_server_reaches_it_by_the_addresses_of_its_row(
    run: Run, cloud: str, said: dict[str, Any], networks: list[str]
) -> None:
    prometheus = {"provider": "bytemark", "role": "prometheus"} | said
    fleet = fleet_of({"www.example.org": CLOUDS[cloud], "p.example.org": prometheus})
    for preview in (True, False):
        assert opened(declared(run, fleet, preview=preview), cloud, "exporter.web") == [networks]


@each_cloud
def test_without_a_prometheus_server_nobody_reaches_it(run: Run, cloud: str) -> None:
    told = declared(run, fleet_of({"www.example.org": CLOUDS[cloud]}))
    assert opened(told, cloud, "exporter.web") == []


@each_pair
def test_a_preview_does_not_know_a_new_prometheus_servers_addresses(run: Run, cloud: str, other: str) -> None:
    hosts = {"www.example.org": CLOUDS[cloud], "p.example.org": CLOUDS[other] | {"role": "prometheus"}}
    told = declared(run, fleet_of(hosts), preview=True)
    assert opened(told, cloud, "exporter.web") == [[UNKNOWN, UNKNOWN]]


@each_cloud
def test_the_prometheus_servers_own_firewall_has_only_web(run: Run, cloud: str) -> None:
    told = declared(run, fleet_of({"p.example.org": CLOUDS[cloud] | {"role": "prometheus"}}))
    assert told.names(TYPES[cloud]) == [f"{cloud}-web"]
    assert opened(told, cloud, "web") == []


@each_cloud
def test_a_rule_set_without_exporter_opens_nothing_to_prometheus(run: Run, cloud: str) -> None:
    hosts = {"www.example.org": CLOUDS[cloud] | {"firewall": ["web"]}}
    told = declared(run, fleet_of(hosts | {"p.example.org": CLOUDS[cloud] | {"role": "prometheus"}}))
    assert opened(told, cloud, "web") == []


def test_a_firewall_at_hetzner_is_declared_before_the_servers_that_it_guards(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare, names = pulumi.Resource.__init__, []

    def noted(self: pulumi.Resource, type_: str, name: str, *args: Any, **kwargs: Any) -> None:
        names.append(name)
        declare(self, type_, name, *args, **kwargs)

    monkeypatch.setattr(pulumi.Resource, "__init__", noted)
    row = CLOUDS["hetzner-cloud"]
    hosts = {"a.example.org": row, "b.example.org": row | {"firewall": ["web"]}}
    declared(run, fleet_of(hosts | {"p.example.org": row | {"role": "prometheus"}}))
    shown = ("hetzner-cloud-web", "hetzner-cloud-exporter.web", *hosts, "p.example.org")
    order = list(dict.fromkeys(name for name in names if name in shown))
    assert order == [
        "hetzner-cloud-web",
        "p.example.org",
        "hetzner-cloud-exporter.web",
        "a.example.org",
        "b.example.org",
    ]


def test_what_a_rule_set_lets_in_by_protocol_port_and_family() -> None:
    fleet = fleet_of(firewalls={"six": [{"protocol": "udp", "port": "53", "sources": ["2001:db8::/64"]}]})
    endpoints = {
        "b": Endpoint("b.example.org", "192.0.2.2"),
        "a": Endpoint("a.example.org", "192.0.2.1", "2001:db8::1"),
    }
    assert inbound(firewall_of(fleet, "exporter", "six"), endpoints) == [
        Inbound("tcp", "22", ["0.0.0.0/0"], ["::/0"]),
        Inbound("icmp", None, ["0.0.0.0/0"], ["::/0"]),
        Inbound("udp", "53", [], ["2001:db8::/64"]),
        Inbound("tcp", "7231", ["192.0.2.1/32", "192.0.2.2/32"], ["2001:db8::1/128"]),
    ]
    assert len(inbound(firewall_of(fleet, "six"), endpoints)) == 3
    assert len(inbound(firewall_of(fleet, "exporter", "six"), {"c": Endpoint("c.example.org")})) == 3


@QUICK
@given(fleet=fleets())
def test_no_firewall_is_ever_asked_to_have_no_rules(fleet: Fleet) -> None:
    """Official plugins can't empty one in place, and don't say so."""
    made = [one for by_rules in firewalls(fleet).values() for one in by_rules.values()]
    assert all(inbound(one, {}) for one in made)
