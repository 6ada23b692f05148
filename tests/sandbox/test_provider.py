"""The simulated clouds over the engine's own protocol."""

import os
from importlib.metadata import version
from ipaddress import ip_address, ip_network

import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2 as pb

from providers.kit.values import UNKNOWN, Properties, plain_map, struct
from sandbox.arguments import argument_names
from sandbox.refusal import CloudError
from sandbox.simulation import kinds
from sandbox.store import Store
from tests.sandbox.client import (
    DOMAIN,
    FIREWALL,
    KEY,
    LINODE,
    LINODE_FIREWALL,
    LINODE_RDNS,
    MINIMAL,
    PAGES,
    RDNS,
    RECORD,
    REPLACES,
    REPOSITORY,
    RRSET,
    SERVER,
    SNAPSHOT,
    ZONE,
    Object,
    RefusedError,
    as_json,
    refused,
    urn,
)
from tests.sandbox.conftest import MakeCloud

KINDS = kinds()
COMPUTED = {
    LINODE: {"ipv4s", "ipAddress", "ipv6", "status", "hostUuid"},
    LINODE_FIREWALL: {"status"},
    SERVER: {"ipv4Address", "ipv6Address", "ipv6Network", "status"},
    KEY: {"fingerprint"},
    ZONE: {"authoritativeNameservers", "registrar"},
    DOMAIN: {"status"},
    REPOSITORY: {"fullName", "htmlUrl", "defaultBranch"},
    PAGES: {"htmlUrl", "buildStatus"},
}
every_kind = pytest.mark.parametrize("token", KINDS)


@pytest.mark.parametrize("plugin", ["linode", "hcloud", "github"])
def test_a_plugin_has_the_version_of_its_sdk(cloud: MakeCloud, plugin: str) -> None:
    assert cloud(plugin).ask("GetPluginInfo", empty_pb2.Empty()).version == version(f"pulumi-{plugin}")


def test_any_settings_will_do_and_none_replaces_anything(cloud: MakeCloud) -> None:
    there, settings = cloud("linode"), struct({"token": "x", "whatever": "y"})
    checked = there.ask("CheckConfig", pb.CheckRequest(urn="x", news=settings))
    assert (plain_map(checked.inputs), list(checked.failures)) == ({"token": "x", "whatever": "y"}, [])
    assert there.ask("DiffConfig", pb.DiffRequest(news=settings)).changes == pb.DiffResponse.DIFF_NONE
    answer = there.ask("Configure", pb.ConfigureRequest(args=settings))
    assert answer.supportsPreview
    # Whoever accepts secrets must give them back marked as such.
    assert [answer.acceptSecrets, answer.acceptOutputs, answer.acceptResources] == [False] * 3
    there.ask("Cancel", empty_pb2.Empty())


# Check


def test_defaults_are_filled_in(cloud: MakeCloud) -> None:
    assert cloud(LINODE).checked(LINODE, MINIMAL[LINODE]) == MINIMAL[LINODE] | {"migrationType": "cold"}
    assert cloud(PAGES).checked(PAGES, MINIMAL[PAGES])["buildType"] == "legacy"
    given = {"backups": True, "deleteProtection": True, "rebuildProtection": True}
    assert cloud(SERVER).checked(SERVER, MINIMAL[SERVER] | given) == MINIMAL[SERVER] | given


def test_every_mistake_is_named_at_once(cloud: MakeCloud) -> None:
    _, failures = cloud(LINODE).check(LINODE, {"lable": "a", "backupsEnabled": "yes", "swapSize": 512})
    assert set(failures) == {
        ("region", "missing required argument 'region'"),
        ("backupsEnabled", "expected a boolean, got a string"),
        ("lable", "unknown argument 'lable'; did you mean 'label'?"),
        ("swapSize", "all of `image,swap_size` must be specified"),
    }
    assert len(failures) == 4


def test_arguments_that_do_not_go_together_are_refused(cloud: MakeCloud) -> None:
    there = cloud(PAGES)
    assert there.check(PAGES, {"repository": "a"})[1] == [("", "source is required with build_type legacy")]
    https = {"repository": "a", "buildType": "workflow", "httpsEnforced": True}
    assert there.check(PAGES, https)[1] == [("httpsEnforced", "all of `cname,https_enforced` must be specified")]
    unlike = MINIMAL[SERVER] | {"deleteProtection": True}
    assert cloud(SERVER).check(SERVER, unlike)[1] == [("", "delete_protection and rebuild_protection must be the same")]


