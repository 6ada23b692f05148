"""Acme in the sandbox."""

from typing import TYPE_CHECKING

from sandbox.addresses import ipv4, ipv6
from sandbox.existing import Existing, put_existing
from sandbox.kind import Kind
from sandbox.simulation import Listing, Simulation
from sandbox.store import Store

if TYPE_CHECKING:
    from fleet.blueprint.blueprint import Blueprint

MACHINE = "acme:index/machine:Machine"


def seed(store: Store, blueprint: "Blueprint") -> None:
    """Put the machines that rows adopt there."""
    account = blueprint.accounts.get("acme")
    for name, host in account.hosts.items() if account else ():
        if host.row.provider_id is not None:
            machine = {"name": name, "region": "desert", "size": "small", "labels": {}}
            put_existing(store, Existing(MACHINE, host.row.provider_id, machine))


SIMULATION = Simulation(
    plugin="acme",
    sdk="tests.acme.sdk",
    release="1.0.0",
    kinds=(
        Kind(
            MACHINE,
            lambda new: {"ipv4": ipv4(new.number), "ipv6": ipv6(new.number)},
            ("ipv4", "ipv6"),
            name="name",
            replaces=frozenset(["region", "image", "keys", "boot"]),
            delete_protection="guarded",
        ),
    ),
    lists={"acme:index/getMachines:getMachines": Listing("machines", MACHINE)},
    refusals={"rate-limit": "too many anvils (429)", "no-capacity": "out of rockets"},
    seed=seed,
)
