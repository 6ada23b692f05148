"""`up`: make the stack what the inventory says."""

from cli.operations import change
from cli.options import ExpectOption, InventoryOption, JsonOption, SandboxOption, StackOption, YesOption
from cli.session import finish, question_or_none


def up(
    stack: StackOption = "production",
    inventory: InventoryOption = None,
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
    yes: YesOption = False,
) -> None:
    """Make the stack what the inventory says. On real clouds it shows the plan and asks first."""
    question = question_or_none("Make these changes?", json=json, sandbox=sandbox, yes=yes)
    outcome = change("up", stack, inventory, question, sandbox=sandbox)
    finish(outcome, json=json, expect_no_changes=expect_no_changes)
