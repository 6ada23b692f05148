"""What was measured of the official plugins and surprises: one test for each, at the plugin's side of the protocol."""

import pytest

from components.hetzner_cloud.component import FIRST_BOOT_ONLY as HCLOUD_FIRST_BOOT
from components.hetzner_cloud.component import KEPT_ON_ADOPTION as HCLOUD_KEPT
from components.linode.component import FIRST_BOOT_ONLY as LINODE_FIRST_BOOT
from components.linode.component import KEPT_ON_ADOPTION as LINODE_KEPT
from sandbox.seed import seed
from sandbox.store import Store
from tests.components.fleets import fleet_of
from tests.sandbox.client import FIREWALL, LINODE, MINIMAL, PAGES, REPOSITORY, SERVER, ignoring
from tests.sandbox.conftest import MakeCloud

ADOPTED_LINODE = {
    "label": "a.example.org",
    "region": "gb-lon",
    "type": "g6-nanode-1",
    "tags": [],
    "backupsEnabled": True,
}
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
    hosts = {
        "a.example.org": {"provider": "linode", "id": 7, "size": "g6-nanode-1"},
        "b.example.org": {"provider": "hetzner-cloud", "id": 8, "size": "cx23"},
    }
    pages = {"repository": "example/website", "branch": "main"}
    seed(store, fleet_of(hosts, {"https://www.example.org/": {"keyword": "Hello", "pages": pages}}))


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
    found, wanted = there.adopt(LINODE, "7", ADOPTED_LINODE, LINODE_KEPT)
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


@pytest.mark.usefixtures("seeded")
def test_adopting_a_server_as_it_is_changes_nothing(cloud: MakeCloud) -> None:
    there = cloud(SERVER)
    found, wanted = there.adopt(SERVER, "8", ADOPTED_SERVER, HCLOUD_KEPT)
    assert found.state["image"] == "ubuntu-22.04"
    assert not there.diff(found, wanted).changed


@pytest.mark.usefixtures("seeded")
def test_adopting_what_differs_updates_only_that(cloud: MakeCloud) -> None:
    there = cloud(SERVER)
    found, wanted = there.adopt(SERVER, "8", ADOPTED_SERVER | {"serverType": "cx33", "labels": {"a": "b"}}, HCLOUD_KEPT)
    assert there.diff(found, wanted).fields == {"labels": "UPDATE", "serverType": "UPDATE"}


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("token", [LINODE, SERVER, PAGES])
def test_adopting_an_id_that_does_not_exist_finds_nothing(cloud: MakeCloud, token: str) -> None:
    found, _ = cloud(token).adopt(token, "9999", MINIMAL[token])
    assert (found.id, found.state) == ("", {})


@pytest.mark.parametrize(
    ("token", "argument", "value", "ignored"),
    [
        (LINODE, "image", "linode/debian13", LINODE_FIRST_BOOT),
        (LINODE, "authorizedKeys", ["b"], LINODE_FIRST_BOOT),
        (LINODE, "metadatas", [{"userData": "Yg=="}], LINODE_FIRST_BOOT),
        (SERVER, "image", "debian-13", HCLOUD_FIRST_BOOT),
        (SERVER, "sshKeys", ["b"], HCLOUD_FIRST_BOOT),
        (SERVER, "userData", "b", HCLOUD_FIRST_BOOT),
    ],
)
def test_a_first_boot_that_changes_replaces_unless_it_is_ignored(
    cloud: MakeCloud, token: str, argument: str, value: object, ignored: list[str]
) -> None:
    there = cloud(token)
    first = {LINODE: {"authorizedKeys": ["a"]}, SERVER: {"sshKeys": ["a"]}}[token]
    made = there.create(token, MINIMAL[token] | first)
    wanted = there.checked(token, MINIMAL[token] | first | {argument: value})
    assert there.diff(made, wanted).replaces == [argument]
    assert there.diff(made, wanted).deletes_first
    assert not there.diff(made, ignoring(made.inputs, wanted, ignored)).changed


@pytest.mark.parametrize(
    ("token", "change"),
    [(LINODE, {"type": "g6-standard-1"}), (LINODE, {"region": "eu-west"}), (SERVER, {"serverType": "cx33"})],
)
def test_another_size_or_region_of_a_linode_is_an_update(
    cloud: MakeCloud, token: str, change: dict[str, object]
) -> None:
    there = cloud(token)
    made = there.create(token)
    found = there.diff(made, there.checked(token, MINIMAL[token] | change))
    assert (found.fields, found.replaces) == (dict.fromkeys(change, "UPDATE"), [])


def test_a_linodes_tags_ignore_case_and_order(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    made = there.create(LINODE, MINIMAL[LINODE] | {"tags": ["Fleet:Test", "a"]})
    assert not there.diff(made, there.checked(LINODE, MINIMAL[LINODE] | {"tags": ["a", "fleet:test"]})).changed


def test_a_firewall_that_selects_by_label_shows_no_drift(cloud: MakeCloud) -> None:
    there = cloud(FIREWALL)
    firewall = there.create(FIREWALL, {"name": "web", "applyTos": [{"labelSelector": "firewall=web"}]})
    server = there.create(SERVER, MINIMAL[SERVER] | {"labels": {"firewall": "web"}})
    for made in (firewall, server):
        refreshed = there.refresh(made)
        assert refreshed == made
        assert not there.diff(refreshed, made.inputs).changed


def test_adopting_a_repository_switches_off_what_is_not_given_and_does_not_say_so(
    cloud: MakeCloud, store: Store
) -> None:
    there = cloud(REPOSITORY)
    existing = {"hasIssues": True, "hasWiki": True, "hasProjects": True, "homepageUrl": "https://www.example.org/"}
    store.seed(REPOSITORY, "example/website", "example/website", {"name": "website", "description": "words"} | existing)
    found, wanted = there.adopt(REPOSITORY, "website", {"name": "website", "description": "words"})
    assert found.inputs == {"name": "website", "description": "words"} | existing
    difference = there.diff(found, wanted)
    assert difference.changed
    assert difference.fields == {}
    updated = there.update(found, wanted)
    off = {"hasIssues": False, "hasWiki": False, "hasProjects": False, "homepageUrl": ""}
    assert there.refresh(updated).state == {"name": "website", "description": "words"} | off


@pytest.mark.usefixtures("seeded")
def test_adopting_pages_changes_nothing_else(cloud: MakeCloud) -> None:
    there = cloud(PAGES)
    source = {"branch": "main", "path": "/"}
    arguments = {"repository": "website", "buildType": "legacy", "source": source, "cname": "www.example.org"}
    found, wanted = there.adopt(PAGES, "website", arguments, ["public", "httpsEnforced"])
    assert not there.diff(found, wanted).changed
    # Without ignoring it, https would no longer be enforced.
    _, careless = there.adopt(PAGES, "website", arguments)
    assert there.diff(found, careless).fields == {"httpsEnforced": "DELETE"}


def test_the_pages_of_a_site_on_githubs_own_domain_are_adopted_as_they_are(cloud: MakeCloud, store: Store) -> None:
    pages = {"repository": "example/website", "workflow": True}
    seed(store, fleet_of(sites={"https://example.github.io/website/": {"keyword": "Hello", "pages": pages}}))
    there = cloud(PAGES)
    found, wanted = there.adopt(PAGES, "website", {"repository": "website", "buildType": "workflow"}, ["public"])
    assert not there.diff(found, wanted).changed
