from datetime import date
from typing import Any

import pulumi
import pytest

from components.endpoint import Endpoint
from components.firewall import inbound
from components.hetzner_dedicated.component import stateless
from fleet.inventory.fleet import Fleet
from tests.components.fleets import FRIEND, OPS, declared, firewall_of, fleet_of
from tests.conftest import Recording, Run

HOST = "fleet:hosting:HetznerDedicatedServer"
SERVER, RDNS, FIREWALL, KEY = (f"hetznerrobot:index:{name}" for name in ("Server", "ReverseDns", "Firewall", "SshKey"))
LOGIN = {"hetznerrobot:user": "u", "hetznerrobot:password": "p"}
ROW: dict[str, Any] = {"provider": "hetzner-dedicated", "ipv4": "192.0.2.7", "server_number": 321, "product": "EX44"}
NAME = "www.example.org"
MOST = 10
"""Rules in a direction at most (Hetzner's documentation)."""
PROMETHEUS = {"prometheus.example.org": Endpoint("prometheus.example.org", "192.0.2.1", "2001:db8::1")}


def managed(run: Run, row: dict[str, Any] | None = None, **options: Any) -> Recording:
    return declared(run, fleet_of({NAME: ROW | (row or {})}), config=LOGIN, **options)


def rules(fleet: Fleet, *rule_sets: str) -> list[Any]:
    return list(stateless(inbound(firewall_of(fleet, *rule_sets), PROMETHEUS)))


