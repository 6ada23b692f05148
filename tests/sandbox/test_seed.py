from fleet.draw_up import draw_up
from fleet.inventory.load import load
from providers.githubpages.simulated_objects import PAGES
from providers.hetznerrobot.simulated_objects import SERVERS as DEDICATED
from sandbox.arguments import argument_names
from sandbox.seed import seed
from sandbox.store import Store, Stored
from tests.components.fleets import fleet_of
from tests.sandbox.client import LINODE, MINIMAL, SERVER
from tests.sandbox.conftest import MakeCloud
from tests.shared import FLEETS

HOSTS = {
    "a.example.org": {"provider": "linode", "id": 7, "size": "g6-nanode-1", "region": "eu-west", "backups": False},
    "b.example.org": {"provider": "hetzner-cloud", "id": 8, "size": "cx23", "region": "nbg1", "backups": False},
    "c.example.org": {"provider": "linode", "size": "g6-nanode-1"},
    "d.example.org": {"provider": "hetzner-dedicated", "server_number": 9},
    "e.example.org": {"provider": "bytemark"},
}


def test_the_sandbox_fleet_finds_what_it_adopts(store: Store) -> None:
    seed(store, draw_up(load(FLEETS / "sandbox")))
    found = {(one.kind, one.id) for one in store.all()}
    assert found >= {(PAGES, "example-org/standard"), (SERVER, "52000001"), (LINODE, "41000001")}


def test_the_production_fleet_adopts_nothing_yet(store: Store) -> None:
    seed(store, draw_up(load(FLEETS / "production")))
    assert store.all() == []


def test_what_is_adopted_is_as_if_made_by_hand(store: Store) -> None:
    seed(store, draw_up(fleet_of(HOSTS)))
    linode, server = store.get(LINODE, "7"), store.get(SERVER, "8")
    assert linode is not None
    assert server is not None
    machines = [one.kind for one in store.all()]
    assert machines == [SERVER, DEDICATED, LINODE]
    assert (
        linode.properties.items()
        >= {
            "label": "a.example.org",
            "region": "eu-west",
            "type": "g6-nanode-1",
            "tags": [],
            "backupsEnabled": False,
        }.items()
    )
    assert (
        server.properties.items()
        >= {
            "name": "b.example.org",
            "location": "nbg1",
            "serverType": "cx23",
            "labels": {},
            "backups": False,
            "deleteProtection": False,
            "rebuildProtection": False,
        }.items()
    )
    for stored in (linode, server):
        assert {"203.0.113.1", "203.0.113.2"} & {str(value) for value in stored.properties.values()}
        assert stored.properties.keys() & argument_names(stored.kind) > {"image"}
    assert store.writes() == []


def test_each_object_is_there_once_for_good(store: Store) -> None:
    blueprint = draw_up(fleet_of(HOSTS))
    seed(store, blueprint)
    before = store.all()
    store.remove(LINODE, "7")
    store.change(SERVER, "8", "renamed", {"name": "renamed"})
    for _ in range(3):
        seed(store, blueprint)
    dedicated = before[1]
    assert store.all() == [Stored(SERVER, "8", {"name": "renamed"}), dedicated]
    assert len(before) == 3
    # A run that seeds nothing must not use up addresses.
    assert store.next_number() == 3


def test_an_id_for_a_machine_that_the_fleet_made_names_another(store: Store, cloud: MakeCloud) -> None:
    made = cloud(LINODE).create(LINODE, MINIMAL[LINODE] | {"label": "a.example.org"})
    seed(store, draw_up(fleet_of(HOSTS)))
    own, other = store.get(LINODE, made.id), store.get(LINODE, "7")
    assert own is not None
    assert other is not None
    assert (own.properties["label"], other.properties["label"]) == ("a.example.org", "existing-7")
