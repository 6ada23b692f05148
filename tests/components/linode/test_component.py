from base64 import b64decode
from typing import Any

import pytest

from components.linode.component import FIRST_BOOT_ONLY, LinodeAccount
from components.linode.labels import FIREWALL_LABEL, INSTANCE_LABEL, is_label
from components.zone import Zones
from fleet.draw_up import draw_up
from tests.components.fleets import FRIEND, OPS, declared, fleet_of, told_at_first_boot
from tests.conftest import UNKNOWN, Run

HOST, INSTANCE, RDNS, FIREWALL = (
    "fleet:hosting:LinodeServer",
    "linode:index/instance:Instance",
    "linode:index/rdns:Rdns",
    "linode:index/firewall:Firewall",
)
CREATED = {"provider": "linode", "size": "g6-standard-1"}
ADOPTED = CREATED | {"id": 123}
REPLACING = (
    "image",
    "authorizedKeys",
    "authorizedUsers",
    "rootPass",
    "metadatas",
    "diskEncryption",
    "networkHelper",
    "swapSize",
)
"""What replaces a Linode when it changes (measured), or powers it off, but for what is never given to a running one."""


def inbound(label: str, port: str | None, protocol: str = "TCP") -> dict[str, Any]:
    rule = {"label": label, "action": "ACCEPT", "protocol": protocol, "ipv4s": ["0.0.0.0/0"], "ipv6s": ["::/0"]}
    return rule | ({"ports": port} if port else {})


BASE = [inbound("tcp-22", "22"), inbound("icmp-any", None, "ICMP")]
WEB = [inbound("tcp-80", "80"), inbound("tcp-443", "443")]


def test_a_created_linode_is_what_its_row_says(run: Run) -> None:
    fleet = fleet_of({"www.example.org": CREATED})
    server = declared(run, fleet).one(INSTANCE)
    assert server.name == "www.example.org"
    (metadata,) = server.inputs.pop("metadatas")
    assert b64decode(metadata.pop("userData")).decode() == told_at_first_boot(fleet, "www.example.org")
    assert metadata == {}
    assert server.inputs == {
        "label": "www.example.org",
        "region": "gb-lon",
        "type": "g6-standard-1",
        "image": "linode/ubuntu24.04",
        "authorizedKeys": [" ".join(OPS.split()[:2])],
        "tags": ["environment:production", "fleet:test", "manager:ops", "service:app"],
        "backupsEnabled": True,
        "swapSize": 1024,
        "networkHelper": True,
        "watchdogEnabled": True,
        "diskEncryption": "enabled",
        "migrationType": "warm",
    }
    assert (server.import_id, server.ignore_changes) == ("", REPLACING)


def test_a_row_decides_on_region_image_backups_environment_and_manager(run: Run) -> None:
    row = {"region": "eu-west", "image": "linode/debian13", "backups": False, "environment": "staging"}
    told = declared(run, fleet_of({"www.example.org": CREATED | row | {"manager": "friend"}}))
    inputs = told.one(INSTANCE).inputs
    assert (inputs["region"], inputs["image"], inputs["backupsEnabled"]) == ("eu-west", "linode/debian13", False)
    assert inputs["tags"] == ["environment:staging", "fleet:test", "manager:friend", "service:app"]
    assert inputs["authorizedKeys"] == [" ".join(FRIEND.split()[:2])]


@pytest.mark.parametrize("state", [CREATED, ADOPTED])
def test_a_disk_grows_only_where_the_row_says_so(run: Run, state: dict[str, Any]) -> None:
    assert "resizeDisk" not in declared(run, fleet_of({"a.example.org": state})).one(INSTANCE).inputs
    told = declared(run, fleet_of({"a.example.org": state | {"grow_disk": True}}))
    assert told.one(INSTANCE).inputs["resizeDisk"] is True


def test_a_row_decides_on_the_swap_disk(run: Run) -> None:
    for swap in (0, 512):
        told = declared(run, fleet_of({"a.example.org": CREATED | {"swap": swap}}))
        assert told.one(INSTANCE).inputs["swapSize"] == swap


