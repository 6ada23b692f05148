"""`cancel`: unlock a stack after a killed run."""

import typer

from cli.options import SandboxOption, StackOption, YesOption
from cli.session import fail, open_stack, require_terminal


def cancel(stack: StackOption = "production", *, sandbox: SandboxOption = False, yes: YesOption = False) -> None:
    """Release the lock that a killed run left on the stack. It says who holds it, and asks where machines are real."""
    opened = open_stack(stack, None, sandbox=sandbox)
    from pulumi.automation import CommandError

    from engine.locks import locks
    from engine.messages import exact, explained, last_error

    try:
        held = locks(opened)
        if held == []:
            typer.echo(f"{stack} is not locked")
            return
        for lock in held or ():
            typer.echo(f"{stack} is locked by {lock}")
        if not (sandbox or yes):
            require_terminal()
            typer.confirm(f"Unlock {stack}? A run that still works on it would be lost", abort=True)
        opened.cancel()
    except CommandError as error:
        fail(exact(explained(last_error(str(error))), stack, sandbox=sandbox))
    again = exact("`python -m fleet up`", stack, sandbox=sandbox)
    typer.echo(f"{stack} is unlocked; {again} finishes what the killed run began")
