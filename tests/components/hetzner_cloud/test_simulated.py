"""Hetzner Cloud in the sandbox: what was measured of the official plugin and surprises, and its own rules."""

from contextlib import nullcontext

import pytest

from components.hetzner_cloud.component import FIRST_BOOT_ONLY, KEPT_ON_ADOPTION
from fleet.draw_up import draw_up
from providers.kit.values import UNKNOWN, Properties
from sandbox.kind import New
from sandbox.seed import seed
from sandbox.simulation import kinds
from sandbox.store import Store
from tests.components.fleets import fleet_of
from tests.sandbox.client import FIREWALL, KEY, MINIMAL, RDNS, SERVER, SNAPSHOT, RefusedError, ignoring
from tests.sandbox.conftest import MakeCloud


def test_a_snapshot_outlives_its_server(cloud: MakeCloud, store: Store) -> None:
    there = cloud(SERVER)
    server = there.create(SERVER)
    there.create(KEY)
    there.create(RDNS, MINIMAL[RDNS] | {"serverId": int(server.id)})
    snapshots = [there.create(SNAPSHOT, {"serverId": int(server.id), "description": "before"}) for _ in range(2)]
    others = [one for one in store.all() if one.kind != SERVER]
    there.delete(server)
    assert store.all() == others
    changed = there.update(snapshots[0], {"serverId": int(server.id), "description": "kept"})
    assert there.refresh(changed) == changed


def test_a_key_has_the_fingerprint_that_ssh_shows() -> None:
    found = kinds()[KEY].computed(New(1, MINIMAL[KEY]))
    # `ssh-keygen -l -E md5` says this of it.
    assert found == {"fingerprint": "0b:1a:d4:71:dd:b2:fb:f6:aa:75:62:dd:f3:29:ac:51"}


@pytest.mark.parametrize("key", ["nonsense", "ssh-ed25519 ", "ssh-ed25519 not!base64", ""])
def test_what_is_no_key_does_no_harm(key: str) -> None:
    assert len(kinds()[KEY].computed(New(1, {"publicKey": key}))["fingerprint"]) == 47


ADOPTED_SERVER = {
    "name": "b.example.org",
    "serverType": "cx23",
    "labels": {},
    "backups": True,
    "deleteProtection": False,
    "rebuildProtection": False,
}


@pytest.fixture
def seeded(store: Store) -> None:
    seed(store, draw_up(fleet_of({"b.example.org": {"provider": "hetzner-cloud", "id": 8, "size": "cx23"}})))


@pytest.mark.usefixtures("seeded")
def test_adopting_a_server_as_it_is_changes_nothing(cloud: MakeCloud) -> None:
    there = cloud(SERVER)
    found, wanted = there.adopt(SERVER, "8", ADOPTED_SERVER, KEPT_ON_ADOPTION)
    assert found.state["image"] == "ubuntu-22.04"
    assert not there.diff(found, wanted).changed


@pytest.mark.usefixtures("seeded")
def test_adopting_what_differs_updates_only_that(cloud: MakeCloud) -> None:
    there = cloud(SERVER)
    found, wanted = there.adopt(
        SERVER, "8", ADOPTED_SERVER | {"serverType": "cx33", "labels": {"a": "b"}}, KEPT_ON_ADOPTION
    )
    assert there.diff(found, wanted).fields == {"labels": "UPDATE", "serverType": "UPDATE"}


def test_a_firewall_that_selects_by_label_shows_no_drift(cloud: MakeCloud) -> None:
    there = cloud(FIREWALL)
    firewall = there.create(FIREWALL, {"name": "web", "applyTos": [{"labelSelector": "firewall=web"}]})
    server = there.create(SERVER, MINIMAL[SERVER] | {"labels": {"firewall": "web"}})
    for made in (firewall, server):
        refreshed = there.refresh(made)
        assert refreshed == made
        assert not there.diff(refreshed, made.inputs).changed


@pytest.mark.parametrize(
    ("argument", "value"),
    [("image", "debian-13"), ("sshKeys", ["b"]), ("userData", "b")],
)
def test_a_first_boot_that_changes_replaces_unless_it_is_ignored(
    cloud: MakeCloud, argument: str, value: object
) -> None:
    there = cloud(SERVER)
    arguments = MINIMAL[SERVER] | {"sshKeys": ["a"]}
    made = there.create(SERVER, arguments)
    wanted = there.checked(SERVER, arguments | {argument: value})
    assert there.diff(made, wanted).replaces == [argument]
    assert there.diff(made, wanted).deletes_first
    assert not there.diff(made, ignoring(made.inputs, wanted, FIRST_BOOT_ONLY)).changed


