"""Runs one operation of the engine through the Automation API, and goes on where it meets this stack's own objects."""

from collections.abc import Callable
from datetime import UTC, datetime

import pulumi.automation as auto

from engine.events import Watcher
from engine.guards import refusals
from engine.interruption import InterruptedRunError, interrupted
from engine.messages import explained, is_slow_shutdown, last_error, reasons
from engine.outcome import Outcome
from engine.plan import Plan
from engine.recovery import PendingResource, Recovered, recover, wanted

Progress = Callable[[str, int], None]
"""Called with the name of each resource as the engine processes it, and the number of resources so far."""


def run_operation(
    stack: auto.Stack, operation: str, outcome: Outcome, progress: Progress, *, refresh: bool = False
) -> Watcher:
    """Run an operation and fill the outcome in. A preview's outcome also gets the guards' refusals.

    Args:
        stack: The stack.
        operation: A method of the stack: preview, preview_destroy, up, refresh or destroy.
        outcome: What earlier runs left in it is cleared.
        progress: Called for each resource.
        refresh: Read everything at its provider first; a preview notes none of it.

    Returns:
        What the engine reported.
    """
    outcome.steps.clear()
    outcome.warnings.clear()
    outcome.notes.clear()
    outcome.errors.clear()
    watcher = Watcher(outcome, progress)
    try:
        getattr(stack, operation)(on_event=watcher, **({"refresh": True} if refresh else {}))
    except InterruptedRunError as error:
        unfinished = watcher.give_up_unfinished()
        touched, outcome.interrupted = not operation.startswith("preview"), True
        outcome.errors = [interrupted(outcome.verb, unfinished, touched=touched, at_once=error.at_once)]
    except auto.CommandError as error:
        outcome.errors = reasons(outcome.errors) or [explained(last_error(str(error)), verb=outcome.verb)]
    else:
        outcome.errors = [error for error in outcome.errors if not is_slow_shutdown(error)]
    watcher.finish()
    if operation.startswith("preview"):
        outcome.errors += refusals(outcome, watcher.machines(), datetime.now(tz=UTC).date())
    return watcher


def continue_up(
    stack: auto.Stack, watcher: Watcher, outcome: Outcome, progress: Progress, planned: Plan
) -> tuple[dict[str, frozenset[str]], set[str]]:
    """Run `up` again while providers refuse to create objects that this stack made earlier.

    Those objects are put into the state first. The engine stops at the first refusals, so others may follow.

    Args:
        stack: The stack.
        watcher: The report of the first run.
        outcome: The outcome of that run.
        progress: Called for each resource.
        planned: The plan, which gets the names of the recovered objects.

    Returns:
        The operations on each resource, and the URNs of the recovered objects.
    """
    operations, recovered = dict(watcher.operations), set[str]()
    while outcome.verb == "up" and watcher.conflicts:
        existing = _recovered(stack, [wanted(watcher, urn) for urn in sorted(watcher.conflicts)])
        planned.recovered += existing.found
        recovered |= watcher.conflicts.keys()
        if existing.refused:
            others = [error for error in outcome.errors if error not in watcher.conflicts.values()]
            outcome.errors = existing.refused + others
        if existing.refused or not existing.found:
            break
        # With what was found there, the rest of the plan may be another than the one that was shown.
        run_operation(stack, "preview", outcome, progress)
        if outcome.interrupted:
            # What was done before that plan stays done.
            outcome.errors = [interrupted("up", [], touched=True, at_once=False)]
        if outcome.errors:
            break
        watcher = run_operation(stack, "up", outcome, progress)
        for urn, done in watcher.operations.items():
            operations[urn] = operations.get(urn, frozenset()) | done
    return operations, recovered


def _recovered(stack: auto.Stack, resources: list[PendingResource]) -> Recovered:
    """Look for unfinished resources; if a provider can't be asked, that is the reason for a refusal."""
    try:
        return recover(stack, resources)
    except auto.CommandError as error:
        return Recovered([], [explained(last_error(str(error)))])
    except InterruptedRunError as error:
        return Recovered([], [interrupted("up", [], touched=True, at_once=error.at_once)])