def test_where_the_stack_leaves_it_out_a_machine_is_registered_as_it_is(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    told = declared(run, fleet_of({NAME: ROW}))
    machine = told.one(HOST)
    assert (machine.name, machine.parent, machine.protect, machine.import_id) == (NAME, "", True, "")
    assert [resource.type for resource in told.resources if "hetznerrobot" in resource.type] == []
    assert told.outputs[machine.urn] == {"fqdn": NAME, "ipv4": "192.0.2.7", "providerId": "321"}
    assert "Hetzner Robot: `fleet:hetznerrobot` is false, so machines with a number are only registered (1)" in said


def test_a_machine_without_a_domain_name_keeps_its_short_one(run: Run) -> None:
    row = {"provider": "hetzner-dedicated", "ipv4": "192.0.2.7", "aliases": ["attic"]}
    told = declared(run, fleet_of({"cellar": row}), config=LOGIN)
    machine = told.one(HOST)
    assert told.outputs[machine.urn]["fqdn"] == "cellar"
    assert machine.aliases == {machine.urn.replace("cellar", "attic")}
    assert told.children(machine) == []
    assert told.names(KEY) == []


def test_a_machine_with_a_number_is_named_and_found_by_name(run: Run) -> None:
    told = managed(run, {"ipv6": "2001:db8::7"})
    machine, server = told.one(HOST), told.one(SERVER)
    assert server.inputs == {"serverNumber": 321, "name": NAME, "ipv4": "192.0.2.7"}
    assert (server.parent, server.protect) == (machine.urn, True)
    assert {record.inputs["ip"]: record.inputs["ptr"] for record in told.resources if record.type == RDNS} == {
        "192.0.2.7": NAME,
        "2001:db8::7": NAME,
    }
    assert not any(record.protect for record in told.resources if record.type == RDNS)


def test_keys_are_those_of_the_managers_of_machines_with_a_number_each_once(run: Run) -> None:
    rows = {
        "a.example.org": ROW,
        "b.example.org": ROW | {"server_number": 322, "manager": "friend", "ipv4": "192.0.2.8"},
        "c.example.org": ROW | {"server_number": 323, "ipv4": "192.0.2.9"},
    }
    told = declared(run, fleet_of(rows), config=LOGIN)
    publics = [key.inputs["publicKey"] for key in told.resources if key.type == KEY]
    # In no order: each is registered in a thread of its own.
    assert sorted(publics) == sorted(" ".join(key.split()[:2]) for key in (FRIEND, OPS))
    assert all(key.inputs["name"].startswith("fleet-") and not key.protect for key in told.resources if key.type == KEY)


def test_a_firewall_is_left_alone_unless_the_row_names_rule_sets(run: Run) -> None:
    assert managed(run).names(FIREWALL) == []
    assert managed(run, {"firewall": []}).names(FIREWALL) == []
    told = managed(run, {"firewall": ["web"]})
    firewall = told.one(FIREWALL)
    assert (firewall.inputs["serverNumber"], firewall.parent, firewall.protect) == (321, told.one(HOST).urn, False)
    # Taking the rule sets out of the row leaves the firewall as it is.
    assert firewall.retain_on_delete
    # A machine whose number is another's gets no firewall.
    assert told.one(SERVER).urn in firewall.depends_on
    ports = [rule.get("dstPort") for rule in firewall.inputs["input"] if "protocol" not in rule]
    assert ports == ["22", "80", "443"]


def test_a_retired_machine_is_released_but_keeps_its_firewall(run: Run) -> None:
    told = managed(run, {"firewall": ["web"], "retire": date(2027, 1, 31)})
    assert not told.one(HOST).protect
    assert not told.one(SERVER).protect
    assert told.one(FIREWALL).retain_on_delete


def test_the_usual_rule_sets_fit_in_what_the_firewall_takes() -> None:
    found = rules(fleet_of({}), "exporter", "web")
    assert len(found) == MOST
    assert all(rule["action"] == "accept" for rule in found)


def test_what_is_open_to_all_takes_one_rule_that_says_no_protocol() -> None:
    (ssh,) = (rule for rule in rules(fleet_of({}), "web") if rule.get("dst_port") == "22")
    assert ssh == {"name": "port 22", "dst_port": "22", "action": "accept"}


def test_prometheus_is_let_in_from_its_addresses_only() -> None:
    found = [rule for rule in rules(fleet_of({}), "exporter") if rule.get("dst_port") == "7231"]
    assert [(rule["ip_version"], rule["src_ip"], rule["protocol"]) for rule in found] == [
        ("ipv4", "192.0.2.1/32", "tcp"),
        ("ipv6", "2001:db8::1/128", "tcp"),
    ]


def test_prometheus_is_let_in_where_it_asks(run: Run) -> None:
    hosts = {
        NAME: ROW | {"firewall": ["exporter"], "exporter": {"port": 8080}},
        "prometheus.example.org": {"provider": "bytemark", "ipv4": "192.0.2.1", "role": "prometheus"},
    }
    firewall = declared(run, fleet_of(hosts), config=LOGIN).one(FIREWALL)
    asked = [rule["dstPort"] for rule in firewall.inputs["input"] if "srcIp" in rule]
    assert asked == ["8080"]


def test_what_is_open_to_all_needs_no_rule_for_prometheus() -> None:
    found = list(stateless(inbound(firewall_of(fleet_of({}), "exporter", "web"), PROMETHEUS, 80)))
    assert [rule for rule in found if rule.get("dst_port") == "80"] == [
        {"name": "port 80", "dst_port": "80", "action": "accept"}
    ]


def test_answers_come_back_over_both_families_and_nothing_else_does() -> None:
    answers = [rule for rule in rules(fleet_of({}), "web") if "answers" in rule["name"]]
    assert {(rule["ip_version"], rule["protocol"], rule.get("tcp_flags")) for rule in answers} == {
        ("ipv4", "tcp", "ack"),
        ("ipv6", "tcp", "ack"),
        ("ipv4", "udp", None),
        ("ipv6", "udp", None),
    }
    assert {rule["dst_port"] for rule in answers} == {"32768-65535"}


def test_pings_over_ipv6_need_no_rule_and_sources_one_each() -> None:
    sources = ["203.0.113.0/24", "198.51.100.0/24", "2001:db8::/64"]
    fleet = fleet_of({}, firewalls={"office": [{"port": "5432", "sources": sources}]})
    found = rules(fleet, "office")
    assert [rule["ip_version"] for rule in found if rule.get("protocol") == "icmp"] == ["ipv4"]
    assert [rule["src_ip"] for rule in found if rule.get("dst_port") == "5432"] == sources


def test_an_address_that_is_not_known_yet_stays_unknown() -> None:
    unknown: Any = pulumi.UNKNOWN
    endpoints = {"prometheus.example.org": Endpoint("prometheus.example.org", unknown, None)}
    found = list(stateless(inbound(firewall_of(fleet_of({}), "exporter"), endpoints)))
    (rule,) = (rule for rule in found if rule.get("dst_port") == "7231")
    assert rule["src_ip"] == unknown
