"""`cancel`: unlock a stack after a killed run."""

import typer

from cli.options import SandboxOption, StackOption
from cli.session import open_stack


def cancel(stack: StackOption = "production", *, sandbox: SandboxOption = False) -> None:
    """Release the lock that a killed run left on the stack."""
    open_stack(stack, None, sandbox=sandbox).cancel()
    typer.echo(f"{stack} is unlocked; the next up finishes what the killed run began")
