"""What refuses a dangerous plan that the engine would let pass."""

from collections.abc import Iterable, Iterator
from datetime import date

import pulumi.automation as auto

from engine.messages import NEVER_REPLACED, RETIRE_FIRST, never_replaced
from engine.names import argument_names
from engine.outcome import Outcome, Step
from fleet.blueprint.guards import before_their_day, no_login
from fleet.registry import machine_types
from providers.login import login_of


def refusals(outcome: Outcome, adopted: dict[str, str], today: date) -> Iterator[str]:
    """Why a plan must not be carried out, each reason with its row and what to do.

    Args:
        outcome: The plan.
        adopted: By host, what its provider calls the machine that would be adopted.
        today: The day that it is.
    """
    yield from _other_machines(outcome, adopted)
    yield from _deleted_machines(outcome, today)
    yield from _adopted_as_something_else(outcome)
    for step in sorted(outcome.steps):
        # The engine refuses it by itself where the machine is protected.
        is_refused = any(error.startswith(f"{_row(outcome, step)}: {NEVER_REPLACED}") for error in outcome.errors)
        if step.operation == "replace" and step.type in machine_types() and not is_refused:
            what = f"changing {_fields(step)}" if step.fields else "this change"
            yield f"{_row(outcome, step)}: {never_replaced(outcome.put_back(step.owner), what)}"


def _other_machines(outcome: Outcome, adopted: dict[str, str]) -> Iterator[str]:
    rows = outcome.after.get("hosts", {})
    for host, name in sorted(adopted.items()):
        if name != host and name in rows:
            yield f"{host}: the machine with its id is called {name}, which is another row; correct one of the two ids"


def _adopted_as_something_else(outcome: Outcome) -> Iterator[str]:
    """What is adopted and replaced at once: the id in its row is another object's."""
    adopted = {(step.type, step.name) for step in outcome.steps if step.operation == "adopt"}
    for step in sorted(outcome.steps):
        if step.operation == "replace" and (step.type, step.name) in adopted:
            differs = f" ({_fields(step)})" if step.fields else ""
            yield f"{_row(outcome, step)}: the id in its row is another object's{differs}: correct it, or take it out"


def _deleted_machines(outcome: Outcome, today: date) -> Iterator[str]:
    """Machines that would be deleted, and whose rows did not say so in time."""
    if "hosts" not in outcome.before:
        # A preview that the engine refused does not know; an `up` or `destroy` has read it from the state.
        return
    rows = outcome.before["hosts"]
    steps = (step for step in outcome.steps if step.operation == "delete" and step.type in machine_types())
    # A stack that was never brought up without a failure has noted no row.
    deleted = {step.owner or step.name: rows.get(step.owner, {}) for step in steps}
    yield from before_their_day(deleted, today)
    for name, facts in sorted(deleted.items()):
        # Where its protection is still on, the engine has refused it by itself. A run that failed may have
        # taken that off before the stack noted the day.
        is_refused = any(
            error.startswith(f"{outcome.called('hosts', name)} is protected: ") for error in outcome.errors
        )
        if not facts.get("retire") and not is_refused:
            yield f"{name} would be deleted, and its row had no retire: when the stack was last up: {RETIRE_FIRST}"


def _row(outcome: Outcome, step: Step) -> str:
    return outcome.called(step.section, step.owner)


def _fields(step: Step) -> str:
    return ", ".join(argument_names(step.type, step.fields))


def missing_logins(stack: auto.Stack, types: Iterable[str]) -> Iterator[str]:
    """The services at which a stack has something and nobody can log in, with what to set.

    Args:
        stack: Its settings may have the login, as may the environment.
        types: The types of the resources in its state.
    """
    logins = [login for login in map(login_of, sorted({type_.partition(":")[0] for type_ in types})) if login]
    config = stack.get_all_config() if logins else {}
    for login in logins:
        if not login.is_given(lambda key: config[key].value if key in config else None):
            yield no_login(login.title, login.package, login.variables)
