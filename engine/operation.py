"""One operation of the engine on a stack, through the Automation API: the program runs in this process.

That needs no language host, so it works with an engine built from the published module as with an official one, and the
program is the same `__main__.py` that a plain `pulumi up` runs.
"""

import os
import runpy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pulumi.automation as auto

from engine.events import Watcher
from engine.guards import refusals, without_login
from engine.messages import MAYBE_TWICE, SUMMARIES, explained, last_error
from engine.outcome import Outcome
from engine.recovery import Half, Recovered, pending, recover

ROOT = Path(__file__).parent.parent
INVENTORY = "FLEET_INVENTORY"
"""The environment variable by which the program is told of another inventory than the stack's own."""

Progress = Callable[[str, int], None]
"""Told the name and number of each resource as it is looked at."""


class StackError(Exception):
    """The stack can't be opened; the text says why."""


def fleet_program() -> None:
    """The program of the project, as a plain `pulumi up` runs it."""
    runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")


def open_stack(
    name: str,
    work_dir: Path,
    env: dict[str, str],
    engine: Path,
    *,
    create: bool,
    program: Callable[[], None] = fleet_program,
) -> auto.Stack:
    """The stack on which operations run.

    Args:
        name: The stack's name.
        work_dir: The folder with the project's Pulumi.yaml.
        env: Environment variables for the engine, besides this process's own.
        engine: The folder whose `bin/pulumi` is the engine.
        create: Make the stack if it isn't there.
        program: What the stack runs.

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


def run(
    stack: auto.Stack,
    outcome: Outcome,
    *,
    inventory: Path | None,
    progress: Progress,
    previewed: bool = False,
) -> Outcome:
    """Run an outcome's verb and fill the outcome in; a failure is in its `errors`.

    What changes a stack is previewed first: the engine itself begins before it has seen everything, so that a refusal
    would come after other things were changed. An `up` first finds what a killed run made, and goes on where a provider
    says that something is there already which this stack made.

    Args:
        stack: Where to run it.
        outcome: The verb, what it runs on, and the facts as they are to be.
        inventory: The inventory that the program is to read.
        progress: Told the name and number of each resource as it is looked at.
        previewed: Whether it was previewed just now.
    """
    begun = time.monotonic()
    first = [] if previewed else {"up": ["preview"], "destroy": ["preview_destroy"]}.get(outcome.verb, [])
    with _told(inventory):
        earlier = _recovered(stack, None if outcome.verb == "up" else [])
        outcome.errors, found = list(earlier.refused), list(earlier.found)
        for operation in [*first, outcome.verb] if not outcome.errors else []:
            watcher = _run_one(stack, operation, outcome, progress)
            if operation == "up":
                found += _went_on(stack, watcher, outcome, progress)
            if outcome.errors:
                outcome.refused = operation.startswith("preview")
                break
    outcome.warnings += [f"{name} was there: an earlier run made it and could not note it" for name in found]
    outcome.warnings += [f"{name}: {MAYBE_TWICE}" for name in earlier.doubtful]
    if outcome.refused:
        outcome.steps.clear()
    if outcome.verb == "refresh" or outcome.errors:
        # The engine notes a stack's facts last, so a run that failed has changed none.
        outcome.after = outcome.before
    outcome.seconds = time.monotonic() - begun
    return outcome


def _went_on(stack: auto.Stack, watcher: Watcher, outcome: Outcome, progress: Progress) -> list[str]:
    """Go on with an `up` that was refused what is there already, as long as that is this stack's own.

    The engine stops at the first refusals, so that others may only come once those are dealt with.

    Returns:
        The names of what was there.
    """
    found: list[str] = []
    while watcher.conflicts:
        there = _recovered(stack, [_half(watcher, urn) for urn in sorted(watcher.conflicts)])
        found += there.found
        if there.refused:
            others = [error for error in outcome.errors if error not in watcher.conflicts.values()]
            outcome.errors = there.refused + others
        if there.refused or not there.found:
            break
        watcher = _run_one(stack, "up", outcome, progress)
    return found


def _run_one(stack: auto.Stack, operation: str, outcome: Outcome, progress: Progress) -> Watcher:
    outcome.steps.clear()
    outcome.warnings.clear()
    outcome.notes.clear()
    outcome.errors.clear()
    watcher = Watcher(outcome, progress)
    try:
        getattr(stack, operation)(on_event=watcher)
    except auto.CommandError as error:
        reasons = [said for said in outcome.errors if said not in SUMMARIES]
        outcome.errors = reasons or [explained(last_error(str(error)))]
    watcher.finish()
    if operation.startswith("preview"):
        outcome.errors += refusals(outcome, watcher.machines(), datetime.now(tz=UTC).date())
        outcome.errors = list(without_login(outcome)) or outcome.errors
    return watcher


def _half(watcher: Watcher, urn: str) -> Half:
    """A resource whose create was refused, as the state would have it."""
    asked = watcher.creates[urn]
    state = {
        "urn": urn,
        "type": asked.type,
        "inputs": dict(asked.inputs or {}),
        "parent": asked.parent,
        "provider": asked.provider,
        "protect": bool(asked.protect),
    }
    return Half(urn, asked.type, state)


def _recovered(stack: auto.Stack, halves: list[Half] | None) -> Recovered:
    """What was found again, by default of what is pending; that a provider can't be asked is a reason why not."""
    try:
        halves = pending(stack) if halves is None else halves
        return recover(stack, halves) if halves else Recovered([], [])
    except auto.CommandError as error:
        return Recovered([], [explained(last_error(str(error)))])


@contextmanager
def _told(inventory: Path | None) -> Iterator[None]:
    """Tell the program, which runs in this process, of another inventory."""
    kept: Any = os.environ.get(INVENTORY)
    if inventory is not None:
        os.environ[INVENTORY] = str(inventory.resolve())
    try:
        yield
    finally:
        if kept is None:
            os.environ.pop(INVENTORY, None)
        else:
            os.environ[INVENTORY] = kept
