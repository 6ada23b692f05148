"""The command line. What a command needs is imported when it runs, so that `check` never waits for Pulumi."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from fleet.load import load
from fleet.model import Fleet
from fleet.problems import InvalidInventoryError

if TYPE_CHECKING:
    from pulumi.automation import Stack as EngineStack

    from engine.outcome import Outcome

ROOT = Path(__file__).parent.parent
SANDBOX = Path(os.environ.get("FLEET_SANDBOX") or ROOT / ".sandbox").resolve()
"""Where the sandbox keeps its state and its clouds."""
CHANGED = 7
"""Exit code where no changes were expected and there are some; the same as Pulumi's own."""

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__.split("\n")[0]
)

StackOption = Annotated[str, typer.Option("--stack", "-s", help="The stack; its inventory is stacks/STACK.")]
InventoryOption = Annotated[
    Path | None, typer.Option("--inventory", "-i", help="Another inventory: a YAML file or directory.")
]
SandboxOption = Annotated[
    bool, typer.Option("--sandbox", help="Run on simulated clouds, with no account and no network.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the outcome for machines.")]
ExpectOption = Annotated[bool, typer.Option("--expect-no-changes", help="Exit 7 if there are changes.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Don't ask before changing anything real.")]


def fail(words: str) -> NoReturn:
    """Say what is wrong on standard error and end with exit code 1."""
    typer.echo(words, err=True)
    raise typer.Exit(1)


def loaded(stack: str, inventory: Path | None) -> Fleet:
    """The checked fleet, or every mistake in it and exit code 1."""
    try:
        return load(inventory or _default(stack))
    except InvalidInventoryError as error:
        fail(str(error))


def _default(stack: str) -> Path:
    return Path(os.path.relpath(ROOT / "stacks" / stack))


@app.command()
def check(stack: StackOption = "production", inventory: InventoryOption = None) -> None:
    """Check an inventory and report every mistake at once."""
    fleet = loaded(stack, inventory)
    sites = sum(len(service.sites) for service in fleet.services.values())
    counts = f"{len(fleet.hosts)} hosts, {len(fleet.services)} services, {sites} sites, {len(fleet.contacts)} contacts"
    typer.echo(f"{inventory or _default(stack)}: {counts}; no mistakes")


@app.command()
def schema() -> None:
    """Print the JSON Schema of an inventory, by which editors check one while it is written."""
    from fleet.schema import schema as text

    typer.echo(text(), nl=False)


@app.command()
def setup() -> None:
    """Find the Pulumi engine, or make it: from its installer, else from its published source."""
    typer.echo(f"engine: {_engine()}")


@app.command()
def preview(  # each is an option of the command line
    stack: StackOption = "production",
    inventory: InventoryOption = None,
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
) -> None:
    """Show what would change, and change nothing."""
    _finish(_run("preview", stack, inventory, sandbox=sandbox), json=json, expect_no_changes=expect_no_changes)


@app.command()
def up(
    stack: StackOption = "production",
    inventory: InventoryOption = None,
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
    yes: YesOption = False,
) -> None:
    """Make the stack what the inventory says. On real clouds it previews and asks first."""
    if not sandbox and not yes:
        planned = _run("preview", stack, inventory, sandbox=False)
        _show(planned, json=False)
        _confirm(planned, "Make these changes?")
    _finish(_run("up", stack, inventory, sandbox=sandbox), json=json, expect_no_changes=expect_no_changes)


@app.command()
def refresh(
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    expect_no_changes: ExpectOption = False,
) -> None:
    """Find what was changed behind the stack's back, and note it in the state; `up` then puts it right."""
    _finish(_run("refresh", stack, None, sandbox=sandbox), json=json, expect_no_changes=expect_no_changes)


@app.command()
def destroy(
    stack: StackOption = "production",
    *,
    sandbox: SandboxOption = False,
    json: JsonOption = False,
    yes: YesOption = False,
) -> None:
    """Remove everything the stack manages; refused while any host is protected."""
    if not sandbox and not yes:
        _confirm(None, f"Destroy everything in the stack {stack}?")
    _finish(_run("destroy", stack, None, sandbox=sandbox), json=json, expect_no_changes=False)


@app.command()
def cancel(stack: StackOption = "production", *, sandbox: SandboxOption = False) -> None:
    """Release the lock that a killed run left on the stack."""
    _open(stack, None, sandbox=sandbox).cancel()
    typer.echo(f"{stack} is unlocked; the next up finishes what the killed run began")


def _engine() -> Path:
    from engine.install import EngineMissing, ensure

    try:
        return ensure(lambda line: typer.echo(line, err=True))
    except EngineMissing as error:
        fail(str(error))


def _open(stack: str, fleet: Fleet | None, *, sandbox: bool) -> "EngineStack":
    engine = _engine()
    from engine.run import StackError, open_stack

    env: dict[str, str] = {"PULUMI_SKIP_UPDATE_CHECK": "1"}
    work_dir = ROOT
    if sandbox:
        from sandbox.seed import seed
        from sandbox.store import Store
        from sandbox.workspace import clouds, prepare

        work_dir, env = prepare(SANDBOX, ROOT, stack)
        if fleet is not None:
            store = Store(clouds(SANDBOX, stack))
            seed(store, fleet)
            store.close()
    try:
        return open_stack(stack, work_dir, env, engine, create=sandbox)
    except StackError as error:
        fail(f"the stack {stack} can't be opened: {error}")


def _run(verb: str, stack: str, inventory: Path | None, *, sandbox: bool) -> "Outcome":
    """Check the inventory first, so that nothing is touched while it has mistakes; then run the verb."""
    fleet = loaded(stack, inventory) if verb in {"preview", "up"} else None
    opened = _open(stack, fleet, sandbox=sandbox)
    from engine.outcome import Outcome
    from engine.progress import progress
    from engine.run import run
    from fleet.checks import checks
    from fleet.summary import facts

    after = facts(fleet) | {"checks": [check.as_dict() for check in checks(fleet)]} if fleet else {}
    outcome = Outcome(verb, stack, sandbox, after=after)
    with progress(f"{verb} of {stack}") as tell:
        return run(opened, outcome, inventory=inventory, progress=tell)


def _show(outcome: "Outcome", *, json: bool) -> None:
    if json:
        from json import dumps

        typer.echo(dumps(outcome.as_json(), indent=2, sort_keys=True))
        return
    from engine.report import console, rendered

    console().print(rendered(outcome))


def _confirm(outcome: "Outcome | None", question: str) -> None:
    if outcome is not None and outcome.errors:
        raise typer.Exit(1)
    if not sys.stdin.isatty():
        fail("this changes real machines and nobody is there to be asked; give --yes, or try it with --sandbox")
    typer.confirm(question, abort=True)


def _finish(outcome: "Outcome", *, json: bool, expect_no_changes: bool) -> None:
    _show(outcome, json=json)
    if outcome.errors:
        raise typer.Exit(1)
    if expect_no_changes and outcome.changed:
        raise typer.Exit(CHANGED)
