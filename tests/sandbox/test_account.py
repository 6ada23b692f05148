"""What stands in the way of a write, and what a write takes along."""

import pytest

from sandbox.store import Store
from tests.sandbox.client import LINODE_RDNS, MINIMAL, RDNS, RECORD, RRSET, SNAPSHOT, RefusedError
from tests.sandbox.conftest import MakeCloud


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
