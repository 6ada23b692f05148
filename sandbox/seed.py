"""What is in the clouds before the fleet comes: a machine, zone, site or monitor for each number in the inventory."""

from typing import TYPE_CHECKING
from zlib import crc32

from providers.uptimerobot.simulated_objects import BY_HAND, FIRST_BY_HAND, seed_monitor
from sandbox.simulation import simulations
from sandbox.store import Store

if TYPE_CHECKING:
    from fleet.blueprint.blueprint import Blueprint


def seed(store: Store, blueprint: "Blueprint") -> None:
    """Put what the inventory adopts into the clouds, each object once: one that was removed since stays removed."""
    for simulation in simulations():
        simulation.seed(store, blueprint)
    for monitor in blueprint.uptime.monitors:
        services = (blueprint.services[name] for name in monitor.services)
        hosts = {blueprint.hosts[host].row.state for service in services for host in service.row.hosts}
        if monitor.adopts is not None or hosts == {"adopted"}:
            # The same number for the same row, whatever other rows there are.
            id_ = monitor.adopts or FIRST_BY_HAND + crc32(monitor.row.encode()) % BY_HAND
            seed_monitor(store, id_, f"made by hand for {monitor.row}", monitor.type, monitor.url)
