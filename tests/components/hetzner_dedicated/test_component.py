from datetime import date
from typing import Any

import pulumi
import pytest

from providers.hetznerrobot.server_answer import NAME_LENGTH
from tests.components.fleets import FRIEND, OPS, declared, fleet_of
from tests.conftest import Recording, Run

HOST = "fleet:hosting:HetznerDedicatedServer"
SERVER, RDNS, FIREWALL, KEY = (f"hetznerrobot:index:{name}" for name in ("Server", "ReverseDns", "Firewall", "SshKey"))
LOGIN = {"hetznerrobot:user": "u", "hetznerrobot:password": "p"}
ROW: dict[str, Any] = {"provider": "hetzner-dedicated", "ipv4": "192.0.2.7", "server_number": 321, "product": "EX44"}
NAME = "www.example.org"


def managed(run: Run, row: dict[str, Any] | None = None, **options: Any) -> Recording:
    return declared(run, fleet_of({NAME: ROW | (row or {})}), config=LOGIN, **options)


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
    assert ports == ["22,80,443"]


def test_a_retired_machine_is_released_but_keeps_its_firewall(run: Run) -> None:
    told = managed(run, {"firewall": ["web"], "retire": date(2027, 1, 31)})
    assert not told.one(HOST).protect
    assert not told.one(SERVER).protect
    assert told.one(FIREWALL).retain_on_delete


def test_prometheus_is_let_in_where_it_asks(run: Run) -> None:
    hosts = {
        NAME: ROW | {"firewall": ["exporter"], "exporter": {"port": 8080}},
        "prometheus.example.org": {"provider": "bytemark", "ipv4": "192.0.2.1", "role": "prometheus"},
    }
    firewall = declared(run, fleet_of(hosts), config=LOGIN).one(FIREWALL)
    asked = [rule["dstPort"] for rule in firewall.inputs["input"] if "srcIp" in rule]
    assert asked == ["8080"]


def test_a_name_that_robot_would_refuse_is_cut(run: Run) -> None:
    names = [".".join(["w" * 60, "v" * 60, tail]) for tail in ("example.org", "example.net")]
    rows = {name: ROW | {"server_number": number, "ipv4": f"192.0.2.{number}"} for number, name in enumerate(names, 1)}
    told = declared(run, fleet_of(rows), config=LOGIN)
    called = {one.inputs["name"] for one in told.resources if one.type == SERVER}
    assert {len(name) for name in called} == {NAME_LENGTH}
    assert len(called) == 2
    assert {one.inputs["ptr"] for one in told.resources if one.type == RDNS} == {*names}
