"""Linode's DNS in the sandbox, and its reverse DNS, which asks for the other way first."""

import pytest

from components.linode.simulated_dns import DOMAIN, RECORD, RECORD_FUNCTION, SECONDS
from providers.kit.values import UNKNOWN, Properties
from sandbox.simulation import kinds
from sandbox.store import Store
from tests.sandbox.client import LINODE_RDNS, MINIMAL, RRSET, ZONE, Cloud, RefusedError, refused, rrset
from tests.sandbox.conftest import MakeCloud
from tests.sandbox.shapes import misfits, result_type

MISSING = "unable to perform a lookup for this name; the forward record must exist first"


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


@pytest.fixture
def records(cloud: MakeCloud) -> tuple[Cloud, list[str]]:
    """Records in two domains, and their ids."""
    there = cloud(RECORD)
    other = int(there.create(DOMAIN, MINIMAL[DOMAIN] | {"domain": "example.net"}).id)
    made = [
        there.create(RECORD),
        there.create(RECORD, MINIMAL[RECORD] | {"domainId": other, "target": "192.0.2.2", "ttlSec": 300}),
        there.create(RECORD, {"domainId": other, "recordType": "CAA", "tag": "issue", "target": "ca.example"}),
    ]
    return there, [str(other), *(one.id for one in made)]


def test_a_domains_record_is_found_by_name_or_id(records: tuple[Cloud, list[str]]) -> None:
    there, (other, first, second, third) = records
    found = there.look_up(RECORD_FUNCTION, {"domainId": int(other), "name": "www"})
    assert misfits(result_type(RECORD_FUNCTION), found) == []
    assert (found["id"], found["type"], found["target"], found["ttlSec"]) == (int(second), "A", "192.0.2.2", 300)
    assert there.look_up(RECORD_FUNCTION, {"domainId": 3300000, "name": "www"})["id"] == int(first)
    for by in ({"id": int(third)}, {"name": ""}):
        caa = there.look_up(RECORD_FUNCTION, {"domainId": int(other)} | by)
        assert (caa["id"], caa["type"], caa["tag"]) == (int(third), "CAA", "issue")


@pytest.mark.parametrize("by", [{"name": "mail"}, {"id": 9999}, {}])
def test_a_record_that_is_not_there_is_refused(records: tuple[Cloud, list[str]], by: Properties) -> None:
    there, (_, first, *_) = records
    for wrong in ({"domainId": 3300000} | by, {"domainId": 1, "name": "www"}, {"domainId": 1, "id": int(first)}):
        with pytest.raises(RefusedError, match=r"^the domain has no such record \(404\)$"):
            there.look_up(RECORD_FUNCTION, wrong)


def test_a_domain_takes_its_records_along(cloud: MakeCloud, store: Store) -> None:
    there = cloud(DOMAIN)
    first, second = there.create(DOMAIN), there.create(DOMAIN, MINIMAL[DOMAIN] | {"domain": "example.net"})
    for domain in (first, second):
        there.create(RECORD, MINIMAL[RECORD] | {"domainId": int(domain.id)})
    there.delete(first)
    assert [one.properties.get("domainId", one.id) for one in store.all()] == [second.id, int(second.id)]


@pytest.mark.parametrize(
    ("token", "arguments", "reason"),
    [
        (DOMAIN, {"type": "master"}, "soa_email is required"),
        (DOMAIN, {"type": "master", "soaEmail": ""}, "soa_email is required"),
        (DOMAIN, {"type": "master", "soaEmail": UNKNOWN}, None),
        (DOMAIN, {"type": "slave"}, None),
        (RECORD, {"recordType": "CAA", "tag": "issue", "target": "letsencrypt.org"}, None),
    ],
)
def test_arguments_that_do_not_go_together(token: str, arguments: Properties, reason: str | None) -> None:
    found = kinds()[token].rule(arguments)
    assert (found is None) if reason is None else (reason in (found or ""))


@pytest.mark.parametrize(("length", "right"), [(1, True), (100, True), (101, False)])
def test_a_records_name_has_a_limited_length(cloud: MakeCloud, length: int, *, right: bool) -> None:
    arguments = MINIMAL[RECORD] | {"name": ("w" * 50 + "." + "w" * 49 + "w")[:length]}
    there = cloud(RECORD)
    if right:
        assert there.create(RECORD, arguments).id
    else:
        assert refused(there, RECORD, arguments) == "[400] [name] Must be 100 characters or fewer"


@pytest.mark.parametrize("name", ["Example.net", "example.net.", "a..b", "w" * 64 + ".org", "-a.org"])
def test_a_domain_is_a_host_name(cloud: MakeCloud, name: str) -> None:
    words = "[400] [domain] Must be a valid domain"
    assert refused(cloud(DOMAIN), DOMAIN, MINIMAL[DOMAIN] | {"domain": name}) == words
