"""`preview`: what would `up` change?"""

from cli.operations import run
from cli.options import ExpectOption, InventoryOption, JsonOption, SandboxOption, StackOption
from cli.session import finish


def preview(
    stack: StackOption = "production",
    inventory: InventoryOption = None,
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
) -> None:
    """Show what would change, and change nothing."""
    finish(run("preview", stack, inventory, sandbox=sandbox), json=json, expect_no_changes=expect_no_changes)
