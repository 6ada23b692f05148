"""What is at UptimeRobot already for rows of the inventory, so that it is adopted instead of being made twice."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.session import drawn_up, fail, inventory_of, loaded, open_stack
from fleet.blueprint.monitors import Monitor

if TYPE_CHECKING:
    from pulumi.automation import Stack

    from providers.uptimerobot.lookups import FoundMonitor

MONITOR = "uptimerobot:index:Monitor"
"""The type of a monitor in a state."""


def show_matches(stack: str, inventory: Path | None, *, sandbox: bool) -> None:
    """Print what to write in which row; asks the API for one list, and changes nothing."""
    from pulumi.automation import CommandError

    from providers.kit.resource import RefusalError

    blueprint = drawn_up(loaded(inventory or inventory_of(stack)))
    opened = open_stack(stack, blueprint, sandbox=sandbox)
    try:
        lines = matches(blueprint.uptime.monitors, _listed(_settings(opened)), _managed(opened))
    except (CommandError, RefusalError) as error:
        fail(str(error))
    typer.echo("\n".join(lines))


def matches(planned: Iterable[Monitor], there: Iterable["FoundMonitor"], managed: Mapping[str, str]) -> list[str]:
    """What each row could adopt, a line each, and what is in its way.

    Args:
        planned: The monitors that follow from the inventory.
        there: The monitors of the account.
        managed: The numbers of those that the stack manages, by row.
    """
    planned = list(planned)
    taken = {*managed.values(), *(str(monitor.adopts) for monitor in planned)}
    left = [one for one in there if one.id not in taken]
    adoptable: list[str] = []
    others: list[str] = []
    for monitor in planned:
        alike = [one for one in left if _address(one.url) == _address(monitor.url)]
        if monitor.row in managed or monitor.adopts is not None:
            number = managed.get(monitor.row) or str(monitor.adopts)
            others += [f"{monitor.row}: number {one.id} ({_called(one)}) watches it besides {number}" for one in alike]
            continue
        same = [one for one in alike if one.type == monitor.type]
        choose = f"; one of {len(same)} that watch the same, so choose" if len(same) > 1 else ""
        adoptable += [f"{monitor.row}: uptime_id: {one.id}  # {_called(one)}{choose}" for one in same]
        others += [_of_another_type(monitor, one) for one in alike if one.type != monitor.type]
    return [
        *_headed("write these in their rows, and the next `up` adopts them:", adoptable),
        *_headed("these can't be adopted; delete them by hand once the row's own monitor is up:", others),
    ] or ["no monitor at UptimeRobot watches what the inventory does, but for those that it knows"]


def _headed(heading: str, lines: list[str]) -> list[str]:
    return [heading, *(f"  {line}" for line in lines)] if lines else []


def _called(one: "FoundMonitor") -> str:
    return f"{one.type}, called {one.name}"


def _of_another_type(monitor: Monitor, one: "FoundMonitor") -> str:
    return f"{monitor.row}: number {one.id} ({_called(one)}) is of another type than {monitor.type}"


def _address(url: str) -> str:
    """A URL or host as it is the same thing, however it is written."""
    return url.removeprefix("ping://").rstrip("/").casefold()


def _managed(opened: "Stack") -> dict[str, str]:
    """The numbers of the monitors in the stack's state, by row."""
    deployment = opened.export_stack().deployment or {}
    found = [one for one in deployment.get("resources") or [] if one["type"] == MONITOR]
    return {one["urn"].rpartition("::")[2].removesuffix("-uptime"): one["id"] for one in found}


def _settings(opened: "Stack") -> dict[str, str]:
    """The provider's settings, by its own names: from the stack's config, else from the environment, as it does."""
    from providers.uptimerobot.sdk import SETTINGS

    config = opened.get_all_config()
    stored = {name: config[key].value for name in SETTINGS if (key := f"uptimerobot:{name}") in config}
    return {name: os.environ[variable] for name, variable in SETTINGS.items() if os.environ.get(variable)} | stored


def _listed(settings: dict[str, str]) -> "Iterator[FoundMonitor]":
    from pydantic import ValidationError

    from providers.kit.resource import RefusalError
    from providers.kit.runtime import EngineRuntime
    from providers.uptimerobot.lookups import GetMonitors, NameArguments
    from providers.uptimerobot.package import UptimeRobotSettings

    try:
        account = UptimeRobotSettings.model_validate(settings).connect(EngineRuntime())
    except ValidationError as error:
        wrong = ", ".join(str(one["loc"][0]) for one in error.errors(include_input=False))
        raise RefusalError(f"these settings of UptimeRobot are wrong: {wrong}") from None
    yield from GetMonitors(account).answer(NameArguments()).monitors
