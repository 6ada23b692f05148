"""Shared by commands that read an inventory or run the engine: loading, opening a stack, and printing an outcome."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer
import yaml

from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.fleet import Fleet
from fleet.inventory.load import load

if TYPE_CHECKING:
    from pulumi.automation import Stack

    from engine.outcome import Outcome
    from fleet.blueprint.blueprint import Blueprint

ROOT = Path(__file__).parent.parent
SANDBOX = Path(os.environ.get("FLEET_SANDBOX") or ROOT / ".sandbox").resolve()
"""The folder in which the sandbox keeps its state and its simulated clouds."""
CHANGED = 7
"""The exit code if there are changes and none were expected; the same as Pulumi's own."""


def fail(message: str) -> NoReturn:
    """Print a message to standard error and end with exit code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


def settings_of(stack: str) -> Path:
    """The path of a stack's settings file, which need not exist."""
    return ROOT / "stacks" / f"Pulumi.{stack}.yaml"


def inventory_of(stack: str) -> Path:
    """The path of a stack's inventory: the one in its settings, else the folder of its name."""
    settings = settings_of(stack)
    try:
        config = yaml.safe_load(settings.read_bytes()) if settings.exists() else None
    except yaml.YAMLError as error:
        fail(f"{settings} is not YAML: {error}")
    inventory = (config.get("config") or {}).get("fleet:inventory") if isinstance(config, dict) else None
    return Path(os.path.relpath(ROOT / (inventory or f"stacks/{stack}")))


def loaded(inventory: Path) -> Fleet:
    """Load an inventory. If it has mistakes, print all of them and end with exit code 1."""
    try:
        return load(inventory)
    except InvalidInventoryError as error:
        fail(str(error))


def drawn_up(fleet: Fleet, *, export: bool = False) -> "Blueprint":
    """What follows from a checked fleet, or what its providers would not take and exit code 1."""
    from fleet.draw_up import draw_up
    from fleet.render.cloud_init import UserDataTooLargeError

    try:
        return draw_up(fleet, export=export)
    except UserDataTooLargeError as error:
        fail(str(error))


def united(stacks: list[str]) -> Fleet:
    """Load the inventories of several stacks as one fleet. If they contradict, print that and end with exit code 1."""
    from fleet.inventory.union import UnionError, union

    try:
        return union({stack: loaded(inventory_of(stack)) for stack in stacks})
    except UnionError as error:
        fail(str(error))


def engine() -> Path:
    """The folder of a working engine. If there is none, print how to get one and end with exit code 1."""
    from engine.install import EngineMissing, ensure

    try:
        return ensure(lambda line: typer.echo(line, err=True))
    except EngineMissing as error:
        fail(str(error))


def open_stack(name: str, blueprint: "Blueprint | None", *, sandbox: bool) -> "Stack":
    """Open a stack to run operations on.

    In the sandbox, the simulated clouds get the objects that the fleet adopts first.

    Args:
        name: The stack's name.
        blueprint: What the stack's program declares; None for operations that don't run it.
        sandbox: Open it on simulated clouds.
    """
    root = engine()
    from engine.stack import StackError
    from engine.stack import open_stack as opened

    work_dir, env = ROOT, {"PULUMI_SKIP_UPDATE_CHECK": "1"}
    if sandbox:
        from sandbox.apis import WITHOUT, native_providers, services_left_out, start
        from sandbox.seed import seed
        from sandbox.store import Store
        from sandbox.workspace import clouds, prepare

        try:
            native = native_providers(ROOT)
            left_out = services_left_out(os.environ.get(WITHOUT, ""), native)
        except ValueError as error:
            fail(str(error))
        work_dir, env = prepare(SANDBOX, ROOT, name, left_out)
        store = Store(clouds(SANDBOX, name))
        if blueprint is not None:
            seed(store, blueprint)
        # The program runs in this process, and reads credentials from its environment.
        os.environ |= start(store, native, left_out)
    try:
        return opened(name, work_dir, env, root, create=sandbox, program=_program(blueprint))
    except StackError as error:
        fail(f"the stack {name} can't be opened: {error}")


def _program(blueprint: "Blueprint | None") -> Callable[[], Any]:
    """The project's program with a blueprint that exists already, so that it declares exactly what was checked."""
    from engine.stack import no_program

    if blueprint is None:
        return no_program
    import pulumi

    from components.program import run_program

    return lambda: pulumi.run(lambda: run_program(blueprint))


def show(outcome: "Outcome", *, json: bool) -> None:
    """Print an outcome, as text or as JSON."""
    if json:
        from json import dumps

        typer.echo(dumps(outcome.as_json(), indent=2, sort_keys=True))
        return
    from engine.report import console, rendered

    console().print(rendered(outcome))


def require_terminal() -> None:
    """End with exit code 1 unless there is a terminal at which someone can answer a question."""
    if not sys.stdin.isatty():
        fail(
            "this changes real machines, and there is no terminal to ask for confirmation: give --yes, or try --sandbox"
        )


def finish(outcome: "Outcome", *, json: bool, expect_no_changes: bool) -> None:
    """Print an outcome and end with its exit code."""
    show(outcome, json=json)
    if outcome.errors:
        raise typer.Exit(1)
    if expect_no_changes and outcome.changed:
        raise typer.Exit(CHANGED)
