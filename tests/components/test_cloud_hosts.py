"""What holds for machines at both clouds."""

import re
from base64 import b64decode
from datetime import date
from typing import Any

import pulumi
import pytest

from fleet.addresses import Family
from fleet.blueprint.checks import checks
from fleet.digest import digest
from fleet.inventory.host import RECORD_TYPES
from sandbox.simulation import kinds
from tests.components.fleets import LOGIN, declared, fleet_of, told_at_first_boot
from tests.conftest import Clouds, Declared, Recording, Run

LINODE, HETZNER = "linode:index/instance:Instance", "hcloud:index/server:Server"
SNAPSHOT = "hcloud:index/snapshot:Snapshot"
SERVERS = {"linode": LINODE, "hetzner-cloud": HETZNER}
CLOUDS = {
    "linode": {"provider": "linode", "size": "g6-standard-1"},
    "hetzner-cloud": {"provider": "hetzner-cloud", "size": "cx23"},
}
ZONES = {"example.org": {"provider": "hetzner-cloud"}}
NAME = "www.example.org"
each_cloud = pytest.mark.parametrize("cloud", list(CLOUDS))
each_zone = pytest.mark.parametrize("zone", list(CLOUDS))


def server(told: Recording, name: str = NAME) -> Declared:
    (found,) = (row for row in told.resources if row.type in SERVERS.values() and row.name == name)
    return found


def user_data(row: Declared) -> str:
    if row.type == LINODE:
        return b64decode(row.inputs["metadatas"][0]["userData"]).decode()
    text: str = row.inputs["userData"]
    return text


def component(told: Recording, name: str = NAME) -> Declared:
    (found,) = (row for row in told.resources if row.type.startswith("fleet:hosting:") and row.name == name)
    return found


@each_cloud
@pytest.mark.parametrize("exporters", [None, LOGIN])
def test_a_machine_is_told_what_the_inventory_says_of_its_first_boot(
    run: Run, cloud: str, exporters: dict[str, Any] | None
) -> None:
    fleet = fleet_of({NAME: CLOUDS[cloud]}, exporters=exporters)
    text = user_data(server(declared(run, fleet)))
    assert text == told_at_first_boot(fleet, NAME)
    assert ("prometheus-node-exporter" in text) == (exporters is not None)


@each_cloud
@pytest.mark.parametrize("state", [{}, {"id": 5}])
def test_no_machine_has_a_password_for_root(run: Run, cloud: str, state: dict[str, Any]) -> None:
    inputs = server(declared(run, fleet_of({NAME: CLOUDS[cloud] | state}))).inputs
    assert {"rootPass", "authorizedUsers", "stackscriptId"} & inputs.keys() == set()


@each_cloud
@each_zone
def test_a_created_machine_has_six_resources_in_a_kept_zone(run: Run, cloud: str, zone: str) -> None:
    told = declared(run, fleet_of({NAME: CLOUDS[cloud]}, zones={"example.org": {"provider": zone}}))
    children = told.children(component(told))
    assert sorted(child.name for child in children) == [NAME, *(f"{NAME}-{k}" for k in ("a", "aaaa", "ipv4", "ipv6"))]
    assert {child.name for child in children if child.protect} == {NAME}
    assert [told.children(child) for child in children if told.children(child)] == []


@each_cloud
@each_zone
def test_reverse_dns_comes_after_the_records(run: Run, cloud: str, zone: str) -> None:
    told = declared(run, fleet_of({NAME: CLOUDS[cloud]}, zones={"example.org": {"provider": zone}}), slow=0.02)
    children = {child.name.removeprefix(NAME): child for child in told.children(component(told))}
    records = {children["-a"].urn, children["-aaaa"].urn}
    for family in ("-ipv4", "-ipv6"):
        assert children[family].depends_on == records | {children[""].urn}
        asked = told.order.index(("asked", children[family].urn))
        assert all(told.order.index(("answered", urn)) < asked for urn in records)


