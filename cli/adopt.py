"""Finds monitors that exist at UptimeRobot for rows of the inventory, so that they are adopted, not duplicated."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.session import drawn_up, fail, inventory_of, loaded, open_stack
from fleet.blueprint.monitors import Monitor
from fleet.urns import name_of

if TYPE_CHECKING:
    from pulumi.automation import Stack

    from providers.uptimerobot.lookups import FoundMonitor

MONITOR = "uptimerobot:index:Monitor"
"""The type token of a monitor."""


def show_matches(stack: str, inventory: Path | None, *, sandbox: bool) -> None:
    """Print what to write in which row. Reads one list from the API, and changes nothing."""
    from pulumi.automation import CommandError

    from providers.kit.resource import RefusalError

    blueprint = drawn_up(loaded(inventory or inventory_of(stack)))
    opened = open_stack(stack, blueprint, sandbox=sandbox)
    try:
        lines = matches(blueprint.uptime.monitors, _listed(_settings(opened)), managed_monitors(opened))
    except (CommandError, RefusalError) as error:
        fail(str(error))
    typer.echo("\n".join(lines))


def matches(planned: Iterable[Monitor], existing: Iterable["FoundMonitor"], managed: Mapping[str, str]) -> list[str]:
    """Lines that say which monitors each row could adopt, and which ones it can't.

    Args:
        planned: The monitors that follow from the inventory.
        existing: The monitors of the account.
        managed: The numbers of the monitors that the stack manages, by row.
    """
    planned = list(planned)
    taken = {*managed.values(), *(str(monitor.adopts) for monitor in planned)}
    free = [each for each in existing if each.id not in taken]
    adoptable: list[str] = []
    others: list[str] = []
    for monitor in planned:
        alike = [each for each in free if _address(each.url) == _address(monitor.url)]
        if monitor.row in managed or monitor.adopts is not None:
            number = managed.get(monitor.row) or str(monitor.adopts)
            others += [
                f"{monitor.subject}: number {each.id} ({_title(each)}) watches it besides {number}" for each in alike
            ]
            continue
        same = [each for each in alike if each.type == monitor.type]
        choose = f"; one of {len(same)} that watch the same, so choose" if len(same) > 1 else ""
        adoptable += [f"{monitor.subject}: uptime_id: {each.id}  # {_title(each)}{choose}" for each in same]
        others += [_of_another_type(monitor, each) for each in alike if each.type != monitor.type]
    return [
        *_headed("write these in their rows, and the next `up` adopts them:", adoptable),
        *_headed("these can't be adopted; delete them by hand once the row's own monitor is up:", others),
    ] or ["nothing to adopt: no monitor at UptimeRobot watches a row that has none yet"]


def _headed(heading: str, lines: list[str]) -> list[str]:
    return [heading, *(f"  {line}" for line in lines)] if lines else []


def _title(existing: "FoundMonitor") -> str:
    return f"{existing.type}, called {existing.name}"


def _of_another_type(monitor: Monitor, existing: "FoundMonitor") -> str:
    return f"{monitor.subject}: number {existing.id} ({_title(existing)}) is of another type than {monitor.type}"


def _address(url: str) -> str:
    """A URL or host in one form, without the differences between UptimeRobot's spelling and ours."""
    from providers.uptimerobot.text import plain_text

    return plain_text(url).removeprefix("ping://").rstrip("/").casefold()


def managed_monitors(opened: "Stack") -> dict[str, str]:
    """The numbers of the monitors in the stack's state, by row."""
    deployment = opened.export_stack().deployment or {}
    resources = [each for each in deployment.get("resources") or [] if each["type"] == MONITOR]
    return {name_of(each["urn"]).removesuffix("-uptime"): each["id"] for each in resources}


def _settings(opened: "Stack") -> dict[str, str]:
    """The provider's settings: from the stack's config, else from the environment, as the provider does."""
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
        names = ", ".join(str(each["loc"][0]) for each in error.errors(include_input=False))
        raise RefusalError(f"these settings of UptimeRobot are wrong: {names}") from None
    yield from GetMonitors(account).answer(NameArguments()).monitors
