"""What refuses a dangerous plan that the engine would let pass."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.messages import NEVER_REPLACED
from engine.outcome import Outcome
from fleet.blueprint.consequences import NO_LOGIN

MACHINES = {"linode:index/instance:Instance": "label", "hcloud:index/server:Server": "name"}
"""Types of machines, and what each calls its name."""
LOGINS = {
    "UptimeRobot": ("uptimerobot:", "UPTIMEROBOT_API_KEY"),
    "Hetzner Robot": ("hetznerrobot:", "HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD"),
}
"""What is left out of a plan without a login: its types, and what to set."""


def refusals(outcome: Outcome, found: dict[str, dict[str, Any]], today: date) -> Iterator[str]:
    """Why a plan must not be carried out, each reason with its row and what to do.

    Args:
        outcome: The plan.
        found: By host, the properties of each machine that would be adopted, as its provider has them.
        today: The day that it is.
    """
    yield from _other_machines(outcome, found)
    yield from _before_their_day(outcome, today)
    yield from _adopted_as_something_else(outcome)
    for step in sorted(outcome.steps):
        # The engine refuses it by itself where the machine is protected.
        told = f"{step.owner}: {NEVER_REPLACED}" in outcome.errors
        if step.operation == "replace" and step.type in MACHINES and not told:
            what = ", ".join(step.fields) or "what differs"
            yield f"{step.owner}: another {what} would be another machine: create one, move what is on it, retire this"


def _other_machines(outcome: Outcome, found: dict[str, dict[str, Any]]) -> Iterator[str]:
    rows = outcome.after.get("hosts", {})
    for host, properties in sorted(found.items()):
        name = next((properties[field] for field in MACHINES.values() if field in properties), None)
        if name != host and name in rows:
            yield f"{host}: the machine with its id is called {name}, which is another row; correct one of the two ids"


def _adopted_as_something_else(outcome: Outcome) -> Iterator[str]:
    """What is adopted and replaced at once: the number in its row is another thing's."""
    adopted = {(step.type, step.name) for step in outcome.steps if step.operation == "adopt"}
    for step in sorted(outcome.steps):
        if step.operation == "replace" and (step.type, step.name) in adopted:
            what = ", ".join(step.fields) or "what differs"
            yield f"{step.owner}: what has the number in its row is something else ({what}); correct it, or take it out"


def without_login(outcome: Outcome) -> Iterator[str]:
    """What would be deleted only because nobody can log in, which the program can't tell from never having been.

    It is the reason for whatever else is wrong with such a plan.
    """
    for service, (types, variables) in LOGINS.items():
        gone = sum(step.operation == "delete" and step.type.startswith(types) for step in outcome.steps)
        if gone and any(note.startswith(f"{service}: {NO_LOGIN}") for note in outcome.notes):
            what = f"what this stack has there ({gone} resources) would be deleted for want of a login"
            yield f"{service}: {what}; set {variables}"


def _before_their_day(outcome: Outcome, today: date) -> Iterator[str]:
    for step in sorted(outcome.steps):
        retire = outcome.before.get("hosts", {}).get(step.owner, {}).get("retire")
        if step.operation == "delete" and step.type in MACHINES and retire and date.fromisoformat(retire) > today:
            yield f"{step.owner}: its row says retire: {retire}, which is yet to come; put the row back until then"