@each_cloud
def test_an_adopted_machine_has_a_record_for_each_address_and_no_reverse_dns(run: Run, cloud: str) -> None:
    told = declared(run, fleet_of({NAME: CLOUDS[cloud] | {"id": 5}}, zones=ZONES))
    children = told.children(component(told))
    assert sorted(child.name for child in children) == [NAME, f"{NAME}-a", f"{NAME}-aaaa"]
    assert [(child.import_id, child.protect) for child in children if child.name == NAME] == [("5", True)]
    assert {(child.import_id, child.protect) for child in children if child.name != NAME} == {("", False)}


@each_cloud
@pytest.mark.parametrize("state", [{}, {"id": 5}])
def test_retiring_takes_the_protection_of_that_machine_alone(run: Run, cloud: str, state: dict[str, Any]) -> None:
    row = CLOUDS[cloud] | state
    other = CLOUDS[cloud] | ({"id": 6} if state else {})
    hosts = {NAME: row | {"retire": date(2027, 1, 31)}, "other.example.org": other}
    told = declared(run, fleet_of(hosts, zones=ZONES))
    retiring, staying = component(told), component(told, "other.example.org")
    assert not retiring.protect
    assert staying.protect
    assert [child.name for child in told.children(retiring) if child.protect] == []
    assert [child.name for child in told.children(staying) if child.protect] == ["other.example.org"]


@each_cloud
@pytest.mark.parametrize("state", [{}, {"id": 5}])
def test_retiring_changes_nothing_else_of_a_machine(run: Run, cloud: str, state: dict[str, Any]) -> None:
    def told(**more: Any) -> Declared:
        return server(declared(run, fleet_of({NAME: CLOUDS[cloud] | state | more})))

    before, after = told(), told(retire=date(2027, 1, 31))
    off = {"deleteProtection": False, "rebuildProtection": False} if cloud == "hetzner-cloud" else {}
    assert after.inputs == before.inputs | off
    assert (after.import_id, after.ignore_changes) == (before.import_id, before.ignore_changes)


@pytest.mark.parametrize("state", [{}, {"id": 5}])
def test_a_last_snapshot_stays_when_a_retired_server_goes(run: Run, state: dict[str, Any]) -> None:
    name = "a-name-of-more-than-sixty-three-characters-in-all.and-more.example.org"
    told = declared(run, fleet_of({name: CLOUDS["hetzner-cloud"] | state | {"retire": date(2027, 1, 31)}}))
    snapshot = told.one(SNAPSHOT)
    assert (snapshot.name, snapshot.parent) == (f"{name}-last", component(told, name).urn)
    assert (snapshot.retain_on_delete, snapshot.protect) == (True, False)
    assert snapshot.depends_on == {server(told, name).urn}
    assert snapshot.inputs == {
        "serverId": int(told.returned["hosts"][name]["providerId"]),
        "description": f"{name} before it was retired",
        "labels": {"fleet": "test", "host": snapshot.inputs["labels"]["host"]},
    }
    # A label may not end in a dot, nor be longer than 63.
    assert snapshot.inputs["labels"]["host"] == f"{name[:53]}-{digest(name)}"


def test_only_a_retired_server_at_hetzner_has_a_snapshot(run: Run) -> None:
    hosts = {
        "a.example.org": CLOUDS["hetzner-cloud"],
        "b.example.org": CLOUDS["linode"] | {"retire": date(2027, 1, 31)},
        "c.example.org": {"provider": "hetzner-cloud", "ipv4": "192.0.2.7", "retire": date(2027, 1, 31)},
    }
    told = declared(run, fleet_of(hosts))
    assert told.names(SNAPSHOT) == []
    assert not any(row.retain_on_delete for row in told.resources)


@each_cloud
def test_a_retired_machine_is_not_tested_any_more(run: Run, cloud: str) -> None:
    hosts = {NAME: CLOUDS[cloud] | {"retire": date(2027, 1, 31)}, "other.example.org": CLOUDS[cloud]}
    fleet = fleet_of(hosts)
    told = declared(run, fleet)
    assert {host for check in told.returned["checks"] for host in check["hosts"]} == {"other.example.org"}
    assert told.returned["checks"] == [check.as_dict() for check in checks(fleet)]
    assert told.returned["hosts"][NAME]["retire"] == "2027-01-31"


