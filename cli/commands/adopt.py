"""`adopt`: which existing objects the inventory could adopt."""

import typer

from cli.options import InventoryOption, SandboxOption, StackOption

adopt = typer.Typer(no_args_is_help=True, help="Find what is there already, and print what to write to adopt it.")


@adopt.command()
def uptimerobot(
    stack: StackOption = "production", inventory: InventoryOption = None, *, sandbox: SandboxOption = False
) -> None:
    """Print the numbers of monitors that watch what the inventory does, to write in its rows."""
    from cli.adopt import show_matches

    show_matches(stack, inventory, sandbox=sandbox)
