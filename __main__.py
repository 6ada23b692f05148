"""Declare the stack: one inventory in; resources and monitoring targets out."""

import os
from pathlib import Path

import pulumi

from components.program import run_program
from fleet.draw_up import draw_up
from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.load import load
from fleet.render.cloud_init import UserDataTooLargeError

HERE = Path(os.path.relpath(Path(__file__).parent))


async def main() -> pulumi.Inputs:
    """Load the stack's inventory, declare all it holds, and export what others build on.

    `python -m fleet` runs the same program with the inventory that it loaded itself.

    Raises:
        pulumi.RunError: The inventory has mistakes, or a provider wouldn't take what follows from it; the message lists
            them all, and nothing was declared.
    """
    named = pulumi.Config("fleet").get("inventory")
    try:
        blueprint = draw_up(load(HERE / (named or f"stacks/{pulumi.get_stack()}")))
    except InvalidInventoryError as error:
        raise pulumi.RunError(f"the inventory has mistakes:\n{error}") from None
    except UserDataTooLargeError as error:
        raise pulumi.RunError(str(error)) from None
    return await run_program(blueprint)


pulumi.run(main)
