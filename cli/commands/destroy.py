"""`destroy`: remove everything the stack manages."""

from cli.operations import change
from cli.options import JsonOption, SandboxOption, StackOption, YesOption
from cli.session import finish


def destroy(
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Remove everything the stack manages; refused while any host is protected. It shows the plan and asks first."""
    question = None if sandbox or yes else f"Destroy everything in the stack {stack}?"
    finish(change("destroy", stack, None, question, sandbox=sandbox), json=json, expect_no_changes=False)
