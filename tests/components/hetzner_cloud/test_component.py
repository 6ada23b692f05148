from typing import Any

import pytest

from components.hetzner_cloud.labels import is_label
from tests.components.fleets import FRIEND, OPS, declared, fleet_of, ssh_key, told_at_first_boot
from tests.conftest import UNKNOWN, Run

HOST, SERVER, RDNS, FIREWALL, KEY = (
    "fleet:hosting:HetznerCloudServer",
    "hcloud:index/server:Server",
    "hcloud:index/rdns:Rdns",
    "hcloud:index/firewall:Firewall",
    "hcloud:index/sshKey:SshKey",
)
CREATED = {"provider": "hetzner-cloud", "size": "cx23"}
ADOPTED = CREATED | {"id": 456}


def rule(port: str | None, protocol: str = "tcp") -> dict[str, Any]:
    found = {"direction": "in", "protocol": protocol, "sourceIps": ["0.0.0.0/0", "::/0"]}
    return found | ({"port": port} if port else {})


BASE = [rule("22"), rule(None, "icmp")]
WEB = [rule("80"), rule("443")]


def test_a_created_server_is_what_its_row_says(run: Run) -> None:
    fleet = fleet_of({"www.example.org": CREATED})
    told = declared(run, fleet)
    server = told.one(SERVER)
    assert server.name == "www.example.org"
    assert server.inputs == {
        "name": "www.example.org",
        "serverType": "cx23",
        "location": "fsn1",
        "image": "ubuntu-24.04",
        "sshKeys": [told.one(KEY).inputs["name"]],
        "userData": told_at_first_boot(fleet, "www.example.org"),
        "labels": {
            "fleet": "test",
            "environment": "production",
            "manager": "ops",
            "firewall": "exporter.web",
            "service/app": "",
        },
        "backups": True,
        "deleteProtection": True,
        "rebuildProtection": True,
        "keepDisk": True,
    }
    assert (server.import_id, server.ignore_changes) == ("", ("image", "sshKeys", "userData", "publicNets"))


def test_a_row_decides_on_region_image_backups_environment_and_manager(run: Run) -> None:
    row = {"region": "nbg1", "image": "debian-13", "backups": False, "environment": "staging", "manager": "friend"}
    told = declared(run, fleet_of({"www.example.org": CREATED | row}))
    inputs = told.one(SERVER).inputs
    assert (inputs["location"], inputs["image"], inputs["backups"]) == ("nbg1", "debian-13", False)
    assert (inputs["labels"]["environment"], inputs["labels"]["manager"]) == ("staging", "friend")


@pytest.mark.parametrize("state", [CREATED, ADOPTED])
def test_a_disk_grows_only_where_the_row_says_so(run: Run, state: dict[str, Any]) -> None:
    told = declared(run, fleet_of({"a.example.org": state | {"grow_disk": True}}))
    assert told.one(SERVER).inputs["keepDisk"] is False


