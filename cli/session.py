"""What the commands share that read an inventory or run the engine."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
import yaml

from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.fleet import Fleet
from fleet.inventory.load import load

if TYPE_CHECKING:
    from pulumi.automation import Stack

    from engine.outcome import Outcome

ROOT = Path(__file__).parent.parent
SANDBOX = Path(os.environ.get("FLEET_SANDBOX") or ROOT / ".sandbox").resolve()
"""Where the sandbox keeps its state and its clouds."""
CHANGED = 7
"""Exit code where no changes were expected and there are some; the same as Pulumi's own."""


def fail(words: str) -> NoReturn:
    """Say what is wrong on standard error and end with exit code 1."""
    typer.echo(words, err=True)
    raise typer.Exit(1)


def inventory_of(stack: str) -> Path:
    """A stack's own inventory: what its settings say, else the folder of its name."""
    settings = ROOT / "stacks" / f"Pulumi.{stack}.yaml"
    try:
        config = yaml.safe_load(settings.read_bytes()) if settings.exists() else None
    except yaml.YAMLError as error:
        fail(f"{settings} is not YAML: {error}")
    named = (config.get("config") or {}).get("fleet:inventory") if isinstance(config, dict) else None
    return Path(os.path.relpath(ROOT / (named or f"stacks/{stack}")))


def loaded(inventory: Path) -> Fleet:
    """The checked fleet, or every mistake in it and exit code 1."""
    try:
        return load(inventory)
    except InvalidInventoryError as error:
        fail(str(error))


def united(stacks: list[str]) -> Fleet:
    """The checked fleets of several stacks as one, or what contradicts and exit code 1."""
    from fleet.inventory.union import UnionError, union

    try:
        return union({stack: loaded(inventory_of(stack)) for stack in stacks})
    except UnionError as error:
        fail(str(error))


def engine() -> Path:
    """The folder of a working engine, or one sentence about how to get one and exit code 1."""
    from engine.install import EngineMissing, ensure

    try:
        return ensure(lambda line: typer.echo(line, err=True))
    except EngineMissing as error:
        fail(str(error))


def open_stack(name: str, fleet: Fleet | None, *, sandbox: bool) -> "Stack":
    """A stack to run operations on: in the sandbox with clouds that hold what the fleet adopts, else the real one."""
    root = engine()
    from engine.operation import StackError
    from engine.operation import open_stack as opened

    work_dir, env = ROOT, {"PULUMI_SKIP_UPDATE_CHECK": "1"}
    if sandbox:
        from fleet.draw_up import draw_up
        from sandbox.apis import WITHOUT, start
        from sandbox.seed import seed
        from sandbox.store import Store
        from sandbox.workspace import clouds, prepare

        work_dir, env = prepare(SANDBOX, ROOT, name)
        store = Store(clouds(SANDBOX, name))
        if fleet is not None:
            seed(store, draw_up(fleet))
        # The program runs in this process, and looks for logins here.
        try:
            os.environ |= start(store, os.environ.get(WITHOUT, ""))
        except ValueError as error:
            fail(str(error))
    try:
        return opened(name, work_dir, env, root, create=sandbox)
    except StackError as error:
        fail(f"the stack {name} can't be opened: {error}")


def run(verb: str, stack: str, inventory: Path | None, *, sandbox: bool, previewed: bool = False) -> "Outcome":
    """Check the inventory, so that nothing is touched while it has mistakes, and run a verb.

    Args:
        verb: preview, up, refresh or destroy.
        stack: The stack's name.
        inventory: Another inventory than the stack's own.
        sandbox: Run on simulated clouds.
        previewed: An `up` whose plan was shown and agreed to just now.
    """
    path = inventory or inventory_of(stack)
    fleet = loaded(path) if verb in {"preview", "up"} else None
    opened = open_stack(stack, fleet, sandbox=sandbox)
    from engine.operation import run as engine_run
    from engine.outcome import Outcome
    from engine.progress import progress
    from fleet.draw_up import draw_up

    blueprint = draw_up(fleet) if fleet else None
    after = {**blueprint.facts, "checks": [check.as_dict() for check in blueprint.checks]} if blueprint else {}
    outcome = Outcome(verb, stack, sandbox, after=after)
    with progress(f"{verb} of {stack}") as tell:
        return engine_run(opened, outcome, inventory=path, progress=tell, previewed=previewed)


def show(outcome: "Outcome", *, json: bool) -> None:
    """Print an outcome for people, or for machines."""
    if json:
        from json import dumps

        typer.echo(dumps(outcome.as_json(), indent=2, sort_keys=True))
        return
    from engine.report import console, rendered

    console().print(rendered(outcome))


def confirm(question: str) -> None:
    """Go on only if someone at the terminal says yes."""
    if not sys.stdin.isatty():
        fail("this changes real machines and nobody is there to be asked; give --yes, or try it with --sandbox")
    typer.confirm(question, abort=True)


def finish(outcome: "Outcome", *, json: bool, expect_no_changes: bool) -> None:
    """Print an outcome and end with its exit code."""
    show(outcome, json=json)
    if outcome.errors:
        raise typer.Exit(1)
    if expect_no_changes and outcome.changed:
        raise typer.Exit(CHANGED)
