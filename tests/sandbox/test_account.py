"""What stands in the way of a write, and what a write takes along."""

from typing import Any

import pytest
from sandbox.dns import DOMAIN, RECORD, RRSET, ZONE

from sandbox.store import Store
from tests.sandbox.client import KEY, LINODE_RDNS, MINIMAL, PAGES, RDNS, SERVER, SNAPSHOT, RefusedError
from tests.sandbox.conftest import MakeCloud

HTTPS = MINIMAL[PAGES] | {"cname": "www.example.org", "httpsEnforced": True}


@pytest.mark.parametrize(("token", "name"), [(RDNS, "dnsPtr"), (LINODE_RDNS, "rdns")])
def test_reverse_dns_that_is_there_is_overwritten(cloud: MakeCloud, store: Store, token: str, name: str) -> None:
    there = cloud(token)
    first = there.create(token, MINIMAL[token] | {name: "default.example.net"})
    again = there.create(token)
    assert again.id == first.id
    assert [one.properties for one in store.all()] == [again.state]
    assert store.writes() == [("create", token, again.id)] * 2


@pytest.mark.parametrize(
    ("token", "words"),
    [
        (SNAPSHOT, "the server does not exist (not_found)"),
        (RRSET, "the zone does not exist (not_found)"),
        (RECORD, "the domain does not exist (404)"),
    ],
)
def test_what_lies_in_nothing_is_refused(cloud: MakeCloud, store: Store, token: str, words: str) -> None:
    there = cloud(token.partition(":")[0])
    # A preview asks no cloud.
    there.create(token, preview=True)
    with pytest.raises(RefusedError) as refused:
        there.create(token)
    assert str(refused.value) == words
    assert (store.all(), store.writes()) == ([], [])


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


def test_a_domain_takes_its_records_along(cloud: MakeCloud, store: Store) -> None:
    there = cloud(DOMAIN)
    first, second = there.create(DOMAIN), there.create(DOMAIN, MINIMAL[DOMAIN] | {"domain": "example.net"})
    for domain in (first, second):
        there.create(RECORD, MINIMAL[RECORD] | {"domainId": int(domain.id)})
    there.delete(first)
    assert [one.properties.get("domainId", one.id) for one in store.all()] == [second.id, int(second.id)]


def test_a_protected_zone_and_its_records_stay(cloud: MakeCloud, store: Store) -> None:
    there = cloud(ZONE)
    zone = there.create(ZONE, MINIMAL[ZONE] | {"deleteProtection": True})
    there.create(RRSET)
    with pytest.raises(RefusedError, match=r"is protected against deletion \(protected\)$"):
        there.delete(zone)
    assert len(store.all()) == 2
    there.delete(there.update(zone, MINIMAL[ZONE]))
    assert store.all() == []


def by_hand(store: Store, **changed: Any) -> None:
    stored = store.get(PAGES, "example/website")
    assert stored is not None
    store.change(PAGES, stored.id, None, stored.properties | changed, by_hand=True)


def test_https_is_enforced_only_with_a_certificate(cloud: MakeCloud, store: Store) -> None:
    there = cloud(PAGES)
    with pytest.raises(RefusedError, match=r"^The certificate does not exist yet \(404\)$"):
        there.create(PAGES, HTTPS)
    made = there.create(PAGES, MINIMAL[PAGES] | {"cname": "www.example.org"})
    for state in (None, "authorization_pending"):
        by_hand(store, certificate=state)
        with pytest.raises(RefusedError, match=r"^The certificate does not exist yet \(404\)$"):
            there.update(made, HTTPS)
        assert "httpsEnforced" not in there.refresh(made).state
    by_hand(store, certificate="approved")
    updated = there.update(made, HTTPS)
    assert there.refresh(updated) == updated
    assert updated.state["httpsEnforced"] is True


def test_no_read_tells_a_certificate(cloud: MakeCloud, store: Store) -> None:
    there = cloud(PAGES)
    made = there.create(PAGES)
    by_hand(store, certificate="approved")
    assert there.refresh(made) == made
    assert there.update(made, MINIMAL[PAGES]).state == made.state
    stored = store.get(PAGES, "example/website")
    assert stored is not None
    assert stored.properties["certificate"] == "approved"
