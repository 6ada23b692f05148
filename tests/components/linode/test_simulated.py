"""Linode in the sandbox: what was measured of the official plugin and surprises, and its own rules."""

import pytest

from components.linode.component import FIRST_BOOT_ONLY, KEPT_ON_ADOPTION
from components.linode.labels import TAG
from fleet.draw_up import draw_up
from providers.kit.values import Properties
from sandbox.seed import seed
from sandbox.store import Store
from tests.components.fleets import fleet_of
from tests.sandbox.client import LINODE, LINODE_FIREWALL, MINIMAL, RefusedError, ignoring
from tests.sandbox.conftest import MakeCloud


def test_a_linode_is_in_one_firewall_at_a_time(cloud: MakeCloud, store: Store) -> None:
    there = cloud(LINODE_FIREWALL)

    def guarding(label: str, *linodes: int) -> Properties:
        return MINIMAL[LINODE_FIREWALL] | {"label": label, "linodes": list(linodes)}

    one = there.create(LINODE_FIREWALL, guarding("one", 1, 2))
    other = there.create(LINODE_FIREWALL, guarding("other", 3))
    before = store.all()
    words = r"^\[400\] a Linode is already assigned to an enabled Firewall$"
    for linodes in ([2], [4, 3]):
        with pytest.raises(RefusedError, match=words):
            there.create(LINODE_FIREWALL, guarding("third", *linodes))
    with pytest.raises(RefusedError, match=words):
        there.update(other, guarding("other", 3, 2))
    assert store.all() == before
    # It may stay where it is, and come to another only once it has left.
    one = there.update(one, guarding("renamed", 1, 2, 4))
    there.update(one, guarding("renamed", 1, 4))
    other = there.update(other, guarding("other", 2, 3))
    there.delete(other)
    there.create(LINODE_FIREWALL, guarding("third", 2, 3))
    assert [found.properties["linodes"] for found in store.all(LINODE_FIREWALL)] == [[1, 4], [2, 3]]


ADOPTED_LINODE = {
    "label": "a.example.org",
    "region": "gb-lon",
    "type": "g6-nanode-1",
    "tags": [],
    "backupsEnabled": True,
}


@pytest.fixture
def seeded(store: Store) -> None:
    seed(store, draw_up(fleet_of({"a.example.org": {"provider": "linode", "id": 7, "size": "g6-nanode-1"}})))


@pytest.mark.parametrize(
    ("argument", "value", "names"),
    [
        ("swapSize", 512, "image,swap_size"),
        ("authorizedKeys", ["x"], "authorized_keys,image"),
        ("authorizedUsers", ["x"], "authorized_users,image"),
        ("rootPass", "x", "image,root_pass"),
        ("metadatas", [{"userData": "eA=="}], "image,metadatas"),
    ],
)
def test_a_linode_can_not_have_what_needs_an_image_without_one(
    cloud: MakeCloud, argument: str, value: object, names: str
) -> None:
    _, failures = cloud(LINODE).check(LINODE, {"region": "gb-lon", argument: value})
    assert failures == [(argument, f"all of `{names}` must be specified")]
    assert cloud(LINODE).check(LINODE, {"region": "gb-lon", argument: value, "image": "x"})[1] == []


@pytest.mark.usefixtures("seeded")
def test_importing_a_linode_reads_no_image(cloud: MakeCloud) -> None:
    found, _ = cloud(LINODE).adopt(LINODE, "7", ADOPTED_LINODE)
    assert "image" not in found.inputs
    assert "image" not in found.state