@each_cloud
@each_zone
def test_a_new_name_replaces_neither_the_machine_nor_what_it_holds(run: Run, cloud: str, zone: str) -> None:
    row = CLOUDS[cloud] | {"aliases": ["old.example.org"]}
    told = declared(run, fleet_of({NAME: row}, zones={"example.org": {"provider": zone}}))
    whole = [component(told), *told.children(component(told))]
    assert len(whole) == 6
    for found in whole:
        assert found.aliases == {found.urn.replace(NAME, "old.example.org")}, found.name
        # Its parent's is of no use where the run that renames it is interrupted.
        assert found.former == {found.name.replace(NAME, "old.example.org")}, found.name


def test_a_last_snapshot_has_an_alias_of_its_own(run: Run) -> None:
    row = CLOUDS["hetzner-cloud"] | {"aliases": ["old.example.org"], "retire": date(2027, 1, 31)}
    assert declared(run, fleet_of({NAME: row})).one(SNAPSHOT).former == {"old.example.org-last"}


def test_what_has_a_unique_name_goes_before_what_replaces_it(run: Run) -> None:
    # Most plugins create first, and the cloud would refuse the name.
    collide = {token for token, kind in kinds().items() if kind.name and kind.replaces and not kind.deletes_first}
    rows = {f"{cloud}.example.org": row for cloud, row in CLOUDS.items()}
    zones = {"example.org": {"provider": "hetzner-cloud"}, "example.net": {"provider": "linode"}}
    told = declared(run, fleet_of(rows, zones=zones))
    found = {row.type: row.delete_before_replace for row in told.resources if row.type in collide}
    assert found == dict.fromkeys(collide, True)


def given(monkeypatch: pytest.MonkeyPatch, ipv4s: list[str], ipv6: str | None) -> None:
    """What the clouds give every machine: each what its plugin answers."""
    outputs = {
        LINODE: {"ipv4s": ipv4s, "ipv6": ipv6},
        HETZNER: {"ipv4Address": ipv4s[-1] if ipv4s else "", "ipv6Address": (ipv6 or "").partition("/")[0]},
    }
    monkeypatch.setattr(Clouds, "_chosen", staticmethod(lambda type_, _number: outputs.get(type_, {})))


def addresses(told: Recording) -> dict[str, Any]:
    return {family: told.returned["hosts"][NAME].get(family) for family in ("ipv4", "ipv6")}


@each_cloud
@pytest.mark.parametrize("state", [{}, {"id": 5}])
@pytest.mark.parametrize(
    "ipv4s", [["192.168.130.7", "203.0.113.9"], ["10.0.0.3", "192.168.130.7", "203.0.113.9"], ["203.0.113.9"]]
)
def test_a_private_address_is_never_a_machines_address(
    run: Run, monkeypatch: pytest.MonkeyPatch, cloud: str, state: dict[str, Any], ipv4s: list[str]
) -> None:
    given(monkeypatch, ipv4s, "2001:db8::9/128")
    hosts = {NAME: CLOUDS[cloud] | state | {"role": "prometheus"}, "a.example.org": CLOUDS[cloud]}
    told = declared(run, fleet_of(hosts, zones=ZONES))
    assert addresses(told) == {"ipv4": "203.0.113.9", "ipv6": "2001:db8::9"}
    assert [record["values"] for record in told.returned["dns"] if record["name"] == NAME] == [
        ["203.0.113.9"],
        ["2001:db8::9"],
    ]
    assert not any(private in repr([row.inputs for row in told.resources]) for private in ("192.168.", "10.0.0."))


