"""What a changed fact does to a running machine, and what is left for people."""

from typing import Any

import pytest

from fleet.blueprint.consequences import by_hand, consequence, zone_by_hand
from fleet.draw_up import draw_up
from fleet.inventory.cloud import NEW_ONLY, CloudRow
from fleet.registry import hostings
from tests.fleet.small import fleet, service

NAME = "one.example.org"
LINODE, HETZNER = (
    {"provider": "linode", "size": "g6-nanode-1"},
    {"provider": "hetzner-cloud", "size": "cx23"},
)
DEDICATED, BYTEMARK = {"provider": "hetzner-dedicated"}, {"provider": "bytemark"}
CONSOLES = {
    "hetzner-dedicated": {"console": "https://robot.example.org/", "manager": "ods"},
    "bytemark": {"console": "https://panel.example.org/", "manager": "ods"},
    "hetzner-cloud": {"console": "https://console.example.org/", "manager": "ods"},
    "linode": {"console": "https://cloud.example.org/", "manager": "ods"},
}
NAME_SERVERS = {key: at.zones.name_servers for key, at in hostings().items() if at.zones}
ORDER = "if it is new, order it at https://panel.example.org/, and set its reverse DNS there"
RETIRED = "save what is still needed of it, and cancel it at {}; then remove its row"


def facts(row: dict[str, Any], **sections: Any) -> dict[str, Any]:
    found = fleet(providers=CONSOLES, hosts={NAME: row}, services={"website": service(NAME)}, **sections)
    return dict(draw_up(found).facts["hosts"][NAME])


def retired(row: dict[str, Any]) -> dict[str, Any]:
    return facts(row) | {"retire": "2027-01-31"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (LINODE, "the machine runs while it is copied to another host, then is off for a reboot"),
        (LINODE | {"id": 5}, "off for 20 minutes to hours"),
        (HETZNER, "powers the machine off for some minutes, longer where the disk grows"),
        (HETZNER | {"id": 5}, "powers the machine off for some minutes"),
    ],
)
def test_another_size_interrupts(row: dict[str, Any], said: str) -> None:
    assert said in consequence("size", facts(row))


def test_a_size_that_is_no_longer_said_changes_no_machine() -> None:
    assert consequence("size", facts({"provider": "linode"})) == ""
    assert consequence("size", facts(BYTEMARK) | {"size": "large"}) == ""


@pytest.mark.parametrize("row", [LINODE, HETZNER])
@pytest.mark.parametrize("field", ["image", "keys", "swap", "user_data"])
def test_what_is_told_at_first_only_is_for_new_machines(field: str, row: dict[str, Any]) -> None:
    assert field in facts(row)
    assert consequence(field, facts(row)) == NEW_ONLY == "applies to new machines only"


def test_another_manager_leaves_the_keys_of_a_created_machine_to_salt() -> None:
    said = "the keys on the running machine are Salt's to change"
    assert consequence("manager", facts(LINODE)) == consequence("manager", facts(HETZNER)) == said
    for row in (LINODE | {"id": 5}, {"provider": "linode"}, DEDICATED, BYTEMARK):
        assert consequence("manager", facts(row)) == ""


@pytest.mark.parametrize("row", [LINODE, HETZNER | {"id": 5}, BYTEMARK])
def test_what_the_monitoring_reads_is_pushed_to_any_server(row: dict[str, Any]) -> None:
    said = "`python -m fleet push` brings it to the running server"
    assert consequence("monitoring", facts(row | {"role": "prometheus"})) == said


@pytest.mark.parametrize("provider", ["github-pages", "one-that-is-gone"])
@pytest.mark.parametrize("field", ["size", "region", "backups"])
def test_where_no_machines_are_nothing_happens_to_one(provider: str, field: str) -> None:
    assert consequence(field, {"provider": provider, "state": "created", "size": "large"}) == ""


def test_a_registered_machine_of_a_cloud_is_deleted_by_hand_once() -> None:
    row = {"provider": "linode"}
    said = [f"{NAME}: save what is still needed of it, and delete it in its console; then remove its row"]
    assert list(by_hand(NAME, facts(row), retired(row))) == list(by_hand(NAME, None, retired(row))) == said
    assert list(by_hand(NAME, retired(row), retired(row))) == list(by_hand(NAME, None, facts(row))) == []


