"""One operation of the engine on a stack, through the Automation API: the program runs in this process.

That needs no language host, so it works with an engine built from the published module as with an official one. What
changes a stack is planned first, and the plan that was shown is the one that is applied.
"""

import time
from collections.abc import Iterable
from dataclasses import replace

import pulumi.automation as auto

from engine.automation import Progress, continue_up, run_operation
from engine.events import Watcher
from engine.gone import find_gone, forget
from engine.guards import missing_logins
from engine.messages import MAYBE_TWICE, explained, last_error, out_of_date
from engine.names import resource_name
from engine.outcome import Outcome
from engine.plan import Plan, unplanned
from engine.recovery import Recovered, already_there, pending, recover
from engine.state import State

_PREVIEWS = {"up": "preview", "destroy": "preview_destroy"}
"""The operation that shows the plan of each verb that changes a stack."""


def run(stack: auto.Stack, outcome: Outcome, progress: Progress) -> Outcome:
    """Run an outcome's verb and fill the outcome in; a failure is in its `errors`.

    An `up` or `destroy` is planned and applied at once; to ask someone in between, call `plan` and `apply`.
    """
    if outcome.verb in _PREVIEWS:
        planned = plan(stack, outcome, progress)
        return planned.outcome if planned.outcome.errors else apply(stack, planned, progress)
    begun = time.monotonic()
    if outcome.verb == "refresh":
        outcome.errors += _login_errors(stack)
        outcome.refused = bool(outcome.errors)
    if not outcome.errors:
        watcher = run_operation(stack, outcome.verb, outcome, progress)
        if outcome.verb == "preview":
            if not outcome.interrupted:
                _preview_without_gone(stack, watcher.touched, outcome, progress)
                _preview_with_existing(stack, watcher, outcome)
            outcome.refused = bool(outcome.errors)
    return _finished(outcome, begun)


def _preview_without_gone(stack: auto.Stack, touched: set[str], outcome: Outcome, progress: Progress) -> None:
    """Preview again if something that changes or is deleted was deleted by hand; only an `up` forgets it.

    The engine can't plan as if some things were gone without reading all of them. What is adopted only now is in no
    state yet.
    """
    try:
        # The engine stops at what fails because it is gone, so the rest of what is gone may not have been touched yet.
        held = State.of(stack).urns if touched else frozenset[str]()
        gone = find_gone(stack, held) if find_gone(stack, touched & held) else None
    except auto.CommandError as error:
        outcome.errors.append(explained(last_error(str(error)), verb=outcome.verb))
        return
    if gone:
        run_operation(stack, "preview", outcome, progress, refresh=True)
        outcome.warnings += [
            f"{name} was deleted by hand, and `up` will forget it" for name in sorted(map(resource_name, gone))
        ]


def _preview_with_existing(stack: auto.Stack, watcher: Watcher, outcome: Outcome) -> None:
    """Say what a preview shows as created though it is there already; only an `up` notes it."""
    try:
        found, refused = already_there(stack, watcher, State.of(stack)) if watcher.nameless else ([], [])
    except auto.CommandError as error:
        outcome.errors.append(explained(last_error(str(error)), verb=outcome.verb))
        return
    outcome.errors += refused
    outcome.warnings += [f"{resource_name(one.urn)} is there already, and `up` will take it over" for one in found]


def plan(stack: auto.Stack, outcome: Outcome, progress: Progress) -> Plan:
    """Find out what an `up` or `destroy` would do, and whether that is refused; nothing is touched.

    The engine itself begins before it has seen everything, so that a refusal would come after other things were
    changed. An `up` first notes in the state what a killed run made, so that the plan has it.

    Returns:
        The plan; if it is refused, the reasons are in its outcome's `errors`.
    """
    begun = time.monotonic()
    try:
        state = State.of(stack)
        earlier = recover(stack, pending(state)) if outcome.verb == "up" and pending(state) else Recovered([], [])
        state = State.of(stack) if earlier.found or state.pending else state
    except auto.CommandError as error:
        state, earlier = State(), Recovered([], [explained(last_error(str(error)))])
    # The engine may refuse a plan before it comes to the stack itself.
    outcome.before = {"hosts": {}} | dict(state.outputs)
    outcome.errors = list(earlier.refused)
    if outcome.verb == "destroy" and not outcome.errors:
        outcome.errors += missing_logins(stack, state.types)
    planned = Plan(outcome, state=state, recovered=list(earlier.found), doubtful=earlier.doubtful)
    if not outcome.errors:
        _preview(stack, planned, progress)
    outcome.refused = bool(outcome.errors)
    outcome.noted = bool(planned.recovered or planned.taken_over or planned.forgotten)
    outcome.warnings += _recovery_warnings(planned)
    _finished(outcome, begun)
    return planned