def test_a_created_server_has_four_resources_and_the_machine_is_protected(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": CREATED}))
    component = told.one(HOST)
    assert (component.name, component.parent, component.protect) == ("www.example.org", "", True)
    children = told.children(component)
    assert sorted(child.type for child in children) == [RDNS, RDNS, SERVER]
    assert [child.name for child in children if child.protect] == ["www.example.org"]


def test_reverse_dns_is_for_both_addresses_by_the_servers_number(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": CREATED}))
    endpoint = told.outputs[told.one(HOST).urn]
    assert {name: told.one(RDNS, name).inputs for name in told.names(RDNS)} == {
        f"www.example.org-{family}": {
            # An id is a text where the engine tells it and a number where the plugin asks for it.
            "serverId": int(endpoint["providerId"]),
            "ipAddress": endpoint[family],
            "dnsPtr": "www.example.org",
        }
        for family in ("ipv4", "ipv6")
    }


def test_an_adopted_server_keeps_what_would_replace_it(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": ADOPTED}))
    server = told.one(SERVER)
    assert server.inputs == {
        "name": "www.example.org",
        "serverType": "cx23",
        "labels": {"fleet": "test", "environment": "production", "manager": "ops", "service/app": ""},
        "backups": True,
        "deleteProtection": True,
        "rebuildProtection": True,
        "keepDisk": True,
    }
    assert (server.import_id, server.protect) == ("456", True)
    assert server.ignore_changes == ("image", "sshKeys", "userData", "publicNets", "location")


@pytest.mark.parametrize(
    ("word", "property_"), [("name", "name"), ("tags", "labels"), ("backups", "backups"), ("size", "serverType")]
)
def test_an_adopted_server_keeps_what_its_row_names(run: Run, word: str, property_: str) -> None:
    hosts = {"a.example.org": ADOPTED | {"keep": [word]}, "b.example.org": ADOPTED}
    told = declared(run, fleet_of(hosts))
    one, other = (told.one(SERVER, name).ignore_changes for name in hosts)
    assert one == (*other, property_)
    assert property_ in told.one(SERVER, "a.example.org").inputs


def test_an_adopted_server_brings_nothing_else(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": ADOPTED}))
    assert [child.type for child in told.children(told.one(HOST))] == [SERVER]
    assert (told.names(FIREWALL), told.names(KEY)) == ([], [])


def test_a_registered_server_is_a_component_alone(run: Run) -> None:
    row = {"provider": "hetzner-cloud", "ipv6": "2001:db8::9"}
    told = declared(run, fleet_of({"www.example.org": row}))
    component = told.one(HOST)
    assert not component.protect
    assert {row.type for row in told.resources} == {HOST, "fleet:service:Service"}
    assert told.outputs[component.urn] == {"fqdn": "www.example.org", "ipv6": "2001:db8::9"}


def test_a_firewall_finds_the_servers_with_its_rules_by_label(run: Run) -> None:
    hosts = {
        "a.example.org": CREATED | {"firewall": ["web"]},
        "b.example.org": CREATED | {"firewall": ["web", "mosh"]},
        "c.example.org": CREATED | {"firewall": ["mosh", "web", "mosh"]},
        "d.example.org": CREATED | {"firewall": []},
        "e.example.org": ADOPTED | {"firewall": ["web"]},
    }
    mosh = [{"protocol": "udp", "port": "60000-61000"}]
    told = declared(run, fleet_of(hosts, firewalls={"mosh": mosh}))
    assert told.names(FIREWALL) == ["hetzner-cloud-mosh.web", "hetzner-cloud-web"]
    web, both = told.one(FIREWALL, "hetzner-cloud-web"), told.one(FIREWALL, "hetzner-cloud-mosh.web")
    assert (web.parent, web.protect) == ("", False)
    assert web.inputs == {
        "name": "test-web",
        "rules": BASE + WEB,
        "applyTos": [{"labelSelector": "fleet=test,firewall=web"}],
        "labels": {"fleet": "test"},
    }
    assert both.inputs["name"] == "test-mosh.web"
    assert both.inputs["rules"] == [*BASE, rule("60000-61000", "udp"), *WEB]
    assert both.inputs["applyTos"] == [{"labelSelector": "fleet=test,firewall=mosh.web"}]
    chosen = {row.name: row.inputs["labels"].get("firewall") for row in told.resources if row.type == SERVER}
    assert chosen == dict(zip(sorted(hosts), ["web", "mosh.web", "mosh.web", None, "web"], strict=True))
    assert all("firewallIds" not in row.inputs for row in told.resources if row.type == SERVER)


def test_long_firewall_labels_fit_and_stay_two(run: Run) -> None:
    sets = {f"rules-for-the-proxies-of-the-{place}": [{"port": "8080"}] for place in ("north", "south", "elsewhere")}
    pairs = [sorted(sets)[:2], sorted(sets)[::2]]
    told = declared(
        run, fleet_of({f"n{i}.example.org": CREATED | {"firewall": p} for i, p in enumerate(pairs)}, firewalls=sets)
    )
    selectors = {row.inputs["applyTos"][0]["labelSelector"] for row in told.resources if row.type == FIREWALL}
    values = {row.inputs["labels"]["firewall"] for row in told.resources if row.type == SERVER}
    assert selectors == {f"fleet=test,firewall={value}" for value in values}
    assert {len(value) for value in values} == {63}
    assert len(values) == 2


def test_each_key_is_there_once_whoever_has_it(run: Run) -> None:
    shared = ssh_key(3, "at@work")
    contacts = {
        "ops": {"name": "Operators", "email": "o@example.org", "ssh_keys": [OPS, shared, ssh_key(3, "at@home")]},
        "friend": {"name": "A friend", "email": "f@example.org", "ssh_keys": [shared, FRIEND]},
    }
    hosts = {"a.example.org": CREATED, "b.example.org": CREATED | {"manager": "friend"}}
    told = declared(run, fleet_of(hosts, contacts=contacts))
    keys = {row.inputs["publicKey"]: row.inputs for row in told.resources if row.type == KEY}
    ops, friend, both = (" ".join(key.split()[:2]) for key in (OPS, FRIEND, shared))
    assert keys.keys() == {ops, friend, both}
    assert keys[ops]["labels"] == {"fleet": "test", "contact/ops": ""}
    assert keys[both]["labels"] == {"fleet": "test", "contact/friend": "", "contact/ops": ""}
    assert told.one(SERVER, "a.example.org").inputs["sshKeys"] == [keys[key]["name"] for key in (ops, both)]
    assert told.one(SERVER, "b.example.org").inputs["sshKeys"] == [keys[key]["name"] for key in (both, friend)]


def test_another_key_renames_none(run: Run) -> None:
    def names(*keys: str) -> set[str]:
        contacts = {"ops": {"name": "Operators", "email": "o@example.org", "ssh_keys": list(keys)}}
        told = declared(run, fleet_of({"a.example.org": CREATED}, contacts=contacts))
        return {row.urn + row.inputs["name"] for row in told.resources if row.type == KEY}

    assert names(ssh_key(4), OPS) > names(OPS)
    assert names(OPS) == names(OPS.replace("someone", "someone-else"))


def test_only_managers_of_created_servers_bring_keys(run: Run) -> None:
    hosts = {"a.example.org": CREATED, "b.example.org": ADOPTED | {"manager": "friend"}}
    told = declared(run, fleet_of(hosts))
    assert told.one(KEY).inputs["publicKey"] == " ".join(OPS.split()[:2])


def test_a_preview_does_not_know_the_addresses_and_says_so(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": CREATED}), preview=True)
    for name in told.names(RDNS):
        inputs = told.one(RDNS, name).inputs
        assert (inputs["serverId"], inputs["ipAddress"]) == (UNKNOWN, UNKNOWN)
    endpoint = told.outputs[told.one(HOST).urn]
    assert endpoint == {"fqdn": "www.example.org", "ipv4": UNKNOWN, "ipv6": UNKNOWN, "providerId": UNKNOWN}


def test_a_new_name_replaces_nothing(run: Run) -> None:
    told = declared(run, fleet_of({"new.example.org": CREATED | {"aliases": ["old.example.org"]}}))
    for row in (told.one(HOST), *told.children(told.one(HOST))):
        assert row.aliases == {row.urn.replace("new.example.org", "old.example.org")}, row.name


def test_twenty_servers_take_four_resources_each_a_firewall_and_a_key(run: Run) -> None:
    told = declared(run, fleet_of({f"n{number}.example.org": CREATED for number in range(20)}))
    assert sum(row.type.partition(":")[0] == "hcloud" for row in told.resources) == 20 * 3 + 2
    assert len(told.names(HOST)) == 20


@pytest.mark.parametrize("name", ["ops-", "crm--", "a-"])
def test_names_that_a_label_refuses_are_made_to_fit(run: Run, name: str) -> None:
    contacts = {name: {"name": "Others", "email": "others@example.org", "ssh_keys": [ssh_key(7)]}}
    hosts = {"www.example.org": CREATED | {"manager": name, "firewall": [name]}}
    services = {name: {"title": "A service", "manager": name, "hosts": list(hosts), "errors": {"none": "a test"}}}
    told = declared(run, fleet_of(hosts, contacts=contacts, services=services, firewalls={name: [{"port": "5432"}]}))
    labels = told.one(SERVER).inputs["labels"]
    texts = [text for key, value in labels.items() for text in (key.rpartition("/")[2], value) if text]
    assert all(map(is_label, texts))
    (applied,) = told.one(FIREWALL).inputs["applyTos"]
    assert applied["labelSelector"] == f"fleet=test,firewall={labels['firewall']}"
