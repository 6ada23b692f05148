"""What is at UptimeRobot already for rows of the inventory, so that it is adopted instead of being made twice."""

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import typer

from fleet.model import Fleet
from fleet.monitors import Monitor, monitors
from fleet.runs import fail, inventory_of, loaded, open_stack

if TYPE_CHECKING:
    from pulumi.automation import Stack

    from providers.uptimerobot.lookups import FoundMonitor

MONITOR = "uptimerobot:index:Monitor"
"""The type of a monitor in a state."""


def show_matches(stack: str, *, sandbox: bool) -> None:
    """Print what to write in which row; asks the API for one list, and changes nothing."""
    from pulumi.automation import CommandError

    from providers.kit.resource import RefusalError

    fleet = loaded(inventory_of(stack))
    opened = open_stack(stack, fleet, sandbox=sandbox)
    try:
        found, managed = _found(_settings(opened)), _managed(opened)
    except (CommandError, RefusalError) as error:
        fail(str(error))
    typer.echo("\n".join(told(fleet, [one for one in found if one.id not in managed])))


def told(fleet: Fleet, found: Iterable["FoundMonitor"]) -> Iterator[str]:
    """What each row that no number stands in could adopt, a line each.

    Args:
        fleet: The inventory.
        found: The monitors that the stack doesn't manage.
    """
    known = {str(monitor.adopts) for monitor in monitors(fleet)}
    left = [one for one in found if one.id not in known]
    lines: list[str] = []
    for monitor in monitors(fleet):
        there = [one for one in left if _address(one.url) == _address(monitor.url)] if monitor.adopts is None else []
        same = [one for one in there if one.type == monitor.type]
        lines += [f"{monitor.row}: uptime_id: {one.id}  # {_described(one, same)}" for one in same]
        lines += [_otherwise(monitor, one) for one in there if one.type != monitor.type]
    if not lines:
        yield "no monitor at UptimeRobot watches what the inventory does, but for those that it knows"
        return
    yield "write these in their rows, and the next `up` adopts them:"
    yield from lines


def _described(one: "FoundMonitor", same: list["FoundMonitor"]) -> str:
    others = f"; one of {len(same)} that watch the same, so choose" if len(same) > 1 else ""
    return f"{one.type}, called {one.name}{others}"


def _otherwise(monitor: Monitor, one: "FoundMonitor") -> str:
    what = f"number {one.id}, called {one.name}, is a {one.type} monitor of it"
    return f"{monitor.row}: # {what}, and the row asks for {monitor.type}: delete it once the new one is up"


def _address(url: str) -> str:
    """A URL or host as it is the same thing, however it is written."""
    return url.removeprefix("ping://").rstrip("/").casefold()


def _managed(opened: "Stack") -> set[str]:
    """The numbers of the monitors in the stack's state."""
    deployment = opened.export_stack().deployment or {}
    return {one["id"] for one in deployment.get("resources") or [] if one["type"] == MONITOR}


def _settings(opened: "Stack") -> dict[str, str]:
    """The provider's settings, by its own names: from the environment, else from the stack's config."""
    from providers.uptimerobot.sdk import SETTINGS

    config = opened.get_all_config()
    values = {name: config.get(f"uptimerobot:{name}") for name in SETTINGS}
    stored = {name: value.value for name, value in values.items() if value is not None}
    return stored | {name: os.environ[variable] for name, variable in SETTINGS.items() if os.environ.get(variable)}


def _found(settings: dict[str, str]) -> "list[FoundMonitor]":
    from providers.kit.runtime import EngineRuntime
    from providers.uptimerobot.lookups import GetMonitors, NameArguments
    from providers.uptimerobot.package import UptimeRobotSettings

    account = UptimeRobotSettings.model_validate(settings).connect(EngineRuntime())
    return GetMonitors(account).answer(NameArguments()).monitors
