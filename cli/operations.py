"""Runs the engine for the commands. The inventory is read once, and the plan that is shown is the plan applied."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cli.inputs import Inputs
from cli.session import ROOT, drawn_up, inventory_of, loaded, open_stack, require_terminal, settings_file, show
from fleet.blueprint.records_by_hand import planned_records

if TYPE_CHECKING:
    from pulumi.automation import Stack

    from engine.outcome import Outcome
    from engine.plan import Plan
    from fleet.blueprint.blueprint import Blueprint


@dataclass(frozen=True)
class Session:
    """One command's use of the engine: an open stack, the outcome so far, and the files that were read."""

    opened: "Stack"
    outcome: "Outcome"
    inputs: Inputs | None

    @classmethod
    def begin(cls, verb: str, stack: str, inventory: Path | None, *, sandbox: bool, asks: bool = False) -> "Session":
        """Read the inventory, and open the stack. If the inventory has mistakes, nothing else happens.

        Args:
            verb: preview, up, refresh or destroy; the last two read no inventory.
            stack: The stack's name.
            inventory: Another inventory than the stack's own.
            sandbox: Run on simulated clouds.
            asks: The command will ask a question, so it needs a terminal.
        """
        blueprint, inputs = None, None
        if verb in {"preview", "up"}:
            path = inventory or inventory_of(stack)
            # Taken before the inventory is read, so that a change during the reading is noticed later.
            inputs = Inputs.read(path, settings_file(stack), ROOT / "Pulumi.yaml")
            blueprint = drawn_up(loaded(path))
        if asks:
            require_terminal()
        opened = open_stack(stack, blueprint, sandbox=sandbox)
        from engine.outcome import Outcome

        if verb != "preview":
            _unlock(opened, sandbox=sandbox, asks=asks)

        after = _facts(blueprint) if blueprint else {}
        given = str(inventory) if inventory else ""
        return cls(opened, Outcome(verb, stack, sandbox, after=after, inventory=given), inputs)

    def run(self) -> "Outcome":
        """Preview or refresh."""
        from engine.operation import run

        with self._progress() as report:
            return run(self.opened, self.outcome, report)

    def plan(self) -> "Plan":
        """Plan an `up` or `destroy`. If it is refused, the plan's outcome has errors."""
        from engine.operation import plan

        with self._progress() as report:
            return plan(self.opened, self.outcome, report)

    def apply(self, planned: "Plan") -> "Outcome":
        """Carry out a plan, unless the files that it was made from have changed."""
        from engine.operation import apply

        changes = [*self.inputs.changes()] if self.inputs else []
        with self._progress() as report:
            return apply(self.opened, planned, report, changes)

    def _progress(self) -> AbstractContextManager[Callable[[str, int], None]]:
        from engine.progress import progress

        return progress(f"{self.outcome.verb} of {self.outcome.stack}")


def _unlock(opened: "Stack", *, sandbox: bool, asks: bool) -> None:
    """Release the locks of runs on this machine that were killed; on a real stack, where someone can be asked."""
    from pulumi.automation import CommandError

    from engine.locks import locks

    try:
        held = locks(opened) or []
        if not held or not all(lock.is_left_over for lock in held) or not (sandbox or asks):
            return
        typer.echo(f"{opened.name} is locked by {' and '.join(map(str, held))}, which has ended", err=True)
        if sandbox or typer.confirm("Unlock it and go on?", err=True):
            opened.cancel()
    except CommandError:
        # What is wrong with the backend, the run itself says.
        return


def _facts(blueprint: "Blueprint") -> dict[str, Any]:
    """What a plan compares with the stack's outputs."""
    by_hand = planned_records(blueprint.records, blueprint.zones, blueprint.hosts)
    return {**blueprint.facts, **by_hand, "checks": [check.as_dict() for check in blueprint.checks]}


def run(verb: str, stack: str, inventory: Path | None, *, sandbox: bool) -> "Outcome":
    """Preview or refresh a stack."""
    return Session.begin(verb, stack, inventory, sandbox=sandbox).run()


def change(verb: str, stack: str, inventory: Path | None, question: str | None, *, sandbox: bool) -> "Outcome":
    """Plan an `up` or `destroy`; unless it is refused, show the plan, ask, and apply it.

    Args:
        verb: up or destroy.
        stack: The stack's name.
        inventory: Another inventory than the stack's own.
        question: The question after the plan is shown; None applies it without showing it.
        sandbox: Run on simulated clouds.
    """
    session = Session.begin(verb, stack, inventory, sandbox=sandbox, asks=question is not None)
    planned = session.plan()
    if planned.outcome.errors:
        return planned.outcome
    if question is not None:
        show(replace(planned.outcome, verb="preview"))
        if verb == "destroy":
            # Nobody types that by mistake.
            if typer.prompt(f"{question} Type its name") != stack:
                raise typer.Abort
        else:
            typer.confirm(question, abort=True)
    return session.apply(planned)
