"""`destroy`: remove everything the stack manages."""

from cli.operations import change
from cli.options import JsonOption, SandboxOption, StackOption, YesOption
from cli.session import finish, question_or_none


def destroy(
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Remove everything the stack manages; refused while any host is protected. It shows the plan and asks first."""
    asked = f"Destroy everything in the stack {stack}?"
    question = question_or_none(asked, json=json, sandbox=sandbox, yes=yes)
    finish(change("destroy", stack, None, question, sandbox=sandbox), json=json, expect_no_changes=False)