def test_retiring_ends_checks_and_protection() -> None:
    said = "nobody is notified of it any more, and its protection ends; from that day on its row may be removed"
    assert consequence("retire", retired(LINODE)) == said
    assert consequence("retire", facts(LINODE)) == ""


@pytest.mark.parametrize("field", ["environment", "services", "aliases", "backups", "firewall", "reverse_dns", "state"])
def test_any_other_fact_does_nothing_of_note(field: str) -> None:
    assert consequence(field, facts(LINODE)) == ""


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (LINODE, "the machine is off for hours while it is moved, and gets other addresses"),
        (HETZNER, "that would be another machine, which is refused: create one, move what is on it, retire this one"),
    ],
)
def test_another_region_moves_a_created_machine_alone(row: dict[str, Any], said: str) -> None:
    assert consequence("region", facts(row)) == said
    assert consequence("region", facts(row | {"id": 5})) == ""


def test_every_cloud_has_a_word_on_resizing_on_moving_and_on_its_name_servers() -> None:
    clouds = {LINODE["provider"], HETZNER["provider"]}
    assert {key for key, at in hostings().items() if at.host and issubclass(at.host, CloudRow)} == clouds
    for field in ("size", "region"):
        assert {key for key, at in hostings().items() if at.consequences.get(field)} == clouds
    assert NAME_SERVERS.keys() == clouds


def test_a_dedicated_machine_is_ordered_by_hand() -> None:
    then = "with the managers' SSH keys; then write its server_number, ipv4 and ipv6 in its row, "
    then += "and the next `up` names it there"
    at = "at https://robot.example.org/,"
    assert list(by_hand(NAME, None, facts(DEDICATED))) == [f"{NAME}: if it is new, order a machine {at} {then}"]
    assert list(by_hand(NAME, None, facts(DEDICATED | {"product": "EX44"}))) == [
        f"{NAME}: if it is new, order EX44 {at} {then}"
    ]


def test_a_dedicated_machine_with_a_number_is_there() -> None:
    assert list(by_hand(NAME, None, facts(DEDICATED | {"server_number": 321}))) == []


def test_a_machine_at_bytemark_is_ordered_by_hand() -> None:
    assert list(by_hand(NAME, None, facts(BYTEMARK))) == [f"{NAME}: {ORDER}"]


@pytest.mark.parametrize(
    ("row", "console"), [(DEDICATED, "https://robot.example.org/"), (BYTEMARK, "https://panel.example.org/")]
)
def test_a_contract_ends_by_hand(row: dict[str, Any], console: str) -> None:
    said = [f"{NAME}: {RETIRED.format(console)}"]
    assert list(by_hand(NAME, facts(row), retired(row))) == list(by_hand(NAME, None, retired(row))) == said
    gone = [f"{NAME}: cancel it at {console}, if that is not done; the fleet only forgets it"]
    assert list(by_hand(NAME, facts(row), None)) == list(by_hand(NAME, retired(row), None)) == gone


@pytest.mark.parametrize("row", [DEDICATED, BYTEMARK, LINODE, HETZNER, LINODE | {"id": 5}])
def test_nothing_is_left_for_a_host_that_was_there_and_stays(row: dict[str, Any]) -> None:
    assert list(by_hand(NAME, facts(row), facts(row | {"manager": "partner"}))) == []
    assert list(by_hand(NAME, retired(row), retired(row))) == []


def test_a_host_of_older_facts_without_a_console_is_still_told() -> None:
    before = {"provider": "bytemark", "state": "registered"}
    said = f"{NAME}: cancel it at its console, if that is not done; the fleet only forgets it"
    assert list(by_hand(NAME, before, None)) == [said]


@pytest.mark.parametrize("row", [LINODE, LINODE | {"id": 5}])
def test_nothing_saves_a_linode_that_is_retired(row: dict[str, Any]) -> None:
    before = facts(row) | {"reverse_dns": True}
    said = (
        f"{NAME}: save what is still needed of it; no snapshot is taken at Linode through the official plugin, "
        "and its backups are deleted with it"
    )
    assert list(by_hand(NAME, before, retired(row))) == [said]
    assert list(by_hand(NAME, retired(row), None)) == []


