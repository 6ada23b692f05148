"""One operation of the engine, without one."""

from collections.abc import Callable
from typing import NoReturn, cast

import pulumi.automation as auto
import pytest
from pulumi.automation.events import DiagnosticEvent, EngineEvent

from engine import automation
from engine.automation import run_operation
from engine.interruption import InterruptedRunError
from engine.operation import run
from engine.outcome import Outcome, Step


class Shutdown:
    """A stack whose preview reports that a provider ended too slowly, and then goes well or not."""

    def __init__(self, *, fails: bool) -> None:
        self.fails = fails

    def preview(self, on_event: Callable[[EngineEvent], None]) -> None:
        event = EngineEvent(sequence=1, timestamp=1)
        event.diagnostic_event = DiagnosticEvent(
            "Detected that /x/y exited prematurely. It is a bug.", "never", "error"
        )
        on_event(event)
        if self.fails:
            raise auto.CommandError(auto.CommandResult("", "error: broken", 1))


@pytest.mark.parametrize("fails", [True, False])
def test_a_provider_that_ends_slowly_after_its_work_fails_nothing(*, fails: bool) -> None:
    stack = cast("auto.Stack", Shutdown(fails=fails))
    outcome = run(stack, Outcome("preview", "s", sandbox=True), lambda _name, _count: None)
    assert bool(outcome.errors) == fails


@pytest.mark.parametrize(("operation", "touched"), [("preview", False), ("up", True), ("refresh", True)])
def test_a_run_that_is_interrupted_has_one_error_and_goes_on_nowhere(operation: str, *, touched: bool) -> None:
    class Stopped:
        def __getattr__(self, _name: str) -> Callable[..., None]:
            def stop(on_event: Callable[[EngineEvent], None]) -> None:
                event = EngineEvent(sequence=1, timestamp=1)
                event.diagnostic_event = DiagnosticEvent("update canceled", "never", "error")
                on_event(event)
                raise InterruptedRunError(at_once=False)

            return stop

    outcome = Outcome(operation, "s", sandbox=True)
    watcher = run_operation(cast("auto.Stack", Stopped()), operation, outcome, lambda _name, _count: None)
    (error,) = outcome.errors
    assert error.startswith("interrupted: ")
    assert ("nothing was touched" in error) != touched
    assert outcome.interrupted
    assert watcher.conflicts == {}


def test_a_preview_that_is_interrupted_is_not_made_again() -> None:
    class Stopped:
        def preview(self, on_event: Callable[[EngineEvent], None]) -> None:
            event = EngineEvent(sequence=1, timestamp=1)
            urn = "urn:pulumi:s::fleet::hcloud:index/server:Server::a"
            refusal = f'resource "{urn}" cannot be deleted\nbecause it is protected'
            event.diagnostic_event = DiagnosticEvent(refusal, "never", "error")
            on_event(event)
            raise InterruptedRunError(at_once=False)

    # The stack can do nothing else.
    outcome = run(cast("auto.Stack", Stopped()), Outcome("preview", "s", sandbox=True), lambda _name, _count: None)
    (error,) = outcome.errors
    assert error.startswith("interrupted: nothing was touched")
    assert outcome.refused


def test_what_an_earlier_run_left_in_an_outcome_is_cleared() -> None:
    step = Step("a", "create", "hcloud:index/server:Server", "a")
    outcome = Outcome("preview", "s", sandbox=True, steps=[step], errors=["old"], warnings=["old"], notes=["old"])
    watcher = run_operation(cast("auto.Stack", Shutdown(fails=False)), "preview", outcome, lambda _name, _count: None)
    assert watcher.outcome is outcome
    assert (outcome.steps, outcome.errors, outcome.warnings, outcome.notes) == ([], [], [], [])


def test_what_failed_without_a_report_is_told_in_the_commands_last_error() -> None:
    outcome = Outcome("refresh", "s", sandbox=True)

    class Broken:
        def refresh(self, on_event: Callable[[EngineEvent], None]) -> None:
            del on_event
            raise auto.CommandError(auto.CommandResult("", "error: broken", 1))

    run_operation(cast("auto.Stack", Broken()), "refresh", outcome, lambda _name, _count: None)
    assert outcome.errors == ["broken"]


@pytest.mark.parametrize("at_once", [True, False])
def test_an_interruption_of_a_search_keeps_what_was_done(monkeypatch: pytest.MonkeyPatch, *, at_once: bool) -> None:
    def stop(*_: object) -> NoReturn:
        raise InterruptedRunError(at_once=at_once)

    monkeypatch.setattr(automation, "recover", stop)
    (refused,) = automation._recovered(cast("auto.Stack", None), []).refused
    assert refused.startswith("interrupted: what was done is noted in the state.")
    assert ("cancel" in refused) == at_once
