"""Opening a stack, through the Automation API."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pulumi.automation as auto
from semver import VersionInfo

from engine.messages import explained, last_error
from engine.version import MINIMUM


class StackError(Exception):
    """The stack can't be opened; the text says why."""


class Engine(auto.PulumiCommand):
    """The engine in a folder, whose version was looked at when it got there; the SDK's own starts it to ask."""

    def __init__(self, root: Path) -> None:
        self.command, self.version = str(root / "bin" / "pulumi"), VersionInfo(*MINIMUM)


class Stack(auto.Stack):
    """A stack without what the SDK's own spends most of its time on.

    When an operation is done, that one starts the engine thrice more, for outputs and history; Fleet has what happened
    from the events. And it exports a state with its secrets in plain text, which Fleet has no use for.
    """

    def __init__(self, name: str, workspace: auto.Workspace) -> None:
        self.name, self.workspace = name, workspace

    def export_stack(self) -> auto.Deployment:
        """The state as it lies in the backend, with its secrets encrypted."""
        return auto.Deployment(**json.loads(self._run_pulumi_cmd_sync(["stack", "export"]).stdout))

    def outputs(self) -> auto.OutputMap:
        """Nothing; see `State`."""
        return {}

    def info(self, show_secrets: bool = True) -> auto.UpdateSummary:  # noqa: ARG002, FBT001, FBT002 # the SDK's words
        """A summary that says nothing."""
        now = datetime.now(tz=UTC)
        return auto.UpdateSummary("update", now, "", {}, {}, "succeeded", now)


def no_program() -> None:
    """What a stack runs on which only is done what needs no program, like a refresh."""


def open_stack(
    name: str,
    work_dir: Path,
    env: dict[str, str],
    engine: Path,
    *,
    create: bool,
    exists: bool = False,
    program: Callable[[], Any] = no_program,
) -> Stack:
    """The stack on which operations run.

    Args:
        name: The stack's name.
        work_dir: The folder with the project's Pulumi.yaml.
        env: Environment variables for the engine, besides this process's own.
        engine: The folder whose `bin/pulumi` is the engine.
        create: Make the stack if it isn't there.
        exists: It is known to be there, so the backend isn't asked.
        program: What the stack runs, in this process.

    Raises:
        StackError: The backend refuses, or has no such stack.
    """
    workspace = auto.LocalWorkspace(str(work_dir), program=program, env_vars=env, pulumi_command=Engine(engine))
    try:
        if not exists:
            _select(workspace, name, create=create)
    except auto.CommandError as error:
        raise StackError(explained(last_error(str(error)))) from None
    return Stack(name, workspace)


def _select(workspace: auto.LocalWorkspace, name: str, *, create: bool) -> None:
    try:
        workspace.select_stack(name)
    except auto.StackNotFoundError:
        if not create:
            raise
        workspace.create_stack(name)
