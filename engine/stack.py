"""Opening a stack, through the Automation API."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pulumi.automation as auto
from pulumi.automation.errors import create_command_error
from semver import VersionInfo

from engine.interruption import InterruptedRunError, handing_on
from engine.messages import last_error, not_opened
from engine.version import MINIMUM


class StackError(Exception):
    """The stack can't be opened; the text says why."""


class Engine(auto.PulumiCommand):
    """The engine in a folder, whose version was looked at when it got there; the SDK's own starts it to ask."""

    def __init__(self, root: Path) -> None:
        self.command, self.version = str(root / "bin" / "pulumi"), VersionInfo(*MINIMUM)

    def run(
        self,
        args: list[str],
        cwd: str,
        additional_env: Mapping[str, str],
        on_output: Callable[[str], Any] | None = None,  # noqa: ARG002 # Fleet reads the events
        on_error: Callable[[str], Any] | None = None,  # noqa: ARG002 # the same
    ) -> auto.CommandResult:
        """Run a command as the SDK does, in a process group of its own: a terminal's Ctrl-C would stop it at once.

        Raises:
            InterruptedRunError: This process was told to end meanwhile, and told the engine.
            auto.CommandError: The command failed.
        """
        env = {**os.environ, **additional_env, "PULUMI_AUTOMATION_API": "true"}
        env["PATH"] = os.pathsep.join([os.path.dirname(self.command), env.get("PATH", "")])  # noqa: PTH120 # text
        with (
            handing_on() as handover,
            subprocess.Popen(
                [self.command, "--non-interactive", *args],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=cwd,
                env=env,
                encoding="utf-8",
                process_group=0,
            ) as process,
        ):
            handover.to(process)
            output, error = process.communicate()
        if handover.signals:
            raise InterruptedRunError(at_once=len(handover.signals) > 1 or process.returncode < 0)
        result = auto.CommandResult(stdout=output.rstrip(), stderr=error.rstrip(), code=process.returncode)
        if process.returncode:
            raise create_command_error(result)
        return result


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
        raise StackError(not_opened(last_error(str(error)))) from None
    return Stack(name, workspace)


def _select(workspace: auto.LocalWorkspace, name: str, *, create: bool) -> None:
    try:
        workspace.select_stack(name)
    except auto.StackNotFoundError:
        if not create:
            raise
        workspace.create_stack(name)
