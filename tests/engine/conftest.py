"""Sandboxes for tests: none shares its clouds or its state with another."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.engine.harness import MakeSandbox, Run, Sandbox
from tests.shared import folder, locked


@pytest.fixture
def sandbox(tmp_path: Path) -> MakeSandbox:
    """Make a sandbox for a stack, with the clouds and nothing besides."""
    return lambda stack: Sandbox(tmp_path, stack, without="uptimerobot hetznerrobot")


@pytest.fixture(scope="session")
def brought_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sandbox, Run]:
    """The sandbox fleet as it is after its first `up`, and how that ended; tests work on copies.

    One worker brings it up for all of them, and each has a copy of its own.
    """
    shared = folder(tmp_path_factory)
    home, told = shared / "up", shared / "up.json"
    with locked(shared / "up.lock"):
        if not told.exists():
            told.write_text(json.dumps(asdict(Sandbox(home, "sandbox").run("up"))))
    made = Sandbox(tmp_path_factory.mktemp("up"), "sandbox", like=home)
    return made, Run(**json.loads(told.read_text()))


@pytest.fixture
def running(brought_up: tuple[Sandbox, Run], tmp_path: Path) -> Sandbox:
    """A sandbox fleet that is up, to do with as a test likes."""
    made, run = brought_up
    assert run.code == 0, run.out + run.err
    return Sandbox(tmp_path, made.stack, like=made.home.parent)