@pytest.mark.usefixtures("seeded")
def test_ignoring_the_image_of_an_adopted_linode_takes_it_from_what_needs_it(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    found, _ = there.adopt(LINODE, "7", ADOPTED_LINODE)
    wanted = ADOPTED_LINODE | {"image": "linode/ubuntu24.04", "swapSize": 512}
    _, failures = there.check(LINODE, ignoring(found.inputs, wanted, ["image"]))
    assert failures == [("swapSize", "all of `image,swap_size` must be specified")]


@pytest.mark.usefixtures("seeded")
def test_adopting_a_linode_as_it_is_has_one_harmless_update(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    found, wanted = there.adopt(LINODE, "7", ADOPTED_LINODE, KEPT_ON_ADOPTION)
    assert there.diff(found, wanted).fields == {"migrationType": "ADD"}
    assert there.diff(found, wanted).replaces == []
    updated = there.update(found, wanted)
    assert not there.diff(updated, wanted).changed
    assert not there.diff(there.refresh(updated), wanted).changed


@pytest.mark.usefixtures("seeded")
def test_adopting_a_linode_with_an_image_that_is_not_ignored_replaces_it(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    found, wanted = there.adopt(LINODE, "7", ADOPTED_LINODE | {"image": "linode/ubuntu24.04"})
    assert there.diff(found, wanted).replaces == ["image"]


def test_a_linodes_tags_ignore_case_and_order(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    made = there.create(LINODE, MINIMAL[LINODE] | {"tags": ["Fleet:Test", "a"]})
    assert not there.diff(made, there.checked(LINODE, MINIMAL[LINODE] | {"tags": ["a", "fleet:test"]})).changed


@pytest.mark.parametrize(
    ("argument", "value"),
    [("image", "linode/debian13"), ("authorizedKeys", ["b"]), ("metadatas", [{"userData": "Yg=="}])],
)
def test_a_first_boot_that_changes_replaces_unless_it_is_ignored(
    cloud: MakeCloud, argument: str, value: object
) -> None:
    there = cloud(LINODE)
    arguments = MINIMAL[LINODE] | {"authorizedKeys": ["a"]}
    made = there.create(LINODE, arguments)
    wanted = there.checked(LINODE, arguments | {argument: value})
    assert there.diff(made, wanted).replaces == [argument]
    assert not there.diff(made, wanted).deletes_first
    assert not there.diff(made, ignoring(made.inputs, wanted, FIRST_BOOT_ONLY)).changed


@pytest.mark.parametrize("change", [{"type": "g6-standard-1"}, {"region": "eu-west"}])
def test_another_size_or_region_is_an_update(cloud: MakeCloud, change: Properties) -> None:
    there = cloud(LINODE)
    made = there.create(LINODE)
    found = there.diff(made, there.checked(LINODE, MINIMAL[LINODE] | change))
    assert (found.fields, found.replaces) == (dict.fromkeys(change, "UPDATE"), [])


@pytest.mark.parametrize(
    "label", ["xn--bcher-kva.example.org", "a--b", "a..b", "a_-b", "-ab", "ab-", "ab", "a b", "w" * 65]
)
@pytest.mark.parametrize("token", [LINODE, LINODE_FIREWALL])
def test_a_label_that_linode_refuses_is_refused(cloud: MakeCloud, store: Store, token: str, label: str) -> None:
    with pytest.raises(RefusedError, match=r"\[400\] \[label\]"):
        cloud(token).create(token, MINIMAL[token] | {"label": label})
    assert not store.all(token)


def test_a_firewall_takes_25_rules(cloud: MakeCloud) -> None:
    there, rule = cloud(LINODE_FIREWALL), {"label": "tcp", "action": "ACCEPT", "protocol": "TCP", "ports": "22"}
    firewall = there.create(LINODE_FIREWALL, MINIMAL[LINODE_FIREWALL] | {"inbounds": [rule] * 25})
    for write in (there.create, lambda _, arguments: there.update(firewall, arguments)):
        with pytest.raises(RefusedError, match="25 rules or fewer"):
            write(LINODE_FIREWALL, MINIMAL[LINODE_FIREWALL] | {"label": "two", "inbounds": [rule] * 26})


@pytest.mark.parametrize("private", [False, True])
def test_a_private_address_comes_before_the_public_one(cloud: MakeCloud, *, private: bool) -> None:
    found = cloud(LINODE).create(LINODE, MINIMAL[LINODE] | {"privateIp": private}).state
    assert [address.startswith("192.168.") for address in found["ipv4s"]] == ([True, False] if private else [False])
    assert found["ipAddress"] == found["ipv4s"][-1]


@pytest.mark.parametrize("token", [LINODE, LINODE_FIREWALL])
def test_a_tag_that_linode_refuses_is_refused(cloud: MakeCloud, token: str) -> None:
    with pytest.raises(RefusedError, match=r"\[tags\] Must be 50 characters or fewer"):
        cloud(token).create(token, MINIMAL[token] | {"tags": ["t" * (TAG + 1)]})
    assert cloud(token).create(token, MINIMAL[token] | {"tags": ["t" * TAG]}).id


@pytest.mark.parametrize(("argument", "value"), [("type", "cx23"), ("type", "g6-standard-99"), ("region", "london")])
def test_a_size_or_region_that_the_cloud_does_not_have_is_refused(
    cloud: MakeCloud, store: Store, argument: str, value: str
) -> None:
    there = cloud(LINODE)
    with pytest.raises(RefusedError, match="valid"):
        there.create(LINODE, MINIMAL[LINODE] | {argument: value})
    made = there.create(LINODE)
    with pytest.raises(RefusedError, match="valid"):
        there.update(made, MINIMAL[LINODE] | {argument: value})
    (kept,) = store.all(LINODE)
    assert kept.properties.get(argument) == MINIMAL[LINODE].get(argument)


def test_a_row_can_insist_on_what_is_newer_than_the_catalogue(cloud: MakeCloud, store: Store) -> None:
    row = {"provider": "linode", "size": "newest-1", "region": "moon", "unlisted": True, "swap": 0}
    seed(store, draw_up(fleet_of({"a.example.org": row})))
    assert cloud(LINODE).create(LINODE, MINIMAL[LINODE] | {"type": "newest-1"}).id
