"""Commands that run the engine, without one: what is read, shown, asked and applied, and in which order."""

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from cli import operations
from engine import operation
from engine.locks import Lock
from engine.outcome import Outcome
from engine.plan import Plan

HELD: list[Lock] = []
"""The locks of the stack that a test opens."""


class Locked:
    """A stack, which notes that it is unlocked."""

    name = "s"

    def __init__(self, done: list[Any]) -> None:
        self.done = done

    def cancel(self) -> None:
        self.done.append("unlock")


INVENTORY = "contacts:\n  me: { name: Me, email: me@example.org }\n"


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    file = tmp_path / "fleet.yaml"
    file.write_text(INVENTORY)
    return file


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was done, in order, with an engine and a terminal that do nothing; the plan has no errors."""
    done: list[Any] = []

    def note(word: str, answer: Callable[..., Any] = lambda *_: None) -> Callable[..., Any]:
        def noted(*args: Any, **_: Any) -> Any:
            done.append(word)
            return answer(*args)

        return noted

    monkeypatch.setattr(operations, "require_terminal", note("terminal"))
    monkeypatch.setattr(operations, "open_stack", note("open", lambda *_: Locked(done)))
    monkeypatch.setattr("engine.locks.locks", lambda _: HELD)
    monkeypatch.setattr(operations, "show", lambda outcome: done.append(("show", outcome.verb)))
    monkeypatch.setattr(typer, "confirm", lambda question, *, abort: done.append((question, abort)))
    monkeypatch.setattr(operation, "run", note("run", lambda _, outcome, __: outcome))
    monkeypatch.setattr(operation, "plan", note("plan", lambda _, outcome, __: Plan(outcome)))

    def note_question(question: str) -> str:
        done.append(question)
        return "s"

    monkeypatch.setattr(typer, "prompt", note_question)

    def apply(_stack: Any, plan: Plan, _report: Any, changes: list[str]) -> Outcome:
        done.append(("apply", changes))
        return plan.outcome

    monkeypatch.setattr(operation, "apply", apply)
    return done


def test_a_preview_has_the_inventorys_facts(inventory: Path, done: list[Any]) -> None:
    outcome = operations.run("preview", "s", inventory, sandbox=True)
    assert done == ["open", "run"]
    assert (outcome.verb, outcome.stack, outcome.sandbox) == ("preview", "s", True)
    sections = ("hosts", "services", "sites", "zones")
    assert outcome.after == {name: {} for name in sections} | {"checks": [], "dns": [], "kept_names": []}


def test_a_refresh_reads_no_inventory(tmp_path: Path, done: list[Any]) -> None:
    assert operations.run("refresh", "s", tmp_path / "nowhere", sandbox=True).after == {}
    assert done == ["open", "run"]


def test_nothing_is_opened_while_the_inventory_has_mistakes(inventory: Path, done: list[Any]) -> None:
    inventory.write_text("hosts: []\n")
    with pytest.raises(typer.Exit):
        operations.change("up", "s", inventory, "Really?", sandbox=True)
    assert done == []


def test_a_plan_is_shown_and_asked_about_before_it_is_applied(inventory: Path, done: list[Any]) -> None:
    assert operations.change("up", "s", inventory, "Really?", sandbox=True).verb == "up"
    assert done == ["terminal", "open", "plan", ("show", "preview"), ("Really?", True), ("apply", [])]


def test_what_is_destroyed_is_typed(done: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    operations.change("destroy", "s", None, "Destroy everything in the stack s?", sandbox=False)
    asked = "Destroy everything in the stack s? Type its name"
    assert done == ["terminal", "open", "plan", ("show", "preview"), asked, ("apply", [])]
    monkeypatch.setattr(typer, "prompt", lambda _: "y")
    with pytest.raises(typer.Abort):
        operations.change("destroy", "s", None, "Destroy everything in the stack s?", sandbox=False)
    assert done[-1] == ("show", "preview")


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize(("sandbox", "question"), [(True, None), (False, "Really?"), (False, None)])
def test_the_lock_of_a_run_of_this_machine_that_has_ended_is_released(
    inventory: Path,
    done: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    question: str | None,
    *,
    sandbox: bool,
    answer: bool,
) -> None:
    asked: list[str] = []

    def confirm(question: str, **_: Any) -> bool:
        asked.append(question)
        return answer

    monkeypatch.setattr(typer, "confirm", confirm)
    with subprocess.Popen(["true"]) as ended:
        pass
    lock = Lock(ended.pid, "ops", socket.gethostname(), "2026-01-31T10:00:00Z")
    monkeypatch.setattr("engine.locks.locks", lambda _: [lock])
    operations.change("up", "s", inventory, question, sandbox=sandbox)
    can_be_asked = question is not None
    assert ("unlock" in done) == (sandbox or (can_be_asked and answer))
    assert asked == ["Unlock it and go on?", "Really?"][: 2 * can_be_asked]
    assert (f"s is locked by {lock}, which has ended" in capsys.readouterr().err) == (sandbox or can_be_asked)


@pytest.mark.parametrize("machine", ["elsewhere", socket.gethostname()])
def test_a_lock_that_may_be_held_is_left_to_people(
    inventory: Path, done: list[Any], monkeypatch: pytest.MonkeyPatch, machine: str
) -> None:
    monkeypatch.setattr("engine.locks.ENGINE", Path("/proc/self/comm").read_text().strip())
    monkeypatch.setattr("engine.locks.locks", lambda _: [Lock(os.getpid(), "ops", machine, "2026")])
    operations.change("up", "s", inventory, None, sandbox=True)
    assert "unlock" not in done


def test_without_a_question_nothing_is_shown_before(inventory: Path, done: list[Any]) -> None:
    operations.change("destroy", "s", inventory, None, sandbox=True)
    assert done == ["open", "plan", ("apply", [])]


def test_a_refused_plan_is_not_applied(inventory: Path, done: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Outcome("up", "s", sandbox=True, errors=["broken"])
    monkeypatch.setattr(operation, "plan", lambda *_: Plan(refused))
    assert operations.change("up", "s", inventory, "Really?", sandbox=True) is refused
    assert done == ["terminal", "open"]


def test_what_changed_while_someone_was_asked_is_told(
    inventory: Path, done: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: inventory.write_text(INVENTORY + "hosts: {}\n"))
    operations.change("up", "s", inventory, "Really?", sandbox=True)
    assert done[-1] == ("apply", [f"{inventory} was changed after it was read"])
