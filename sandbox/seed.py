"""Adds what exists before the fleet does: a machine, zone, site or monitor for each id in the inventory."""

from typing import TYPE_CHECKING
from zlib import crc32

from providers.uptimerobot.simulated_objects import BY_HAND, FIRST_BY_HAND, seed_monitor
from sandbox.simulation import simulations
from sandbox.store import Store

if TYPE_CHECKING:
    from fleet.blueprint.blueprint import Blueprint


def seed(store: Store, blueprint: "Blueprint") -> None:
    """Add every object that the inventory adopts to the simulated clouds, once: if it is deleted, it stays deleted."""
    for simulation in simulations():
        simulation.seed(store, blueprint)
    for monitor in blueprint.uptime.monitors:
        services = (blueprint.services[name] for name in monitor.services)
        hosts = {blueprint.hosts[host].row.state for service in services for host in service.row.hosts}
        if monitor.adopts is not None or hosts == {"adopted"}:
            # The id follows from the row's name, so that it doesn't depend on other rows.
            id_ = monitor.adopts or FIRST_BY_HAND + crc32(monitor.row.encode()) % BY_HAND
            seed_monitor(store, id_, f"made by hand for {monitor.row}", monitor.type, monitor.url)
