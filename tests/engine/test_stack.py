"""How a stack is opened; the engine itself is asked in `test_stacks.py`."""

import os
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pulumi.automation as auto
import pytest

from engine.interruption import InterruptedRunError
from engine.stack import Engine, Stack, StackError, open_stack
from engine.version import MINIMUM


class Backend:
    """Takes the place of what the SDK runs, and has no stack or one that can't be selected."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: auto.CommandError | None = None) -> None:
        self.asked: list[list[str]] = []
        self.error = error
        monkeypatch.setattr(auto.LocalWorkspace, "_run_pulumi_cmd_sync", lambda _, args, **__: self.run(args))
        monkeypatch.setattr(Stack, "_run_pulumi_cmd_sync", lambda _, args: self.run(args))

    def run(self, args: list[str]) -> auto.CommandResult:
        self.asked.append(args)
        if self.error and args[:2] == ["stack", "select"]:
            raise self.error
        return auto.CommandResult('{"version": 3, "deployment": {"resources": []}}', "", 0)


MISSING = auto.StackNotFoundError(auto.CommandResult("", "Selecting stack\nerror: no stack named 's' found\n", 255))
SELECT, INIT = ["stack", "select", "--stack", "s"], ["stack", "init", "s"]


@pytest.mark.parametrize(
    ("error", "exists", "asked"), [(None, False, [SELECT]), (MISSING, False, [SELECT, INIT]), (MISSING, True, [])]
)
def test_a_stack_is_made_only_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: auto.CommandError | None,
    asked: list[list[str]],
    *,
    exists: bool,
) -> None:
    backend = Backend(monkeypatch, error)
    stack = open_stack("s", tmp_path, {"A": "b"}, Path("/engine"), create=True, exists=exists)
    assert backend.asked == asked
    assert (stack.name, stack.workspace.work_dir, stack.workspace.env_vars) == ("s", str(tmp_path), {"A": "b"})
    engine = stack.workspace.pulumi_command
    assert (engine.command, str(engine.version)) == ("/engine/bin/pulumi", ".".join(map(str, MINIMUM)))


def test_what_the_backend_says_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    backend = Backend(monkeypatch, MISSING)
    with pytest.raises(StackError) as caught:
        open_stack("s", tmp_path, {}, Path("/engine"), create=False)
    words = "no stack named 's' found; make it once with `pulumi stack init`, or try it with --sandbox"
    assert str(caught.value) == words
    assert caught.value.__cause__ is None
    assert backend.asked == [SELECT]


def test_nothing_is_asked_that_nobody_reads_and_secrets_stay_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Backend(monkeypatch)
    stack = Stack("s", cast("auto.Workspace", SimpleNamespace()))
    assert stack.outputs() == {}
    assert stack.info().result == "succeeded"
    assert backend.asked == []
    exported = stack.export_stack()
    assert (exported.version, exported.deployment) == (3, {"resources": []})
    assert backend.asked == [["stack", "export"]]


def scripted(folder: Path, script: str) -> Engine:
    """An engine that is a shell script."""
    command = folder / "bin" / "pulumi"
    command.parent.mkdir()
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)
    return Engine(folder)


def test_a_command_has_its_output_environment_and_group(tmp_path: Path) -> None:
    engine = scripted(tmp_path, 'echo "$1 $2 $ADDED $PULUMI_AUTOMATION_API"; ps -o pgid= -p $$; echo "${PATH%%:*}"')
    result = engine.run(["about"], str(tmp_path), {"ADDED": "yes"})
    given, group, path = result.stdout.splitlines()
    assert (given, path, result.code) == ("--non-interactive about yes true", str(tmp_path / "bin"), 0)
    assert int(group) != os.getpgid(0)


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(auto.StackNotFoundError):
        scripted(tmp_path, "echo \"error: no stack named 's' found\" >&2; exit 255").run([], str(tmp_path), {})


@pytest.mark.parametrize(
    ("script", "at_once"),
    [
        ("trap 'exit 0' INT; kill -INT $PPID", False),
        ("trap 'exit 3' INT; kill -TERM $PPID", False),
        ("kill -INT $PPID", True),
        ("trap 'trap \"exit 0\" INT; kill -TERM $PPID' INT; kill -INT $PPID", True),
        ("trap 'kill -KILL $$' INT; kill -INT $PPID", True),
    ],
)
def test_a_command_that_was_interrupted_has_failed_however_it_ended(
    tmp_path: Path, script: str, *, at_once: bool
) -> None:
    engine = scripted(tmp_path, f"{script}; while :; do sleep 0.01; done")
    with pytest.raises(InterruptedRunError) as caught:
        engine.run([], str(tmp_path), {})
    assert caught.value.at_once == at_once