def test_a_server_at_hetzner_cloud_leaves_nothing_to_people() -> None:
    for before, after in ((None, HETZNER), (HETZNER, HETZNER | {"size": "cx33"}), (HETZNER, None)):
        assert list(by_hand(NAME, before and facts(before), after and facts(after))) == []
    assert list(by_hand(NAME, facts(HETZNER), retired(HETZNER))) == []


def test_a_new_linode_without_a_kept_zone_gets_its_reverse_dns_later() -> None:
    said = (
        f"{NAME}: once it is up, set its A and AAAA records where its zone is kept (`python -m fleet dns` lists them "
        "if the inventory has the zone), then write reverse_dns: true in its row; Linode takes the name only then"
    )
    for zones in ({}, {"example.org": {"elsewhere": "the registrar"}}):
        assert list(by_hand(NAME, None, facts(LINODE, zones=zones))) == [said]
    for after in (
        facts(LINODE | {"reverse_dns": True}),
        facts(LINODE, zones={"example.org": {"provider": "hetzner-cloud"}}),
        facts(LINODE | {"id": 5}),
        facts({"provider": "linode"}),
    ):
        assert list(by_hand(NAME, None, after)) == []


def test_a_host_that_never_was_leaves_nothing() -> None:
    assert list(by_hand(NAME, None, None)) == []


def zone_facts(row: dict[str, Any]) -> dict[str, Any]:
    found = fleet(zones={"example.org": {"email": "dns@example.org"} | row})
    return dict(draw_up(found).facts["zones"]["example.org"])


@pytest.mark.parametrize("provider", NAME_SERVERS)
def test_a_new_zone_is_delegated_by_hand(provider: str) -> None:
    created = zone_facts({"provider": provider})
    (said,) = zone_by_hand("example.org", None, created)
    servers = ", ".join(NAME_SERVERS[provider])
    assert said == (
        f"example.org: have it delegated to {servers} where it is registered; until then nobody sees its records"
    )
    for before, after in ((created, created), (created, None), (None, None)):
        assert list(zone_by_hand("example.org", before, after)) == []


def test_a_zone_of_a_provider_that_is_gone_leaves_nothing() -> None:
    created = zone_facts({"provider": "linode"}) | {"provider": "gone"}
    assert list(zone_by_hand("example.org", None, created)) == []


@pytest.mark.parametrize("row", [{"provider": "linode", "id": 5}, {"elsewhere": "the registrar"}])
def test_a_zone_that_is_there_already_leaves_nothing(row: dict[str, Any]) -> None:
    assert list(zone_by_hand("example.org", None, zone_facts(row))) == []


@pytest.mark.parametrize("provider", ["linode", "hetzner-cloud"])
def test_a_machine_that_was_only_registered_is_deleted_by_hand(provider: str) -> None:
    registered = facts({"provider": provider})
    said = f"{NAME}: save what is still needed of it, and delete it in its console; then remove its row"
    assert list(by_hand(NAME, registered, registered | {"retire": "2027-01-31"})) == [said]
    assert list(by_hand(NAME, registered, registered)) == list(by_hand(NAME, registered, None)) == []


@pytest.mark.parametrize(
    "row", [{"provider": "linode"}, {"provider": "linode", "id": 5}, {"elsewhere": "the registrar"}]
)
def test_a_zone_inside_another_is_delegated_there_and_not_where_it_is_registered(row: dict[str, Any]) -> None:
    outer = {"provider": "linode", "email": "dns@example.org"}

    def told(*, delegated: bool) -> dict[str, Any]:
        rows = {"example.org": outer, "in.example.org": {"email": "dns@example.org"} | row | {"delegated": delegated}}
        return dict(draw_up(fleet(zones=rows)).facts["zones"]["in.example.org"])

    waiting, done = told(delegated=False), told(delegated=True)
    said = (
        "in.example.org: its records are in example.org as well; once `python -m fleet dns --check` finds its NS "
        "record, write delegated: true in its row"
    )
    assert list(zone_by_hand("in.example.org", None, waiting)) == [said]
    assert list(zone_by_hand("in.example.org", {"state": "created"}, waiting)) == [said]
    for before, after in ((waiting, waiting), (waiting, done), (None, done), (waiting, None)):
        assert list(zone_by_hand("in.example.org", before, after)) == []
