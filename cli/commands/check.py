"""`check`: is the inventory free of mistakes?"""

from datetime import UTC, datetime

import typer

from cli.options import InventoryOption, StackOption
from cli.session import drawn_up, inventory_of, loaded
from fleet.blueprint.cautions import due


def check(stack: StackOption = "production", inventory: InventoryOption = None) -> None:
    """Check an inventory and report every mistake at once."""
    path = inventory or inventory_of(stack)
    fleet = loaded(path)
    # A monitoring server's first boot may grow past what its provider takes.
    for caution in due(drawn_up(fleet).cautions, datetime.now(tz=UTC).date()):
        typer.echo(f"warning: {caution}", err=True)
    sites = sum(len(service.sites) for service in fleet.services.values())
    counts = f"{len(fleet.hosts)} hosts, {len(fleet.services)} services, {sites} sites, {len(fleet.contacts)} contacts"
    typer.echo(f"{path}: {counts}; no mistakes")
