"""One operation of the engine on a stack, through the Automation API: the program runs in this process.

That needs no language host, so it works with an engine built from the published module as with an official one, and the
program is the same `__main__.py` that a plain `pulumi up` runs.
"""

import os
import re
import runpy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pulumi.automation as auto
from pulumi.automation.events import DiagnosticEvent, EngineEvent, StepEventMetadata

from engine.outcome import VERBS, Outcome, Step

ROOT = Path(__file__).parent.parent
INVENTORY = "FLEET_INVENTORY"
"""The environment variable by which the program is told of another inventory than the stack's own."""

_PROTECTED = re.compile(r'resource "(urn:[^"]+)" cannot be deleted\s+because it is protected')
_HINTS = {
    # What the engine says, and what that means to someone who keeps an inventory.
    "the stack is currently locked": "another run is under way; if it was killed, `python -m fleet cancel` unlocks it",
    "no stack named": "make it once with `pulumi stack init`, or try it with --sandbox",
    "does not exist": "check the id in its row against the provider's console",
}
_SUMMARIES = {"preview failed", "update failed"}
"""What the engine says last, when it has said why before."""


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
        raise StackError(explained(_last_error(str(error)))) from None


def explained(message: str) -> str:
    """An engine's error with what to do about it, where that is known."""
    message = " ".join(message.split())
    return next((f"{message}; {hint}" for known, hint in _HINTS.items() if known in message), message)


def _last_error(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.partition("error: ")[2] for line in lines if "error: " in line]
    return (errors or lines[-1:] or ["the engine failed without a word"])[-1]


_NOT_IN_A_CLOUD = ("fleet:", "pulumi:")
"""Types of what exists only in the state: the fleet's components, and the providers themselves."""


class _Watcher:
    """Turns the engine's events into steps, as they come."""

    def __init__(self, outcome: Outcome, progress: Callable[[str, int], None]) -> None:
        self.outcome, self.progress = outcome, progress
        self.parents: dict[str, str] = {}
        self.found: dict[tuple[str, str], tuple[str, tuple[str, ...]]] = {}
        self.seen: set[str] = set()

    def __call__(self, event: EngineEvent) -> None:
        if event.resource_pre_event:
            self.step(event.resource_pre_event.metadata, done=False)
        elif event.res_outputs_event:
            self.step(event.res_outputs_event.metadata, done=True)
        elif event.diagnostic_event and event.diagnostic_event.severity in {"error", "warning"}:
            self.diagnostic(event.diagnostic_event)

    def diagnostic(self, event: DiagnosticEvent) -> None:
        message, name = event.message.strip(), (event.urn or "").rpartition("::")[2]
        protected = _PROTECTED.search(message)
        if protected:
            said = f"{self.owner(protected[1])} is protected: what the fleet manages is not deleted; put its row back"
        elif name and not (event.urn or "").endswith(f"::fleet-{self.outcome.stack}"):
            said = f"{name}: {explained(message)}"
        else:
            said = explained(message)
        kept = self.outcome.errors if event.severity == "error" else self.outcome.warnings
        if said not in kept:
            kept.append(said)

    def step(self, metadata: StepEventMetadata, *, done: bool) -> None:
        state = metadata.new or metadata.old
        if state is not None:
            self.parents[metadata.urn] = state.parent
        if metadata.type == "pulumi:pulumi:Stack":
            if metadata.old is not None:
                self.outcome.before = dict(metadata.old.outputs or {})
            return
        if metadata.type.startswith(_NOT_IN_A_CLOUD):
            return
        # A refresh only knows what it found once it has looked.
        if done == (self.outcome.verb == "refresh") and metadata.op in VERBS:
            fields = tuple(sorted({path.split(".")[0].split("[")[0] for path in metadata.detailed_diff or ()}))
            self.found[metadata.urn, metadata.op] = (metadata.type, fields)
        self.seen.add(metadata.urn)
        self.progress(metadata.urn.rpartition("::")[2], len(self.seen))

    def finish(self) -> None:
        for (urn, operation), (type_, fields) in self.found.items():
            name = urn.rpartition("::")[2]
            self.outcome.steps.append(Step(self.owner(urn), VERBS[operation], type_, name, fields))
        self.outcome.unchanged = len(self.seen - {urn for urn, _ in self.found})

    def owner(self, urn: str) -> str:
        """The host, site or service that a resource belongs to: the nearest of the fleet's own components around it."""
        while urn:
            if urn.split("::")[2].rpartition("$")[2].startswith("fleet:"):
                return urn.rpartition("::")[2]
            urn = self.parents.get(urn, "")
        return ""


def run(
    stack: auto.Stack,
    outcome: Outcome,
    *,
    inventory: Path | None,
    progress: Callable[[str, int], None],
    previewed: bool = False,
) -> Outcome:
    """Run an outcome's verb and fill the outcome in; a failure is in its `errors`.

    What changes a stack is previewed first: the engine itself begins before it has seen everything, so that a refusal
    would come after other things were changed.

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
        for operation in [*first, outcome.verb]:
            outcome.steps.clear()
            outcome.warnings.clear()
            _run_one(stack, operation, outcome, progress)
            if outcome.errors:
                outcome.refused = operation.startswith("preview")
                break
    if outcome.refused:
        outcome.steps.clear()
    if outcome.verb == "refresh" or outcome.errors:
        # The engine notes a stack's facts last, so a run that failed has changed none.
        outcome.after = outcome.before
    outcome.seconds = time.monotonic() - begun
    return outcome


def _run_one(stack: auto.Stack, operation: str, outcome: Outcome, progress: Callable[[str, int], None]) -> None:
    watcher = _Watcher(outcome, progress)
    try:
        getattr(stack, operation)(on_event=watcher)
    except auto.CommandError as error:
        reasons = [said for said in outcome.errors if said not in _SUMMARIES]
        outcome.errors = reasons or [explained(_last_error(str(error)))]
    watcher.finish()


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
