"""What follows from the description of a resource type."""

import pytest

from sandbox.kind import Kind, New


def test_an_id_is_a_number_unless_the_type_makes_its_own() -> None:
    new = New(7, {"name": "www"}, "example-org")
    assert Kind("hcloud:index/server:Server", first_id=100).id_of(new) == "107"
    assert Kind("github:index/repository:Repository", identify=lambda new: new.arguments["name"]).id_of(new) == "www"


@pytest.mark.parametrize(
    ("token", "owner", "key"),
    [
        ("github:index/repository:Repository", "example-org", "example-org/www"),
        ("github:index/repository:Repository", "", "www"),
        ("hcloud:index/server:Server", "example-org", "www"),
    ],
)
def test_an_id_that_two_owners_may_have_given_is_told_with_its_owner(token: str, owner: str, key: str) -> None:
    assert Kind(token).key("www", owner) == key


def test_what_the_cloud_chose_or_keeps_stays_without_an_argument() -> None:
    kind = Kind("linode:index/instance:Instance", computed_names=("ipAddress",), kept=frozenset(["region"]))
    assert kind.stays == {"ipAddress", "region"}
