"""What refuses a dangerous plan that the engine would let pass."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.outcome import Outcome
from engine.words import NEVER_REPLACED

MACHINES = {"linode:index/instance:Instance": "label", "hcloud:index/server:Server": "name"}
"""Types of machines, and what each calls its name."""


def refusals(outcome: Outcome, found: dict[str, dict[str, Any]], today: date) -> Iterator[str]:
    """Why a plan must not be carried out, each reason with its row and what to do.

    Args:
        outcome: The plan.
        found: By host, the properties of each machine that would be adopted, as its provider has them.
        today: The day that it is.
    """
    yield from _other_machines(outcome, found)
    yield from _before_their_day(outcome, today)
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


def _before_their_day(outcome: Outcome, today: date) -> Iterator[str]:
    for step in sorted(outcome.steps):
        retire = outcome.before.get("hosts", {}).get(step.owner, {}).get("retire")
        if step.operation == "delete" and step.type in MACHINES and retire and date.fromisoformat(retire) > today:
            yield f"{step.owner}: its row says retire: {retire}, which is yet to come; put the row back until then"
