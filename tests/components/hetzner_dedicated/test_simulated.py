"""The dedicated machines that the sandbox rents."""

from pathlib import Path

from components.hetzner_dedicated.simulated import SIMULATION
from fleet.draw_up import draw_up
from providers.hetznerrobot.simulated_objects import SERVERS
from sandbox.store import Store
from tests.components.fleets import fleet_of

TOLD = ("server_number", "server_name", "server_ip", "server_ipv6_net", "product")


def test_the_machines_that_rows_have_the_number_of_are_rented_once(tmp_path: Path) -> None:
    dedicated = {"provider": "hetzner-dedicated"}
    hosts = {
        "a.example.org": dedicated | {"server_number": 321},
        "b.example.org": dedicated
        | {"server_number": 322, "ipv4": "192.0.2.7", "ipv6": "2001:db8:7::2", "product": "AX41"},
        "c.example.org": dedicated,
        "d.example.org": {"provider": "bytemark"},
    }
    store = Store(tmp_path / "clouds.sqlite")
    assert SIMULATION.seed is not None
    for _ in range(2):
        SIMULATION.seed(store, draw_up(fleet_of(hosts)))
    assert [(one.kind, tuple(one.properties[name] for name in TOLD)) for one in store.all()] == [
        (SERVERS, (321, "a.example.org", "192.0.2.1", "2001:db8:1::", "EX44")),
        (SERVERS, (322, "b.example.org", "192.0.2.7", "2001:db8:7::", "AX41")),
    ]
    store.close()
