"""`check`: is the inventory free of mistakes?"""

from datetime import UTC, datetime

import typer

from cli.options import InventoryOption, StackOption
from cli.session import drawn_up, inventory_of, loaded
from fleet.blueprint.cautions import due
from fleet.counts import counted


def check(stack: StackOption = "production", inventory: InventoryOption = None) -> None:
    """Check an inventory and report every mistake at once."""
    path = inventory or inventory_of(stack)
    fleet = loaded(path)
    # A monitoring server's first boot may grow past what its provider takes.
    for caution in due(drawn_up(fleet).cautions, datetime.now(tz=UTC).date()):
        typer.echo(f"warning: {caution}", err=True)
    sites = sum(len(service.sites) for service in fleet.services.values())
    numbers = {"host": len(fleet.hosts), "service": len(fleet.services), "site": sites, "contact": len(fleet.contacts)}
    counts = ", ".join(counted(number, noun) for noun, number in numbers.items())
    typer.echo(f"{path}: {counts}; no mistakes")
