"""What follows from the rows for each host."""

from typing import Any

import pytest

from components.bytemark.row import BytemarkHost
from fleet.blueprint.first_boot import FirstBoot
from fleet.blueprint.hosts import HostBlueprint, host_blueprints, key_owners, public_keys
from fleet.blueprint.records import records
from fleet.inventory.fleet import Fleet
from tests.fleet.small import CONTACTS, fleet, service

ONE, TWO = ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + 42 * letter + "A" for letter in "BC")


def keys(*lines: str) -> list[str]:
    contacts = {"ops": {"name": "Operators", "email_missing": "a test", "ssh_keys": list(lines)}}
    return list(public_keys(fleet(contacts=contacts, organisation=None, providers={}), "ops"))


def test_keys_are_told_once_in_their_order_without_comments() -> None:
    assert keys(f"{TWO} at-work", f"{ONE} someone@example.org", f"{TWO} at home", ONE) == [TWO, ONE]
    assert keys() == []


def test_a_changed_comment_is_no_change() -> None:
    assert keys(f"{ONE} one") == keys(f"{ONE} another") == keys(ONE)


def owned(name: str, manager: str, *lines: str) -> HostBlueprint:
    return HostBlueprint(name, BytemarkHost(provider="bytemark"), manager, ssh_keys=lines)


def test_a_key_is_there_once_with_all_managers_who_have_it() -> None:
    hosts = [owned("c", "partner", TWO, ONE), owned("a", "ods", ONE), owned("b", "ods", ONE)]
    assert key_owners(hosts) == {ONE: ("ods", "partner"), TWO: ("partner",)}
    assert list(key_owners(hosts)) == list(key_owners(reversed(hosts))) == [ONE, TWO]


def test_a_manager_without_keys_owns_none() -> None:
    assert key_owners([owned("a", "ods")]) == key_owners([]) == {}


NAME = "one.example.org"
LINODE: dict[str, Any] = {"provider": "linode", "size": "g6-nanode-1"}
CONSOLES = {
    key: {"console": f"https://{key}.example/", "manager": "ods"} for key in ("linode", "bytemark", "hetzner-cloud")
}


def drawn(found: Fleet) -> dict[str, HostBlueprint]:
    return host_blueprints(found, records(found))


def of(row: dict[str, Any], **sections: Any) -> HostBlueprint:
    return drawn(fleet(hosts={NAME: row}, providers=CONSOLES, **sections))[NAME]


def test_hosts_are_sorted_and_say_what_the_other_rows_do() -> None:
    rows = {"two.example.org": {"provider": "bytemark", "manager": "partner"}, NAME: LINODE}
    contacts = CONTACTS | {"ods": {"name": "ODS", "email_missing": "a test", "ssh_keys": [f"{ONE} at work"]}}
    services = {"b": service(NAME, title="B"), "a": service(NAME, "two.example.org", title="A")}
    found = fleet(hosts=rows, providers=CONSOLES, contacts=contacts, services=services)
    one, two = drawn(found).items()
    own = HostBlueprint(
        NAME,
        found.hosts[NAME],
        "ods",
        ("a", "b"),
        (ONE,),
        "https://linode.example/",
        reverse_dns=False,
        first_boot=FirstBoot(NAME),
    )
    assert one == (NAME, own)
    assert two[0] == "two.example.org"
    assert (two[1].manager, two[1].services, two[1].ssh_keys, two[1].first_boot) == ("partner", ("a",), (), None)


def test_a_host_has_the_records_of_its_own_name_and_no_others() -> None:
    services = {"website": service(NAME, sites={"https://example.org/": {"keyword": "Welcome"}})}
    kept = {"example.org": {"provider": "linode", "email": "dns@example.org", "caa": ["letsencrypt.org"]}}
    found = of(LINODE, services=services, zones=kept)
    assert [(record.name, record.type) for record in found.records] == [(NAME, "A"), (NAME, "AAAA")]


@pytest.mark.parametrize("zone", [{"elsewhere": "the registrar"}, {"provider": "linode", "keep": [NAME]}])
def test_records_that_somebody_else_keeps_are_not_the_hosts(zone: dict[str, Any]) -> None:
    assert of(LINODE, zones={"example.org": zone}).records == ()
    assert of(LINODE, zones={}).records == ()


@pytest.mark.parametrize(
    ("row", "zones", "expected"),
    [
        (LINODE, {"example.org": {"provider": "linode"}}, True),
        (LINODE, {"example.org": {"elsewhere": "the registrar"}}, False),
        (LINODE | {"reverse_dns": True}, {}, True),
        ({"provider": "hetzner-cloud", "size": "cx23", "manager": "ods"}, {}, True),
        ({"provider": "bytemark"}, {"example.org": {"provider": "linode"}}, False),
    ],
)
def test_reverse_dns_is_set_of_machines_in_a_cloud_as_their_rows_say(
    row: dict[str, Any], zones: dict[str, Any], *, expected: bool
) -> None:
    assert of(row, zones=zones).reverse_dns is expected