def test_a_linode_without_a_kept_zone_has_no_reverse_dns(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": CREATED}))
    assert [child.type for child in told.children(told.one(HOST))] == [INSTANCE]


@pytest.mark.parametrize(
    ("zone", "row", "names"),
    [
        ({"provider": "linode"}, {}, ["www.example.org-ipv4", "www.example.org-ipv6"]),
        ({"provider": "hetzner-cloud"}, {}, ["www.example.org-ipv4", "www.example.org-ipv6"]),
        ({"provider": "linode"}, {"reverse_dns": False}, []),
        ({"provider": "linode", "keep": ["www.example.org"]}, {}, []),
        ({"elsewhere": "at the registrar"}, {}, []),
        ({"elsewhere": "at the registrar"}, {"reverse_dns": True}, ["www.example.org-ipv4", "www.example.org-ipv6"]),
    ],
)
def test_reverse_dns_is_set_where_the_zone_is_kept_unless_the_row_says_otherwise(
    run: Run, zone: dict[str, Any], row: dict[str, Any], names: list[str]
) -> None:
    told = declared(run, fleet_of({"www.example.org": CREATED | row}, zones={"example.org": zone}))
    assert told.names(RDNS) == names


def test_a_created_linode_has_four_resources_and_the_machine_is_protected(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": CREATED | {"reverse_dns": True}}))
    component = told.one(HOST)
    assert (component.name, component.parent, component.protect) == ("www.example.org", "", True)
    children = told.children(component)
    assert sorted(child.type for child in children) == [INSTANCE, RDNS, RDNS]
    assert [child.name for child in children if child.protect] == ["www.example.org"]


def test_reverse_dns_is_for_both_addresses_without_a_prefix_length(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": CREATED | {"reverse_dns": True}}))
    addresses = {name: told.one(RDNS, name).inputs for name in told.names(RDNS)}
    endpoint = told.outputs[told.one(HOST).urn]
    assert addresses == {
        f"www.example.org-{family}": {"address": endpoint[family], "rdns": "www.example.org", "waitForAvailable": True}
        for family in ("ipv4", "ipv6")
    }
    assert endpoint["ipv4"].startswith("198.51.100.")
    assert endpoint["ipv6"].startswith("2001:db8::")
    assert "/" not in endpoint["ipv6"]


def test_an_adopted_linode_is_given_nothing_that_needs_an_image(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": ADOPTED | {"region": "eu-west", "image": "linode/debian13"}}))
    server = told.one(INSTANCE)
    assert server.inputs == {
        "label": "www.example.org",
        "region": "eu-west",
        "type": "g6-standard-1",
        "tags": ["environment:production", "fleet:test", "manager:ops", "service:app"],
        "backupsEnabled": True,
        "migrationType": "warm",
    }


def test_an_adopted_linode_keeps_what_would_replace_or_move_it(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": ADOPTED}))
    server = told.one(INSTANCE)
    assert (server.import_id, server.protect) == ("123", True)
    # Ignoring what needs an image would set it to what the import read, and an import reads no image.
    assert server.ignore_changes == (*REPLACING, "firewallId", "region")


@pytest.mark.parametrize(
    ("word", "property_"), [("name", "label"), ("tags", "tags"), ("backups", "backupsEnabled"), ("size", "type")]
)
def test_an_adopted_linode_keeps_what_its_row_names(run: Run, word: str, property_: str) -> None:
    hosts = {"a.example.org": ADOPTED | {"keep": [word]}, "b.example.org": ADOPTED}
    told = declared(run, fleet_of(hosts))
    one, other = (told.one(INSTANCE, name).ignore_changes for name in hosts)
    assert one == (*other, property_)
    assert property_ in told.one(INSTANCE, "a.example.org").inputs


def test_an_adopted_linode_brings_neither_reverse_dns_nor_a_firewall(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": ADOPTED}, zones={"example.net": {"provider": "linode"}}))
    assert [child.type for child in told.children(told.one(HOST))] == [INSTANCE]
    assert told.names(FIREWALL) == []
    assert told.outputs[told.one(HOST).urn]["providerId"] == "123"


def test_a_registered_linode_is_a_component_alone(run: Run) -> None:
    row = {"provider": "linode", "ipv4": "192.0.2.9"}
    told = declared(run, fleet_of({"www.example.org": row}))
    component = told.one(HOST)
    assert not component.protect
    assert told.children(component) == []
    assert told.names(FIREWALL) == []
    assert told.outputs[component.urn] == {"fqdn": "www.example.org", "ipv4": "192.0.2.9"}


def test_hosts_with_the_same_rules_share_a_firewall(run: Run) -> None:
    hosts = {
        "a.example.org": CREATED | {"firewall": ["web"]},
        "b.example.org": CREATED | {"firewall": ["web", "mosh"]},
        "c.example.org": CREATED | {"firewall": ["mosh", "web"]},
        "d.example.org": CREATED | {"firewall": []},
        "e.example.org": ADOPTED | {"firewall": ["web"]},
    }
    mosh = [{"protocol": "udp", "port": "60000-61000", "sources": ["192.0.2.0/24"]}]
    told = declared(run, fleet_of(hosts, firewalls={"mosh": mosh}))
    number = {
        row.name: float(told.returned["hosts"][row.name]["providerId"]) for row in told.resources if row.type == HOST
    }
    web, both = told.one(FIREWALL, "linode-web"), told.one(FIREWALL, "linode-mosh.web")
    assert told.names(FIREWALL) == ["linode-mosh.web", "linode-web"]
    assert (web.parent, web.protect) == ("", False)
    assert web.inputs == {
        "label": "test-web",
        "inbounds": BASE + WEB,
        "inboundPolicy": "DROP",
        "outboundPolicy": "ACCEPT",
        "linodes": [number["a.example.org"], number["e.example.org"]],
        "tags": ["fleet:test"],
    }
    assert both.inputs["label"] == "test-mosh.web"
    assert both.inputs["linodes"] == [number["b.example.org"], number["c.example.org"]]
    only_ipv4 = {"label": "udp-60000-61000", "action": "ACCEPT", "protocol": "UDP", "ports": "60000-61000"}
    assert both.inputs["inbounds"] == [*BASE, only_ipv4 | {"ipv4s": ["192.0.2.0/24"]}, *WEB]


def test_a_rule_for_ipv6_alone_opens_nothing_to_ipv4(run: Run) -> None:
    six = [{"port": "7231", "sources": ["2001:db8::/64"]}]
    told = declared(run, fleet_of({"www.example.org": CREATED | {"firewall": ["six"]}}, firewalls={"six": six}))
    *_, rule = told.one(FIREWALL).inputs["inbounds"]
    assert rule == {
        "label": "tcp-7231",
        "action": "ACCEPT",
        "protocol": "TCP",
        "ports": "7231",
        "ipv6s": ["2001:db8::/64"],
    }


def test_long_firewall_labels_fit_and_stay_two(run: Run) -> None:
    sets = {f"rules-for-the-proxies-of-the-{place}": [{"port": "8080"}] for place in ("north", "south")}
    hosts = {f"{name[-5:]}.example.org": CREATED | {"firewall": [name]} for name in sets}
    told = declared(run, fleet_of(hosts, firewalls=sets))
    labels = {row.inputs["label"] for row in told.resources if row.type == FIREWALL}
    assert len(labels) == 2
    assert {len(label) for label in labels} == {32}


def test_a_preview_does_not_know_the_addresses_and_says_so(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": CREATED | {"reverse_dns": True}}), preview=True)
    assert {told.one(RDNS, name).inputs["address"] for name in told.names(RDNS)} == {UNKNOWN}
    assert told.one(FIREWALL).inputs["linodes"] == [UNKNOWN]
    endpoint = told.outputs[told.one(HOST).urn]
    assert endpoint == {"fqdn": "www.example.org", "ipv4": UNKNOWN, "ipv6": UNKNOWN, "providerId": UNKNOWN}


def test_a_preview_knows_the_number_of_an_adopted_linode(run: Run) -> None:
    told = declared(run, fleet_of({"www.example.org": ADOPTED | {"firewall": ["web"]}}), preview=True)
    assert told.one(FIREWALL).inputs["linodes"] == [123]


def test_a_new_name_replaces_nothing(run: Run) -> None:
    row = CREATED | {"reverse_dns": True, "aliases": ["old.example.org", "older.example.org"]}
    told = declared(run, fleet_of({"new.example.org": row}))
    assert len(told.children(told.one(HOST))) == 3
    for found in (told.one(HOST), *told.children(told.one(HOST))):
        assert found.aliases == {
            found.urn.replace("new.example.org", f"{old}.example.org") for old in ("old", "older")
        }, found.name


def test_twenty_linodes_take_four_resources_each_and_one_firewall(run: Run) -> None:
    told = declared(run, fleet_of({f"n{number}.example.org": CREATED | {"reverse_dns": True} for number in range(20)}))
    assert sum(row.type.partition(":")[0] != "linode" for row in told.resources) == 20 + 1
    assert sum(row.type.partition(":")[0] == "linode" for row in told.resources) == 20 * 3 + 1


def test_an_account_takes_only_its_own_hosts() -> None:
    blueprint = draw_up(fleet_of({"www.example.org": {"provider": "bytemark"}}))
    account = LinodeAccount(blueprint.accounts["bytemark"], "test", Zones(blueprint.zones, blueprint.records, "test"))
    with pytest.raises(TypeError, match=r"www\.example\.org is no LinodeHost"):
        account.host(blueprint.hosts["www.example.org"])


def test_what_a_first_boot_sets_is_what_replaces() -> None:
    assert tuple(FIRST_BOOT_ONLY) == REPLACING


@pytest.mark.parametrize("name", ["xn--bcher-kva.example.org", "www.xn--bcher-kva.example", "a---b.example.org"])
def test_a_name_that_linode_refuses_is_made_to_fit(run: Run, name: str) -> None:
    hosts = {name: CREATED | {"firewall": ["db--main"]}, f"two.{name}": CREATED | {"firewall": ["db-"]}}
    told = declared(run, fleet_of(hosts, firewalls={"db--main": [{"port": "5432"}], "db-": [{"port": "5432"}]}))
    servers = [told.one(INSTANCE, host).inputs["label"] for host in hosts]
    firewalls = [row.inputs["label"] for row in told.resources if row.type == FIREWALL]
    assert all(is_label(label, INSTANCE_LABEL) for label in servers)
    assert all(is_label(label, FIREWALL_LABEL) for label in firewalls)
    assert len(set(servers)) == len(set(firewalls)) == 2