@every_kind
def test_values_not_known_yet_are_accepted(cloud: MakeCloud, token: str) -> None:
    arguments = dict.fromkeys(argument_names(token), UNKNOWN)
    assert cloud(token).check(token, arguments) == (arguments, [])


# Create


@every_kind
def test_a_preview_knows_the_arguments_and_makes_nothing(cloud: MakeCloud, store: Store, token: str) -> None:
    made = cloud(token).create(token, preview=True)
    assert made.id == ""
    assert {name for name, value in made.state.items() if value == UNKNOWN} == COMPUTED.get(token, set())
    assert made.inputs.items() <= made.state.items()
    assert (store.all(token), store.writes()) == ([], [])
    assert store.next_number() == 1


@every_kind
def test_what_is_created_is_in_the_cloud(cloud: MakeCloud, store: Store, token: str) -> None:
    made = cloud(token).create(token)
    assert made.state.keys() >= made.inputs.keys() | COMPUTED.get(token, set())
    assert UNKNOWN not in str(made.state)
    (stored,) = store.all(token)
    assert stored.properties == made.state
    assert stored.id.endswith(made.id)
    assert store.writes() == [("create", token, stored.id)]


def test_machines_have_numbers_and_addresses_of_nobodys(cloud: MakeCloud) -> None:
    there, seen = cloud(LINODE), set()
    for name in ("one", "two"):
        made = there.create(LINODE, MINIMAL[LINODE] | {"label": name})
        assert 60_000_000 < int(made.id) < 61_000_000
        assert made.state["ipv4s"] == [made.state["ipAddress"]]
        assert made.state["ipv6"].endswith("/128")
        seen |= {made.id, *made.state["ipv4s"], made.state["ipv6"], made.state["hostUuid"]}
        assert ip_address(made.state["ipAddress"]) in ip_network("203.0.113.0/24")
    there = cloud(SERVER)
    for name in ("a", "b"):
        made = there.create(SERVER, MINIMAL[SERVER] | {"name": name})
        assert 90_000_000 < int(made.id) < 91_000_000
        assert ip_address(made.state["ipv4Address"]) in ip_network("203.0.113.0/24")
        assert ip_address(made.state["ipv6Address"]) in ip_network(made.state["ipv6Network"])
        assert ip_address(made.state["ipv6Address"]) in ip_network("2001:db8::/32")
        seen |= {made.id, made.state["ipv4Address"], made.state["ipv6Address"]}
    assert len(seen) == 2 * 4 + 2 * 3


def test_ids_look_like_their_clouds(cloud: MakeCloud) -> None:
    assert cloud(LINODE_RDNS).create(LINODE_RDNS).id == "192.0.2.1"
    assert 700_000 < int(cloud(LINODE_FIREWALL).create(LINODE_FIREWALL).id) < 800_000
    assert cloud(RDNS).create(RDNS).id == "s-90000001-192.0.2.1"
    assert 3_000_000 < int(cloud(FIREWALL).create(FIREWALL).id) < 4_000_000
    assert 5_000_000 < int(cloud(KEY).create(KEY).id) < 6_000_000
    assert 300_000_000 < int(cloud(SNAPSHOT).create(SNAPSHOT).id) < 301_000_000
    assert 1_000_000 < int(cloud(ZONE).create(ZONE).id) < 2_000_000
    assert cloud(ZONE).create(RRSET).id == "example.org/www/A"
    assert 3_300_000 < int(cloud(DOMAIN).create(DOMAIN, MINIMAL[DOMAIN] | {"domain": "example.net"}).id) < 4_000_000
    assert 40_000_000 < int(cloud(RECORD).create(RECORD).id) < 41_000_000
    assert cloud(REPOSITORY).create(REPOSITORY).id == "website"
    assert cloud(PAGES).create(PAGES).id == "website"


@pytest.mark.parametrize("token", [LINODE, LINODE_FIREWALL, SERVER, FIREWALL, KEY, REPOSITORY, ZONE, DOMAIN])
def test_a_name_is_had_once(cloud: MakeCloud, store: Store, token: str) -> None:
    there, name = cloud(token), KINDS[token].name
    first = there.create(token)
    with pytest.raises(RefusedError, match=f"^{name} must be unique, and another object has this one"):
        there.create(token)
    assert len(store.all()) == 1
    there.delete(first)
    there.create(token)


