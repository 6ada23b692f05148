"""Who holds a lock, as the engine noted it in the backend's folder."""

import json
import os
import socket
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pulumi.automation as auto
import pytest

from engine import locks as module
from engine.locks import LOCKS, Lock, locks

SINCE = "2026-01-31T10:00:00Z"
HERE = socket.gethostname()


def stack(url: str | None) -> auto.Stack:
    workspace = SimpleNamespace(
        who_am_i=lambda: SimpleNamespace(url=url), project_settings=lambda: SimpleNamespace(name="fleet")
    )
    return cast("auto.Stack", SimpleNamespace(name="s", workspace=workspace))


def test_the_locks_of_a_stack_are_read_from_a_folder_with_any_name(tmp_path: Path) -> None:
    backend = tmp_path / "the state"
    written = {"pid": 4711, "username": "ops", "hostname": "laptop", "timestamp": SINCE}
    for name in ("s", "other"):
        (backend / LOCKS / "fleet" / name).mkdir(parents=True)
        (backend / LOCKS / "fleet" / name / "1.json").write_text(json.dumps(written))
    held = locks(stack(f"{backend.as_uri()}?metadata=skip"))
    assert held is not None
    (lock,) = held
    assert str(lock) == f"ops@laptop (process 4711) since {SINCE}"
    assert locks(stack((tmp_path / "empty").as_uri())) == []


@pytest.mark.parametrize("url", ["https://app.pulumi.com/example", "s3://bucket", None])
def test_of_other_backends_nothing_is_known(url: str | None) -> None:
    assert locks(stack(url)) is None


def test_a_lock_is_left_over_once_its_process_of_this_machine_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen(["true"]) as ended:
        pass
    assert Lock(ended.pid, "ops", HERE, SINCE).is_left_over
    assert not Lock(ended.pid, "ops", "elsewhere", SINCE).is_left_over
    # The number of one that has ended may be another's by now, unless that is an engine.
    assert Lock(os.getpid(), "ops", HERE, SINCE).is_left_over
    own = Path("/proc/self/comm").read_text().strip()
    monkeypatch.setattr(module, "ENGINE", own)
    assert not Lock(os.getpid(), "ops", HERE, SINCE).is_left_over

    def refused(_process: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refused)
    assert not Lock(1, "root", HERE, SINCE).is_left_over


def test_a_process_that_has_ended_and_that_nobody_asked_how_holds_no_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["cat", "-u"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        # It has its own name only some time after it was started.
        engine.stdin.write(b".")
        assert engine.stdout.read(1) == b"."
        monkeypatch.setattr(module, "ENGINE", "cat")
        assert not Lock(engine.pid, "ops", HERE, SINCE).is_left_over
        engine.kill()
        os.waitid(os.P_PID, engine.pid, os.WEXITED | os.WNOWAIT)
        assert Lock(engine.pid, "ops", HERE, SINCE).is_left_over


def test_where_no_process_can_be_looked_at_one_that_is_there_holds_its_lock(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "PROCESSES", tmp_path / "none")
    assert not Lock(os.getpid(), "ops", HERE, SINCE).is_left_over
    monkeypatch.setattr(module, "PROCESSES", tmp_path)
    assert Lock(os.getpid(), "ops", HERE, SINCE).is_left_over
