"""`check`: is the inventory free of mistakes?"""

import typer

from cli.options import InventoryOption, StackOption
from cli.session import drawn_up, inventory_of, loaded


def check(stack: StackOption = "production", inventory: InventoryOption = None) -> None:
    """Check an inventory and report every mistake at once."""
    path = inventory or inventory_of(stack)
    fleet = loaded(path)
    if fleet.prometheus:
        # Only a monitoring server's first boot can grow past what its provider takes.
        drawn_up(fleet)
    sites = sum(len(service.sites) for service in fleet.services.values())
    counts = f"{len(fleet.hosts)} hosts, {len(fleet.services)} services, {sites} sites, {len(fleet.contacts)} contacts"
    typer.echo(f"{path}: {counts}; no mistakes")