def test_a_name_can_not_be_changed_to_anothers(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    there.create(LINODE)
    other = there.create(LINODE, MINIMAL[LINODE] | {"label": "other"})
    with pytest.raises(RefusedError, match="label must be unique"):
        there.update(other, MINIMAL[LINODE])
    assert there.refresh(other).state == other.state


def test_an_id_that_is_a_name_is_had_once(cloud: MakeCloud) -> None:
    there = cloud(PAGES)
    there.create(PAGES)
    with pytest.raises(RefusedError, match=r"^id must be unique"):
        there.create(PAGES)


def test_two_owners_may_have_repositories_of_the_same_name(cloud: MakeCloud, store: Store) -> None:
    for owner in ("one", "two"):
        there = cloud(REPOSITORY, owner)
        assert there.create(REPOSITORY).state["fullName"] == f"{owner}/website"
        made = there.create(PAGES)
        assert made.state["htmlUrl"] == f"https://{owner}.github.io/website/"
        assert there.refresh(made).state == made.state
    cloud(PAGES, "one").delete(made)
    assert [stored.id for stored in store.all(PAGES)] == ["two/website"]


def test_an_owner_may_be_in_the_environment(cloud: MakeCloud, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_OWNER", "somebody")
    cloud(REPOSITORY, "").create(REPOSITORY)
    assert [stored.id for stored in store.all()] == ["somebody/website"]


def test_without_an_owner_there_is_one_account(cloud: MakeCloud, store: Store) -> None:
    cloud(REPOSITORY, "").create(REPOSITORY)
    assert [stored.id for stored in store.all()] == ["website"]


@pytest.mark.parametrize(
    ("token", "argument"),
    [(SERVER, "image"), (RDNS, "serverId"), (REPOSITORY, "name"), (ZONE, "name"), (RRSET, "name")],
)
def test_a_create_without_what_the_cloud_needs_is_refused(cloud: MakeCloud, token: str, argument: str) -> None:
    arguments = {name: value for name, value in MINIMAL[token].items() if name != argument}
    with pytest.raises(RefusedError, match=f"^invalid input in field '{argument}' \\(invalid_input\\)$"):
        cloud(token).create(token, arguments)


@pytest.mark.parametrize("token", [LINODE, SERVER, PAGES])
def test_adopting_an_id_that_does_not_exist_finds_nothing(cloud: MakeCloud, token: str) -> None:
    there = cloud(token)
    there.create(token)
    found, _ = there.adopt(token, "9999", MINIMAL[token])
    assert (found.id, found.state) == ("", {})


# Diff


@every_kind
def test_an_argument_that_changes_replaces_or_does_not(cloud: MakeCloud, token: str) -> None:
    there = cloud(token)
    for name in argument_names(token):
        found = there.diff(Object(token, "1", {}, {name: "a"}), {name: "b"})
        replaces = name in REPLACES[token]
        assert found.changed
        assert found.fields == {name: "UPDATE_REPLACE" if replaces else "UPDATE"}
        assert found.replaces == ([name] if replaces else [])
        assert found.deletes_first == (replaces and token == SERVER)


@every_kind
def test_what_was_just_created_has_no_difference(cloud: MakeCloud, token: str) -> None:
    there = cloud(token)
    made = there.create(token)
    assert not there.diff(made, made.inputs).changed
    refreshed = there.refresh(made)
    assert refreshed == made
    assert not there.diff(refreshed, made.inputs).changed


@pytest.mark.parametrize("token", [LINODE, DOMAIN, KEY, ZONE, RRSET, REPOSITORY, PAGES])
def test_a_name_that_is_taken_is_refused_even_to_what_replaces_it(cloud: MakeCloud, store: Store, token: str) -> None:
    there = cloud(token)
    there.create(token)
    before = store.all()
    assert "uniqueness_error" in refused(there, token, MINIMAL[token])
    assert store.all() == before


# Read


@every_kind
def test_what_does_not_exist_reads_as_gone(cloud: MakeCloud, token: str) -> None:
    there = cloud(token)
    assert there.ask("Read", pb.ReadRequest(id="9999", urn=urn(token))) == pb.ReadResponse(id="")
    made = there.create(token)
    there.delete(made)
    assert there.refresh(made).id == ""


def test_an_import_tells_what_the_api_does(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    made = there.create(LINODE, MINIMAL[LINODE] | {"rootPass": "hunter2", "authorizedKeys": ["a"], "swapSize": 512})
    answer = there.ask("Read", pb.ReadRequest(id=made.id, urn=urn(LINODE)))
    inputs, state = plain_map(answer.inputs), plain_map(answer.properties)
    unread = {"image", "rootPass", "authorizedKeys", "swapSize", "migrationType"}
    assert unread.isdisjoint(state.keys() | inputs.keys())
    assert state.keys() == made.state.keys() - unread
    assert inputs.keys() <= argument_names(LINODE)
    assert inputs["label"] == "www.example.org"
    assert "status" in state.keys() - inputs.keys()


UNREAD: dict[str, Properties] = {
    # What only a create can say; an API doesn't tell it again.
    LINODE: {"image": "linode/debian13", "rootPass": "x", "authorizedKeys": ["x"], "authorizedUsers": ["x"]}
    | {"metadatas": [{"userData": "eA=="}], "swapSize": 512},
    LINODE_RDNS: {"waitForAvailable": True},
    SERVER: {"sshKeys": ["x"], "userData": "x", "keepDisk": True, "shutdownBeforeDeletion": True},
    REPOSITORY: {"autoInit": True, "archiveOnDestroy": True},
}


@pytest.mark.parametrize("token", UNREAD)
def test_an_import_does_not_tell_what_the_api_never_does(cloud: MakeCloud, token: str) -> None:
    there = cloud(token)
    made = there.create(token, MINIMAL[token] | UNREAD[token])
    found, _ = there.adopt(token, made.id, MINIMAL[token])
    assert UNREAD[token].keys().isdisjoint(found.inputs.keys() | found.state.keys())
    assert there.refresh(made) == made


def test_a_refresh_keeps_what_the_api_never_tells(cloud: MakeCloud) -> None:
    there = cloud(SERVER)
    made = there.create(SERVER, MINIMAL[SERVER] | {"userData": "x", "sshKeys": ["a"]})
    assert there.refresh(made) == made


def test_a_refresh_finds_what_was_changed_behind_its_back(cloud: MakeCloud, store: Store) -> None:
    there = cloud(SERVER)
    made = there.create(SERVER, MINIMAL[SERVER] | {"labels": {"a": "b"}})
    store.change(SERVER, made.id, "www.example.org", made.state | {"labels": {}, "backups": True}, by_hand=True)
    found = there.refresh(made)
    assert found.inputs == made.inputs | {"labels": {}, "backups": True}
    assert found.state == made.state | {"labels": {}, "backups": True}
    assert there.diff(found, made.inputs).fields == {"backups": "UPDATE", "labels": "UPDATE"}


def test_a_refresh_finds_what_was_taken_away_behind_its_back(cloud: MakeCloud, store: Store) -> None:
    there = cloud(SERVER)
    made = there.create(SERVER, MINIMAL[SERVER] | {"labels": {"a": "b"}})
    without = {name: value for name, value in made.state.items() if name != "labels"}
    store.change(SERVER, made.id, "www.example.org", without, by_hand=True)
    assert there.refresh(made).state == without
    assert there.diff(there.refresh(made), made.inputs).fields == {"labels": "ADD"}


# Update


@every_kind
def test_an_update_changes_what_is_in_the_cloud(cloud: MakeCloud, store: Store, token: str) -> None:
    changes: dict[str, Properties] = {
        LINODE: {"tags": ["a"]},
        LINODE_RDNS: {"rdns": "b.example.org"},
        LINODE_FIREWALL: {"inboundPolicy": "ACCEPT"},
        SERVER: {"serverType": "cx33"},
        RDNS: {"dnsPtr": "b.example.org"},
        FIREWALL: {"labels": {"a": "b"}},
        KEY: {"labels": {"a": "b"}},
        SNAPSHOT: {"description": "words"},
        ZONE: {"ttl": 60.0},
        RRSET: {"records": [{"value": "192.0.2.2"}]},
        DOMAIN: {"description": "words"},
        RECORD: {"target": "192.0.2.2"},
        REPOSITORY: {"description": "words"},
        PAGES: {"cname": "b.example.org"},
    }
    there, change = cloud(token), changes[token]
    made = there.create(token)
    previewed = there.update(made, MINIMAL[token] | change, preview=True)
    assert there.refresh(made) == made
    assert len(store.writes()) == 1
    updated = there.update(made, MINIMAL[token] | change)
    assert updated == previewed
    assert updated.state == made.state | change
    assert there.refresh(updated) == updated
    (stored,) = store.all(token)
    assert store.writes()[1:] == [("update", token, stored.id)]


def test_an_update_without_an_argument_unsets_it_unless_the_cloud_keeps_it(cloud: MakeCloud) -> None:
    there = cloud(LINODE)
    made = there.create(LINODE, MINIMAL[LINODE] | {"tags": ["a"], "backupsEnabled": True})
    assert there.diff(made, there.checked(LINODE, MINIMAL[LINODE])).fields == {"tags": "DELETE"}
    updated = there.update(made, MINIMAL[LINODE])
    assert updated.state == {name: value for name, value in made.state.items() if name != "tags"}


def test_what_is_gone_can_not_be_updated(cloud: MakeCloud) -> None:
    there = cloud(KEY)
    made = there.create(KEY)
    there.delete(made)
    with pytest.raises(RefusedError, match=f"^'{made.id}' is not there any more \\(not_found\\)$"):
        there.update(made, MINIMAL[KEY])


# Delete


def _ends(code: int) -> None:
    raise CloudError(f"ended with {code}")


@every_kind
def test_what_is_deleted_is_gone_and_may_be_deleted_again_if_the_plugin_forgives(
    cloud: MakeCloud, store: Store, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "_exit", _ends)
    there = cloud(token)
    made = there.create(token)
    there.delete(made)
    assert store.all(token) == []
    if token in {KEY, SNAPSHOT, ZONE, RRSET, RDNS, LINODE_RDNS}:
        there.delete(made)
    else:
        with pytest.raises(RefusedError, match="^ended with 2$" if token == FIREWALL else r"\(not_found\)$"):
            there.delete(made)
    assert [operation for operation, _, _ in store.writes()] == ["create", "delete"]


def test_what_is_protected_is_not_deleted(cloud: MakeCloud, store: Store) -> None:
    there, protection = cloud(SERVER), {"deleteProtection": True, "rebuildProtection": True}
    made = there.create(SERVER, MINIMAL[SERVER] | protection)
    with pytest.raises(RefusedError, match=f"^'{made.id}' is protected against deletion \\(protected\\)$"):
        there.delete(made)
    assert len(store.all()) == 1
    there.delete(there.update(made, MINIMAL[SERVER]))
    assert store.all() == []


# RefusedErrors

METHODS = {
    "Check": pb.CheckRequest,
    "Diff": pb.DiffRequest,
    "Create": pb.CreateRequest,
    "Read": pb.ReadRequest,
    "Update": pb.UpdateRequest,
    "Delete": pb.DeleteRequest,
}


@pytest.mark.parametrize("method", METHODS)
def test_a_type_that_is_not_simulated_is_named(cloud: MakeCloud, method: str) -> None:
    request = METHODS[method](urn=urn("linode:index/volume:Volume"))
    with pytest.raises(RefusedError) as refused:
        cloud(LINODE).ask(method, request)
    assert str(refused.value) == (
        "the sandbox does not simulate linode:index/volume:Volume; add it to the simulation of its provider"
    )


def test_a_resource_in_the_stack_itself_is_found_too(cloud: MakeCloud) -> None:
    urn = f"urn:pulumi:test::fleet::{FIREWALL}::a::b"
    answer = cloud(FIREWALL).ask("Check", pb.CheckRequest(urn=urn, news=struct({"name": "a"})))
    assert list(answer.failures) == []


def test_a_cloud_that_is_full_refuses(cloud: MakeCloud, store: Store) -> None:
    store._db.execute("INSERT INTO counter VALUES (200000)")
    with pytest.raises(RefusedError, match=r"^the simulated cloud has no address left"):
        cloud(LINODE).create(LINODE)
    assert store.all() == []


def test_no_refusal_tells_a_value(cloud: MakeCloud) -> None:
    there, secret = cloud(SERVER), "hunter2"
    arguments = {"name": secret, "serverType": "cx23", "image": secret, "userData": secret}
    protection = {"deleteProtection": True, "rebuildProtection": True}
    made = there.create(SERVER, arguments | protection)
    other = there.create(SERVER, arguments | {"name": "other"})
    said = []
    for write in (
        lambda: there.create(SERVER, arguments),
        lambda: there.update(other, arguments),
        lambda: there.delete(made),
        lambda: there.create(SERVER, arguments | {"name": "third", "serverType": secret}),
        lambda: there.create(SERVER, {name: value for name, value in arguments.items() if name != "image"}),
        lambda: there.update(Object(SERVER, "9999", {}, {}), arguments),
    ):
        with pytest.raises(RefusedError) as error:
            write()
        said.append(str(error.value))
    wrong = arguments | {"backups": secret, "labels": [secret], "image": [secret], "deleteProtection": True}
    answer = there.ask("Check", pb.CheckRequest(urn=urn(SERVER), news=struct(wrong)))
    assert len(answer.failures) == 3
    said += map(as_json, answer.failures)
    for words in said:
        assert secret not in words
        assert "Traceback" not in words
        assert "Exception" not in words
