"""Declare the stack: one inventory in; resources and monitoring targets out."""

import os
from pathlib import Path

import pulumi

from components.program import declare
from fleet.draw_up import draw_up
from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.load import load

HERE = Path(os.path.relpath(Path(__file__).parent))


async def main() -> pulumi.Inputs:
    """Load the stack's inventory, declare all it holds, and export what others build on.

    Raises:
        pulumi.RunError: The inventory has mistakes; the message lists them all, and nothing was declared.
    """
    config, stack = pulumi.Config("fleet"), pulumi.get_stack()
    inventory = os.environ.get("FLEET_INVENTORY") or config.get("inventory") or f"stacks/{stack}"
    try:
        fleet = load(HERE / inventory)
    except InvalidInventoryError as error:
        raise pulumi.RunError(f"the inventory has mistakes:\n{error}") from None
    return await declare(draw_up(fleet), stack, debug=config.get_bool("debug") or False)


pulumi.run(main)
