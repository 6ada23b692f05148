"""DNS at both clouds, and Linode's reverse DNS, which asks for the other way first."""

import pytest
from sandbox.dns import DOMAIN, RECORD, RRSET, ZONE
from sandbox.dns_kinds import SECONDS

from providers.kit.values import Properties
from sandbox.store import Store
from tests.sandbox.client import LINODE_RDNS, MINIMAL, Cloud, RefusedError
from tests.sandbox.conftest import MakeCloud

MISSING = "unable to perform a lookup for this name; the forward record must exist first"


def rrset(zone: str, name: str, type_: str, *values: str) -> Properties:
    return {"zone": zone, "name": name, "type": type_, "records": [{"value": value} for value in values]}


def refused(there: Cloud, token: str, arguments: Properties) -> str:
    with pytest.raises(RefusedError) as error:
        there.create(token, arguments)
    return str(error.value)


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


@pytest.mark.parametrize(
    ("given", "known"), [(0, 0), (1, 30), (30, 30), (31, 120), (600, 3600), (2419200, 2419200), (9999999, 2419200)]
)
def test_linode_keeps_the_next_time_it_knows(cloud: MakeCloud, given: int, known: int) -> None:
    there = cloud(RECORD)
    arguments = MINIMAL[RECORD] | {"ttlSec": given}
    made = there.create(RECORD, arguments)
    assert made.state["ttlSec"] == given
    assert not there.diff(made, made.inputs).changed
    found = there.refresh(made)
    assert found.state["ttlSec"] == found.inputs["ttlSec"] == known
    # What an update gives is rounded again, so that each refresh finds a difference.
    for _ in range(2):
        assert there.diff(found, made.inputs).fields == ({} if given == known else {"ttlSec": "UPDATE"})
        found = there.refresh(there.update(found, arguments))
    domain = there.create(DOMAIN, MINIMAL[DOMAIN] | {"domain": "example.net", "refreshSec": given})
    assert there.refresh(domain).state["refreshSec"] == known


def test_the_times_are_in_order() -> None:
    assert sorted(SECONDS) == list(SECONDS)


def test_a_record_of_the_domain_itself_has_an_empty_name(cloud: MakeCloud) -> None:
    there = cloud(RECORD)
    arguments = {"domainId": 3300000, "recordType": "CAA", "tag": "issue", "target": "letsencrypt.org"}
    made = there.create(RECORD, arguments)
    found = there.refresh(made)
    assert found.state == made.state | {"name": ""}
    assert not there.diff(found, made.inputs).changed


def test_a_record_is_imported_by_its_domain_and_its_own_number(cloud: MakeCloud) -> None:
    there = cloud(RECORD)
    made = there.create(RECORD)
    found, wanted = there.adopt(RECORD, f"3300000,{made.id}", MINIMAL[RECORD])
    assert (found.id, found.state) == (made.id, made.state)
    assert not there.diff(found, wanted).changed


def test_a_domains_status_is_the_clouds_unless_it_is_given(cloud: MakeCloud) -> None:
    there = cloud(DOMAIN)
    made = there.create(DOMAIN)
    assert made.state["status"] == "active"
    assert not there.diff(made, made.inputs).changed
    arguments = MINIMAL[DOMAIN] | {"domain": "example.net", "status": "disabled"}
    assert there.create(DOMAIN, arguments).state["status"] == "disabled"


# Reverse DNS at Linode


def reverse(name: str, address: str) -> Properties:
    return {"address": address, "rdns": name, "waitForAvailable": True}


@pytest.fixture
def zones(cloud: MakeCloud) -> Cloud:
    """Zones at both clouds with a few addresses in them; the answer is Linode's cloud."""
    hetzner, linode = cloud(ZONE), cloud(DOMAIN)
    zone = hetzner.create(ZONE)
    hetzner.create(ZONE, MINIMAL[ZONE] | {"name": "other.net"})
    hetzner.create(RRSET, rrset("example.org", "www", "A", "192.0.2.9", "192.0.2.1"))
    hetzner.create(RRSET, rrset(zone.id, "www", "AAAA", "2001:db8:0:0::1"))
    hetzner.create(RRSET, rrset(zone.id, "@", "A", "192.0.2.1"))
    hetzner.create(RRSET, rrset(zone.id, "text", "TXT", '"192.0.2.1"'))
    hetzner.create(RRSET, rrset("other.net", "sub", "A", "192.0.2.1"))
    domain = linode.create(DOMAIN, MINIMAL[DOMAIN] | {"domain": "linode.example"})
    for name, type_, target in (("a.b", "A", "192.0.2.1"), ("", "AAAA", "2001:db8::1"), ("me", "A", "[remote_addr]")):
        record = {"domainId": int(domain.id), "recordType": type_, "name": name, "target": target}
        linode.create(RECORD, record)
    return linode


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("www.example.org", "192.0.2.1"),
        ("WWW.example.org.", "192.0.2.1"),
        ("www.example.org", "2001:db8::1"),
        ("example.org", "192.0.2.1"),
        ("a.b.linode.example", "192.0.2.1"),
        ("linode.example", "2001:db8::1"),
        # Nobody here knows these zones.
        ("www.notexample.org", "192.0.2.1"),
        ("org", "192.0.2.1"),
    ],
)
def test_reverse_dns_is_accepted_once_the_name_leads_there(zones: Cloud, name: str, address: str) -> None:
    assert zones.create(LINODE_RDNS, reverse(name, address)).id == address


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("www.example.org", "192.0.2.2"),
        ("www.example.org", "2001:db8::2"),
        ("mail.example.org", "192.0.2.1"),
        ("text.example.org", "192.0.2.1"),
        ("sub.example.org", "192.0.2.1"),
        ("example.org", "2001:db8::1"),
        ("b.linode.example", "192.0.2.1"),
        ("me.linode.example", "192.0.2.1"),
        ("linode.example", "192.0.2.1"),
    ],
)
def test_reverse_dns_is_refused_before_the_name_leads_there(zones: Cloud, name: str, address: str) -> None:
    assert refused(zones, LINODE_RDNS, reverse(name, address)) == MISSING
    assert refused(zones, LINODE_RDNS, {"address": address, "rdns": name}) == MISSING
    made = zones.create(LINODE_RDNS, reverse("elsewhere.example.com", address))
    with pytest.raises(RefusedError, match="the forward record must exist first"):
        zones.update(made, reverse(name, address))
