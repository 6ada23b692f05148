"""Hetzner DNS in the sandbox."""

import pytest

from components.hetzner_cloud.simulated_dns import RRSET, ZONE
from providers.kit.values import UNKNOWN, Properties
from sandbox.simulation import kinds
from sandbox.store import Store
from tests.sandbox.client import MINIMAL, Cloud, RefusedError, refused, rrset
from tests.sandbox.conftest import MakeCloud

RRSETS = "hcloud:index/getZoneRrsets:getZoneRrsets"


@pytest.fixture
def zone(cloud: MakeCloud) -> tuple[Cloud, str]:
    """A cloud with a zone, and the zone's id."""
    there = cloud(ZONE)
    return there, there.create(ZONE).id


def test_a_record_set_names_its_zone_by_id_or_by_name(zone: tuple[Cloud, str], store: Store) -> None:
    there, id_ = zone
    assert there.create(RRSET, rrset(id_, "www", "A", "192.0.2.1")).id == f"{id_}/www/A"
    assert there.create(RRSET, rrset("example.org", "mail", "A", "192.0.2.1")).id == "example.org/mail/A"
    words = "the zone has a record set of this name and type (uniqueness_error)"
    for same in (id_, "example.org"):
        for name in ("www", "mail"):
            assert refused(there, RRSET, rrset(same, name, "A", "192.0.2.2")) == words
    assert len(store.all(RRSET)) == 2
    there.create(RRSET, rrset(id_, "www", "AAAA", "2001:db8::1"))


def test_zones_have_names_of_their_own(zone: tuple[Cloud, str]) -> None:
    there, _ = zone
    there.create(ZONE, MINIMAL[ZONE] | {"name": "example.net"})
    for name in ("example.org", "example.net"):
        there.create(RRSET, rrset(name, "www", "A", "192.0.2.1"))
    there.create(RRSET, rrset("example.org", "ftp", "CNAME", "www"))
    there.create(RRSET, rrset("example.net", "ftp", "A", "192.0.2.1"))


def test_a_cname_stands_alone(zone: tuple[Cloud, str], store: Store) -> None:
    there, id_ = zone
    words = "a CNAME can not stand beside other records of its name (invalid_input)"
    there.create(RRSET, rrset("example.org", "www", "A", "192.0.2.1"))
    assert refused(there, RRSET, rrset(id_, "www", "CNAME", "example.net.")) == words
    alias = there.create(RRSET, rrset("example.org", "ftp", "CNAME", "www"))
    assert refused(there, RRSET, rrset("example.org", "ftp", "TXT", '"x"')) == words
    assert len(store.all(RRSET)) == 2
    changed = there.update(alias, rrset("example.org", "ftp", "CNAME", "mail"))
    assert there.refresh(changed) == changed


def test_records_have_no_order(zone: tuple[Cloud, str]) -> None:
    there, id_ = zone
    made = there.create(RRSET, rrset(id_, "www", "A", "192.0.2.1", "192.0.2.2"))
    assert not there.diff(made, there.checked(RRSET, rrset(id_, "www", "A", "192.0.2.2", "192.0.2.1"))).changed
    assert there.diff(made, there.checked(RRSET, rrset(id_, "www", "A", "192.0.2.2"))).fields == {"records": "UPDATE"}


def test_a_protected_record_set_keeps_what_it_answers(zone: tuple[Cloud, str]) -> None:
    there, id_ = zone
    protected = rrset(id_, "www", "A", "192.0.2.1") | {"changeProtection": True}
    made = there.create(RRSET, protected)
    for change in ({"ttl": 60}, {"records": [{"value": "192.0.2.2"}]}):
        with pytest.raises(RefusedError, match=r"^the record set is protected against changes \(protected\)$"):
            there.update(made, protected | change)
    with pytest.raises(RefusedError, match=r"is protected against deletion"):
        there.delete(made)
    labelled = there.update(made, protected | {"labels": {"a": "b"}})
    there.delete(there.update(labelled, protected | {"changeProtection": False, "ttl": 60}))


def test_a_new_zone_has_nameservers_and_defaults(zone: tuple[Cloud, str]) -> None:
    there, id_ = zone
    state = there.adopt(ZONE, id_, MINIMAL[ZONE])[0].state
    assert len(state["authoritativeNameservers"]["assigneds"]) == 3
    assert (state["ttl"], state["deleteProtection"]) == (3600, False)