def test_another_size_is_an_update(cloud: MakeCloud) -> None:
    change = {"serverType": "cx33"}
    there = cloud(SERVER)
    made = there.create(SERVER)
    found = there.diff(made, there.checked(SERVER, MINIMAL[SERVER] | change))
    assert (found.fields, found.replaces) == (dict.fromkeys(change, "UPDATE"), [])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"deleteProtection": True, "rebuildProtection": False}, "must be the same"),
        ({"deleteProtection": False, "rebuildProtection": False}, None),
        ({"deleteProtection": True, "rebuildProtection": UNKNOWN}, None),
        ({"deleteProtection": UNKNOWN, "rebuildProtection": False}, None),
    ],
)
def test_arguments_that_do_not_go_together(arguments: Properties, reason: str | None) -> None:
    found = kinds()[SERVER].rule(arguments)
    assert (found is None) if reason is None else (reason in (found or ""))


@pytest.mark.parametrize(("rules", "sources", "refused"), [(50, 100, False), (51, 1, True), (1, 101, True)])
def test_a_firewall_has_limits(cloud: MakeCloud, rules: int, sources: int, refused: bool) -> None:  # noqa: FBT001
    networks = [f"10.0.{number}.0/24" for number in range(sources)]
    rule = {"direction": "in", "protocol": "tcp", "port": "22", "sourceIps": networks}
    with pytest.raises(RefusedError, match="has at most") if refused else nullcontext():
        cloud(FIREWALL).create(FIREWALL, {"name": "web", "rules": [rule] * rules})


@pytest.mark.parametrize("token", [SERVER, FIREWALL, KEY])
@pytest.mark.parametrize(
    ("key", "value"), [("firewall", "web-"), ("firewall", "-web"), ("a", "w" * 64), ("a", "a b"), ("service/web-", "")]
)
def test_labels_that_hetzner_refuses_are_refused(cloud: MakeCloud, token: str, key: str, value: str) -> None:
    with pytest.raises(RefusedError, match="'labels'"):
        cloud(token).create(token, MINIMAL[token] | {"labels": {key: value}})


@pytest.mark.parametrize(("ipv4", "ipv6"), [(True, True), (True, False), (False, True)])
def test_a_server_has_the_kinds_of_address_it_was_made_with(*, ipv4: bool, ipv6: bool) -> None:
    nets = [{"ipv4Enabled": ipv4, "ipv6Enabled": ipv6}]
    found = kinds()[SERVER].computed(New(1, MINIMAL[SERVER] | {"publicNets": nets}))
    assert [bool(found[name]) for name in ("ipv4Address", "ipv6Address", "ipv6Network")] == [ipv4, ipv6, ipv6]


@pytest.mark.parametrize("name", ["web-", "web_1", "web 1", "a..b", ".".join(["w" * 63] * 4), "w" * 64])
def test_a_servers_name_is_a_host_name(cloud: MakeCloud, name: str) -> None:
    with pytest.raises(RefusedError, match="invalid input in field 'name'"):
        cloud(SERVER).create(SERVER, MINIMAL[SERVER] | {"name": name})


@pytest.mark.parametrize("name", ["Web-1", "web--1", "xn--bcher-kva.example.org"])
def test_a_host_name_is_a_servers(cloud: MakeCloud, name: str) -> None:
    assert cloud(SERVER).create(SERVER, MINIMAL[SERVER] | {"name": name}).id


@pytest.mark.parametrize(
    ("argument", "value"), [("serverType", "g6-standard-1"), ("serverType", "cx99"), ("location", "gb-lon")]
)
def test_a_size_or_region_that_the_cloud_does_not_have_is_refused(
    cloud: MakeCloud, store: Store, argument: str, value: str
) -> None:
    there = cloud(SERVER)
    with pytest.raises(RefusedError, match="valid"):
        there.create(SERVER, MINIMAL[SERVER] | {argument: value})
    made = there.create(SERVER)
    with pytest.raises(RefusedError, match="valid"):
        there.update(made, MINIMAL[SERVER] | {argument: value})
    (kept,) = store.all(SERVER)
    assert kept.properties.get(argument) == MINIMAL[SERVER].get(argument)


def test_a_row_can_insist_on_what_is_newer_than_the_catalogue(cloud: MakeCloud, store: Store) -> None:
    row = {"provider": "hetzner-cloud", "size": "newest-1", "region": "moon", "unlisted": True, "swap": 0}
    seed(store, draw_up(fleet_of({"a.example.org": row})))
    assert cloud(SERVER).create(SERVER, MINIMAL[SERVER] | {"serverType": "newest-1"}).id
