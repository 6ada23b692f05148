"""Hetzner's dedicated machines in the sandbox: the simulated Robot has one for each number in a row."""

from ipaddress import ip_network
from typing import TYPE_CHECKING

from sandbox.simulation import Simulation
from sandbox.store import Store

if TYPE_CHECKING:
    from fleet.blueprint.blueprint import Blueprint


def seed(store: Store, blueprint: "Blueprint") -> None:
    """Add a rented machine for each number in a row."""
    from components.hetzner_dedicated.row import HetznerDedicatedHost
    from providers.hetznerrobot.simulated_objects import seed_server

    for name, host in blueprint.hosts.items():
        row = host.row
        if isinstance(row, HetznerDedicatedHost) and row.server_number is not None:
            network = ip_network(f"{row.ipv6 or '2001:db8:1::'}/64", strict=False).network_address
            product = row.product or "EX44"
            seed_server(store, row.server_number, name, row.ipv4 or "192.0.2.1", str(network), product)


SIMULATION = Simulation(seed=seed)