def test_the_records_of_one_zone_are_listed(cloud: MakeCloud) -> None:
    there = cloud(ZONE)
    first = there.create(ZONE)
    there.create(ZONE, MINIMAL[ZONE] | {"name": "example.net"})
    for zone, name in (("example.org", "a"), (first.id, "b"), ("example.net", "c")):
        records = [{"value": "192.0.2.1", "comment": "words"}, {"value": "192.0.2.2"}]
        there.create(RRSET, {"zone": zone, "name": name, "type": "A", "records": records})
    for zone in ("example.org", first.id):
        found = there.look_up(RRSETS, {"zone": zone})
        assert sorted(rrset["name"] for rrset in found["rrsets"]) == ["a", "b"]
        assert [record["comment"] for record in found["rrsets"][0]["records"]] == ["words", ""]
    with pytest.raises(RefusedError, match=r"^the zone does not exist \(not_found\)$"):
        there.look_up(RRSETS, {"zone": "example.com"})


def test_a_zone_takes_its_records_along(cloud: MakeCloud, store: Store) -> None:
    there = cloud(ZONE)
    first, second = there.create(ZONE), there.create(ZONE, MINIMAL[ZONE] | {"name": "example.net"})
    by_name = there.create(RRSET)
    by_id = there.create(RRSET, MINIMAL[RRSET] | {"zone": first.id, "name": "@"})
    other = there.create(RRSET, MINIMAL[RRSET] | {"zone": second.id})
    there.delete(first)
    assert [one.id for one in store.all()] == [second.id, other.id]
    assert store.writes()[5:] == [("delete", ZONE, first.id)]
    for gone in (by_name, by_id):
        assert there.refresh(gone).id == ""
        there.delete(gone)


def test_a_protected_zone_and_its_records_stay(cloud: MakeCloud, store: Store) -> None:
    there = cloud(ZONE)
    zone = there.create(ZONE, MINIMAL[ZONE] | {"deleteProtection": True})
    there.create(RRSET)
    with pytest.raises(RefusedError, match=r"is protected against deletion \(protected\)$"):
        there.delete(zone)
    assert len(store.all()) == 2
    there.delete(there.update(zone, MINIMAL[ZONE]))
    assert store.all() == []


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ('"v=spf1 -all"', True),
        ('""', True),
        (f'"{"x" * 255}"', True),
        (f'"{"x" * 255}" "{"y" * 255}"', True),
        (r'"a \"quoted\" word"', True),
        ("v=spf1 -all", False),
        (f'"{"x" * 256}"', False),
        ('"a', False),
        ('"a" b', False),
        ('"a"b"', False),
        ("", False),
    ],
)
def test_a_text_is_quoted_strings_of_a_limited_length(value: str, *, right: bool) -> None:
    found = kinds()[RRSET].rule({"type": "TXT", "records": [{"value": value}]})
    assert found == (None if right else "the value of a TXT record must be quoted strings of at most 255 characters")


@pytest.mark.parametrize(
    ("token", "arguments", "reason"),
    [
        (ZONE, {"mode": "primary"}, None),
        (ZONE, {"mode": "primary", "primaryNameservers": []}, "is not allowed with mode primary"),
        (ZONE, {"mode": "secondary"}, "is required with mode secondary"),
        (ZONE, {"mode": "secondary", "primaryNameservers": UNKNOWN}, None),
        (ZONE, {"mode": UNKNOWN}, None),
        (RRSET, {"type": "TXT", "records": UNKNOWN}, None),
        (RRSET, {"type": "TXT", "records": [UNKNOWN, {"value": UNKNOWN}]}, None),
        (RRSET, {"type": "TXT", "records": [{"value": '"a"'}, {"value": "b"}]}, "must be quoted"),
        (RRSET, {"type": "A", "records": [{"value": "192.0.2.1"}]}, None),
    ],
)
def test_arguments_that_do_not_go_together(token: str, arguments: Properties, reason: str | None) -> None:
    found = kinds()[token].rule(arguments)
    assert (found is None) if reason is None else (reason in (found or ""))


@pytest.mark.parametrize(
    "name", ["in.example.org", "fleet.test", "Example.net", "example.net.", "b\u00fccher.de", "a_b.de"]
)
def test_a_zone_that_hetzner_refuses_is_refused(zone: tuple[Cloud, str], name: str) -> None:
    there, _ = zone
    assert refused(there, ZONE, MINIMAL[ZONE] | {"name": name}) == "invalid input in field 'name' (invalid_input)"


@pytest.mark.parametrize("name", ["WWW", "www.", "www.example.org"])
def test_a_record_set_is_named_within_its_zone(zone: tuple[Cloud, str], name: str) -> None:
    there, id_ = zone
    words = "invalid input in field 'name' (invalid_input)"
    assert refused(there, RRSET, rrset(id_, name, "A", "192.0.2.1")) == words
