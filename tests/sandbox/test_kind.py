"""What follows from the description of a resource type."""

import pytest

from sandbox.kind import Kind, New
from sandbox.simulation import plugins, simulation


def test_an_id_is_a_number_unless_the_type_makes_its_own() -> None:
    new = New(7, {"name": "www"}, "example-org")
    assert Kind("hcloud:index/server:Server", first_id=100).id_of(new) == "107"
    assert Kind("github:index/repository:Repository", identify=lambda new: new.arguments["name"]).id_of(new) == "www"


@pytest.mark.parametrize(("owner", "key"), [("example-org", "example-org/www"), ("", "www")])
def test_an_id_that_two_owners_may_have_given_is_stored_with_its_owner(owner: str, key: str) -> None:
    assert Kind("github:index/repository:Repository").key("www", owner) == key


def test_only_where_ids_need_it_is_there_an_owner() -> None:
    owners = {plugin: simulation(plugin).owner({"owner": "example-org"}) for plugin in plugins()}
    assert owners == dict.fromkeys(plugins(), "") | {"github": "example-org"}


def test_what_the_cloud_chose_or_keeps_stays_without_an_argument() -> None:
    kind = Kind("linode:index/instance:Instance", computed_names=("ipAddress",), kept=frozenset(["region"]))
    assert kind.stays == {"ipAddress", "region"}
