"""`refresh`: read what was changed outside the stack."""

from cli.operations import run
from cli.options import ExpectOption, JsonOption, SandboxOption, StackOption
from cli.session import finish


def refresh(
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
) -> None:
    """Find what was changed outside the stack, and record it in the state; `up` then puts it right."""
    finish(run("refresh", stack, None, sandbox=sandbox), json=json, expect_no_changes=expect_no_changes)
