"""Shared by commands that read an inventory or run the engine: loading, opening a stack, and printing an outcome."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer
import yaml

from cli.documents import Answered, Failed
from cli.settings import SettingsError, settings_in
from fleet.inventory.errors.problems import InvalidInventoryError, Problem
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


def fail(message: str, mistakes: Iterable[Problem] = ()) -> NoReturn:
    """Print a message to standard error and end with exit code 1; `mistakes` are those of an inventory."""
    typer.echo(message, err=True)
    raise Failed(message, mistakes)


def settings_file(stack: str) -> Path:
    """The path of a stack's settings file, which need not exist."""
    return ROOT / "stacks" / f"Pulumi.{stack}.yaml"


def inventory_of(stack: str) -> Path:
    """The path of a stack's inventory: the one in its settings, else the folder of its name."""
    inventory = settings(stack).get("fleet:inventory")
    return Path(os.path.relpath(ROOT / (inventory or f"stacks/{stack}")))


def settings(stack: str) -> dict[str, Any]:
    """A stack's settings. If their file is not one of settings, print that and end with exit code 1."""
    known = yaml.safe_load((ROOT / "Pulumi.yaml").read_bytes())["config"]
    try:
        return settings_in(settings_file(stack), known)
    except SettingsError as error:
        fail(str(error))


def loaded(inventory: Path) -> Fleet:
    """Load an inventory. If it has mistakes, print all of them and end with exit code 1."""
    try:
        return load(inventory)
    except InvalidInventoryError as error:
        fail(str(error), error.problems)


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

    fleets, mistakes = {}, []
    for stack in stacks:
        try:
            fleets[stack] = load(inventory_of(stack))
        except InvalidInventoryError as error:
            mistakes.append(str(error))
    if mistakes:
        fail("\n".join(mistakes))
    try:
        return union(fleets)
    except UnionError as error:
        fail(f"{error}\nGive a row that both have the same facts in both, or take the stacks one at a time.")


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
    settings(name)
    root = engine()
    from engine.messages import exact
    from engine.stack import StackError
    from engine.stack import open_stack as opened

    work_dir, env, exists = ROOT, {"PULUMI_SKIP_UPDATE_CHECK": "1"}, False
    if sandbox:
        from sandbox.apis import WITHOUT, native_providers, services_left_out, start, start_beside, with_login
        from sandbox.seed import seed
        from sandbox.store import Store
        from sandbox.workspace import clouds, has_state, prepare

        try:
            native = native_providers(ROOT)
            left_out = services_left_out(os.environ.get(WITHOUT, ""), with_login(native))
        except ValueError as error:
            fail(str(error))
        work_dir, env = prepare(SANDBOX, ROOT, name, left_out)
        exists, store = has_state(SANDBOX, name), Store(clouds(SANDBOX, name))
        if blueprint is not None:
            seed(store, blueprint)
        # The program runs in this process, and reads credentials from its environment.
        os.environ |= start(store, native, left_out) | start_beside(store)
    try:
        create = sandbox and blueprint is not None
        return opened(name, work_dir, env, root, create=create, exists=exists, program=_program(blueprint))
    except StackError as error:
        if sandbox and not exists:
            fail(exact(f"the stack {name} is not up yet: run `python -m fleet up`", name, sandbox=sandbox))
        fail(f"the stack {name} can't be opened: {exact(str(error), name, sandbox=sandbox)}")


def _program(blueprint: "Blueprint | None") -> Callable[[], Any]:
    """The project's program with a blueprint that exists already, so that it declares exactly what was checked."""
    from engine.stack import no_program

    if blueprint is None:
        return no_program
    import pulumi

    from components.program import run_program

    return lambda: pulumi.run(lambda: run_program(blueprint))


def show(outcome: "Outcome") -> None:
    """Print an outcome for people."""
    from engine.report import console, rendered

    console().print(rendered(outcome))


def question_or_none(question: str, *, json: bool, sandbox: bool, yes: bool) -> str | None:
    """The question to ask before real machines are changed; None where they aren't, or someone said yes already.

    A program can't answer a question. If it would have to, print that and end with exit code 1.
    """
    if sandbox or yes:
        return None
    if json:
        fail("this changes real machines, and --json does not ask: look at the preview, then give --yes as well")
    return question


def require_terminal() -> None:
    """End with exit code 1 unless there is a terminal at which someone can answer a question."""
    if not sys.stdin.isatty():
        fail(
            "this changes real machines, and there is no terminal to ask for confirmation: give --yes, or try --sandbox"
        )


def finish(outcome: "Outcome", *, json: bool, expect_no_changes: bool) -> None:
    """Print an outcome and end with its exit code."""
    code = 1 if outcome.errors else CHANGED if expect_no_changes and outcome.changed else 0
    if json:
        raise Answered(outcome.as_json(), code)
    show(outcome)
    raise typer.Exit(code)