@each_cloud
@pytest.mark.parametrize("state", [{}, {"id": 5}])
@pytest.mark.parametrize(
    ("ipv4s", "ipv6", "family"),
    [
        (["203.0.113.9"], None, "ipv4"),
        (["192.168.130.7", "203.0.113.9"], "", "ipv4"),
        ([], "2001:db8::9/128", "ipv6"),
        (["192.168.130.7"], "2001:db8::9/128", "ipv6"),
        (["203.0.113.9"], "2001:db8::9/128", "ipv6"),
    ],
)
def test_a_machine_of_one_family_has_nothing_of_the_other(  # noqa: PLR0917 # pytest names them
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    cloud: str,
    state: dict[str, Any],
    ipv4s: list[str],
    ipv6: str | None,
    family: Family,
) -> None:
    given(monkeypatch, ipv4s, ipv6)
    row = CLOUDS[cloud] | {"families": [family]}
    told = declared(run, fleet_of({NAME: row | state | {"role": "prometheus"}, "a.example.org": row}, zones=ZONES))
    expected = {NAME, f"{NAME}-{RECORD_TYPES[family].lower()}"} | (set() if state else {f"{NAME}-{family}"})
    assert {child.name for child in told.children(component(told))} == expected
    assert {key for key, address in addresses(told).items() if address} == {family}
    inputs = repr([row.inputs for row in told.resources])
    assert not any(empty in inputs for empty in ("'/32", "'/128", "'None/", "['']", "[None]"))


@each_cloud
@pytest.mark.parametrize("state", [{}, {"id": 5}])
@pytest.mark.parametrize(
    ("ipv4s", "ipv6", "row", "message"),
    [
        ([], "2001:db8::9/128", {}, "no public ipv4 address at its provider; write families: [ipv6]"),
        (["192.168.130.7"], "2001:db8::9", {}, "no public ipv4 address at its provider; write families: [ipv6]"),
        (["203.0.113.9"], None, {}, "no public ipv6 address at its provider; write families: [ipv4]"),
        (
            ["203.0.113.9"],
            "fe80::1/64",
            {},
            "no public ipv6 address at its provider; write families: [ipv4]",
        ),
        (
            ["203.0.113.9"],
            "",
            {"families": ["ipv6"]},
            "no public ipv6 address at its provider; correct families",
        ),
    ],
)
def test_a_machine_that_lacks_an_address_is_refused_with_the_remedy(  # noqa: PLR0917 # pytest names them
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    cloud: str,
    state: dict[str, Any],
    ipv4s: list[str],
    ipv6: str | None,
    row: dict[str, Any],
    message: str,
) -> None:
    given(monkeypatch, ipv4s, ipv6)
    with pytest.raises(pulumi.RunError, match=re.escape(f"{NAME} has {message}")):
        declared(run, fleet_of({NAME: CLOUDS[cloud] | state | row}))


@each_cloud
@pytest.mark.parametrize("state", [{}, {"id": 5}])
def test_a_preview_does_not_know_the_address_of_a_machine_of_one_family(
    run: Run, cloud: str, state: dict[str, Any]
) -> None:
    row = CLOUDS[cloud] | state | {"families": ["ipv6"]}
    told = declared(run, fleet_of({NAME: row}, zones=ZONES), preview=True)
    assert told.outputs[component(told).urn].keys() & {"ipv4", "ipv6"} == {"ipv6"}


@pytest.mark.parametrize(
    ("row", "nets"),
    [
        ({}, None),
        ({"families": ["ipv4"]}, [{"ipv4Enabled": True, "ipv6Enabled": False}]),
        ({"families": ["ipv6"]}, [{"ipv4Enabled": False, "ipv6Enabled": True}]),
        ({"families": ["ipv6", "ipv4"]}, [{"ipv4Enabled": True, "ipv6Enabled": True}]),
        ({"families": ["ipv6"], "id": 5}, None),
    ],
)
def test_a_new_server_at_hetzner_is_made_without_the_address_that_it_is_not_reached_at(
    run: Run, row: dict[str, Any], nets: list[dict[str, bool]] | None
) -> None:
    assert server(declared(run, fleet_of({NAME: CLOUDS["hetzner-cloud"] | row}))).inputs.get("publicNets") == nets