def _preview(stack: auto.Stack, planned: Plan, progress: Progress) -> None:
    """Make the plan; again as long as it changes or deletes what was deleted by hand, which is forgotten first.

    And again where it creates what is there already, which is noted first.
    """
    looked_at = set[str]()
    while True:
        watcher = run_operation(stack, _PREVIEWS[planned.outcome.verb], planned.outcome, progress)
        planned.operations = watcher.operations
        if planned.outcome.interrupted:
            return
        # Each resource is looked for once, so this ends.
        touched = (watcher.touched & planned.state.urns) - looked_at
        looked_at |= touched
        try:
            gone = find_gone(stack, touched)
            forget(stack, gone)
            planned.forgotten += sorted(map(resource_name, gone))
            existing = [] if gone else _noted_existing(stack, watcher, planned)
            if not gone and not existing:
                return
            planned.state = State.of(stack)
        except auto.CommandError as error:
            planned.outcome.errors.append(explained(last_error(str(error)), verb=planned.outcome.verb))
            return


def _noted_existing(stack: auto.Stack, watcher: Watcher, planned: Plan) -> list[str]:
    """Put what an `up` would create though it is there already into the state; the names of what was put there."""
    if planned.outcome.verb != "up" or not watcher.nameless:
        return []
    found, refused = already_there(stack, watcher, planned.state)
    planned.outcome.errors += refused
    noted = recover(stack, found).found if found and not planned.outcome.errors else []
    planned.taken_over += noted
    return noted


def apply(stack: auto.Stack, planned: Plan, progress: Progress, changes: Iterable[str] = ()) -> Outcome:
    """Carry out a plan, unless it is out of date.

    An `up` goes on where a provider says that something is there already which this stack made.

    Args:
        stack: Where.
        planned: A plan that was not refused.
        progress: Called for each resource as the engine processes it.
        changes: Changes since the plan was made of the files it was made from, a sentence each.

    Returns:
        What was done. Anything that the plan did not have is an error.
    """
    begun = time.monotonic()
    outcome = replace(planned.outcome, steps=[], warnings=[], notes=[], errors=list(changes))
    try:
        changed = State.of(stack).changed_since(planned.state)
        outcome.errors += [changed] if changed else []
    except auto.CommandError as error:
        outcome.errors.append(explained(last_error(str(error)), verb=outcome.verb))
    if outcome.errors:
        outcome.errors.append(out_of_date(outcome.verb))
        outcome.refused = True
        return _finished(outcome, begun)
    watcher = run_operation(stack, outcome.verb, outcome, progress)
    operations, recovered = continue_up(stack, watcher, outcome, progress, planned)
    outcome.errors += unplanned(planned.operations, operations, recovered)
    outcome.warnings += _recovery_warnings(planned)
    return _finished(outcome, begun)


def _finished(outcome: Outcome, begun: float) -> Outcome:
    if outcome.refused:
        outcome.steps.clear()
    if outcome.verb == "refresh" or outcome.errors:
        # The engine notes a stack's facts last, so a run that failed has changed none.
        outcome.after = outcome.before
    outcome.seconds += time.monotonic() - begun
    return outcome


def _recovery_warnings(planned: Plan) -> list[str]:
    recovered = [f"{name} was there: an earlier run made it and could not note it" for name in planned.recovered]
    forgotten = [f"{name} was deleted by hand, and is forgotten" for name in planned.forgotten]
    taken_over = [f"{name} was there already, and is taken over" for name in planned.taken_over]
    return recovered + taken_over + [f"{name}: {MAYBE_TWICE}" for name in planned.doubtful] + forgotten


def _login_errors(stack: auto.Stack) -> list[str]:
    try:
        return list(missing_logins(stack, State.of(stack).types))
    except auto.CommandError as error:
        return [explained(last_error(str(error)))]
