"""Commands that run the engine: the inventory is read once, and the plan that was shown is the plan that is applied."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.inputs import Inputs
from cli.session import inventory_of, loaded, open_stack, require_terminal, set_values, show

if TYPE_CHECKING:
    from pulumi.automation import Stack

    from engine.outcome import Outcome
    from engine.plan import Plan


@dataclass(frozen=True)
class Session:
    """One command that runs the engine: the inventory is read once, and what was read is shown and applied."""

    opened: "Stack"
    outcome: "Outcome"
    inputs: Inputs | None

    @classmethod
    def begin(cls, verb: str, stack: str, inventory: Path | None, *, sandbox: bool, asks: bool = False) -> "Session":
        """Check the inventory, so that nothing is touched while it has mistakes, and open the stack.

        Args:
            verb: preview, up, refresh or destroy; the last two read no inventory.
            stack: The stack's name.
            inventory: Another inventory than the stack's own.
            sandbox: Run on simulated clouds.
            asks: Someone must be there to be asked.
        """
        blueprint, inputs = None, None
        if verb in {"preview", "up"}:
            path = inventory or inventory_of(stack)
            from fleet.draw_up import draw_up

            # What changes while it is being read has changed afterwards.
            inputs = Inputs.read(path, set_values(stack))
            blueprint = draw_up(loaded(path))
        if asks:
            require_terminal()
        opened = open_stack(stack, blueprint, sandbox=sandbox)
        from engine.outcome import Outcome

        after = {**blueprint.facts, "checks": [check.as_dict() for check in blueprint.checks]} if blueprint else {}
        return cls(opened, Outcome(verb, stack, sandbox, after=after), inputs)

    def run(self) -> "Outcome":
        """Preview or refresh."""
        from engine.operation import run

        with self._progress() as report:
            return run(self.opened, self.outcome, report)

    def plan(self) -> "Plan":
        """Find out what an `up` or `destroy` would do, and whether that is refused."""
        from engine.operation import plan

        with self._progress() as report:
            return plan(self.opened, self.outcome, report)

    def apply(self, planned: "Plan") -> "Outcome":
        """Carry out a plan, unless what it was made from has changed."""
        from engine.operation import apply

        changes = [*self.inputs.changes()] if self.inputs else []
        with self._progress() as report:
            return apply(self.opened, planned, report, changes)

    def _progress(self) -> AbstractContextManager[Callable[[str, int], None]]:
        from engine.progress import progress

        return progress(f"{self.outcome.verb} of {self.outcome.stack}")


def run(verb: str, stack: str, inventory: Path | None, *, sandbox: bool) -> "Outcome":
    """Preview or refresh a stack."""
    return Session.begin(verb, stack, inventory, sandbox=sandbox).run()


def change(verb: str, stack: str, inventory: Path | None, question: str | None, *, sandbox: bool) -> "Outcome":
    """Plan an `up` or `destroy`, refuse it or ask, and apply the plan that was shown.

    Args:
        verb: up or destroy.
        stack: The stack's name.
        inventory: Another inventory than the stack's own.
        question: What to ask once the plan was shown; nothing applies it without being shown.
        sandbox: Run on simulated clouds.
    """
    session = Session.begin(verb, stack, inventory, sandbox=sandbox, asks=question is not None)
    planned = session.plan()
    if planned.outcome.errors:
        return planned.outcome
    if question is not None:
        show(replace(planned.outcome, verb="preview"), json=False)
        typer.confirm(question, abort=True)
    return session.apply(planned)
