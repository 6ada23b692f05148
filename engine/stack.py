"""Opening a stack, through the Automation API."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi.automation as auto

from engine.messages import explained, last_error


class StackError(Exception):
    """The stack can't be opened; the text says why."""


def no_program() -> None:
    """What a stack runs on which only is done what needs no program, like a refresh."""


def open_stack(
    name: str,
    work_dir: Path,
    env: dict[str, str],
    engine: Path,
    *,
    create: bool,
    program: Callable[[], Any] = no_program,
) -> auto.Stack:
    """The stack on which operations run.

    Args:
        name: The stack's name.
        work_dir: The folder with the project's Pulumi.yaml.
        env: Environment variables for the engine, besides this process's own.
        engine: The folder whose `bin/pulumi` is the engine.
        create: Make the stack if it isn't there.
        program: What the stack runs, in this process.

    Raises:
        StackError: The backend refuses, or has no such stack.
    """
    options = auto.LocalWorkspaceOptions(
        work_dir=str(work_dir), pulumi_command=auto.PulumiCommand(root=str(engine)), env_vars=env
    )
    opened = auto.create_or_select_stack if create else auto.select_stack
    try:
        return opened(name, "fleet", program, opts=options)
    except auto.CommandError as error:
        raise StackError(explained(last_error(str(error)))) from None
