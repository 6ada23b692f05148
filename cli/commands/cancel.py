"""`cancel`: unlock a stack after a killed run."""

import typer

from cli.options import SandboxOption, StackOption
from cli.session import fail, open_stack


def cancel(stack: StackOption = "production", *, sandbox: SandboxOption = False) -> None:
    """Release the lock that a killed run left on the stack."""
    from pulumi.automation import CommandError

    from engine.messages import explained, last_error

    try:
        open_stack(stack, None, sandbox=sandbox).cancel()
    except CommandError as error:
        fail(explained(last_error(str(error))))
    typer.echo(f"{stack} is unlocked; the next up finishes what the killed run began")
