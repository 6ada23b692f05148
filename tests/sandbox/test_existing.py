"""Objects that are in the clouds before the fleet comes."""

from sandbox.existing import Existing, put_existing
from sandbox.store import Store
from tests.sandbox.client import SERVER

ARGUMENTS = {"name": "www.example.org", "serverType": "cx23"}


def test_an_object_is_there_once_with_its_id_and_what_its_cloud_chose(store: Store) -> None:
    for size in ("cx23", "cx33"):
        put_existing(store, Existing(SERVER, "52", ARGUMENTS | {"serverType": size}))
    (one,) = store.all()
    assert (one.kind, one.id, one.properties["name"], one.properties["serverType"]) == (
        SERVER,
        "52",
        *ARGUMENTS.values(),
    )
    assert one.properties["ipv4Address"]


def test_a_name_that_is_taken_leaves_the_object_one_of_its_own(store: Store) -> None:
    put_existing(store, Existing(SERVER, "51", ARGUMENTS))
    put_existing(store, Existing(SERVER, "52", ARGUMENTS))
    assert [(one.id, one.properties["name"]) for one in store.all()] == [
        ("51", "www.example.org"),
        ("52", "existing-52"),
    ]
