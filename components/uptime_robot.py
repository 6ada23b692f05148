"""UptimeRobot: the monitors that the checks ask for, who is told of them, when nobody is, and pages for the public."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import Output, ResourceOptions

from components.endpoint import renamed_from
from components.registration import WINDOW
from components.settings import is_managed, report_unmanaged
from fleet.blueprint.monitors import Monitor, Silence, looks, monitors, told, windows
from fleet.inventory.maintenance import WEEKDAYS, Window
from fleet.inventory.model import Fleet

if TYPE_CHECKING:
    from providers.uptimerobot import sdk

NAME = PACKAGE = "uptimerobot"


class UptimeRobot(pulumi.ComponentResource):
    """The account at UptimeRobot, with all that the fleet has there; nothing of it where the stack leaves it out.

    Each monitor is named after the row that it watches: the site's URL, or the host's name.
    """

    def __init__(self, fleet: Fleet, stack: str, opts: ResourceOptions | None = None) -> None:
        super().__init__("fleet:monitoring:UptimeRobot", NAME, None, opts)
        self._fleet, self._stack = fleet, stack

    async def declare(self, planned: list[Monitor]) -> None:
        """Declare everything, no faster than it is registered."""
        contacts = {key: self._contact(key, email) for key, email in told(self._fleet, planned).items()}
        times = {key: self._window(key, silence) for key, silence in windows(self._fleet, planned).items()}
        shown = {name for row in self._fleet.status_pages.values() for name in row.services}
        ids: dict[str, list[Output[str]]] = {}
        for some in _in_windows(planned):
            made = [(monitor, self._monitor(monitor, contacts, times)) for monitor in some]
            for monitor, resource in made:
                for service in shown & set(monitor.services):
                    ids.setdefault(service, []).append(resource.id)
            await asyncio.gather(*(resource.urn.future() for _, resource in made))
        self._pages(ids)
        self.register_outputs({"monitors": len(planned)})

    def _contact(self, key: str, email: str) -> Output[str]:
        from providers.uptimerobot.sdk import AlertContact

        name = self._fleet.contacts[key].name
        # It may be another stack's as well, and whom no monitor tells hears nothing.
        own = ResourceOptions(parent=self, retain_on_delete=True)
        return AlertContact(f"{NAME}-contact-{key}", own, friendly_name=name, email=email).id

    def _window(self, key: str, silence: Silence) -> Output[str]:
        from providers.uptimerobot.sdk import MaintenanceWindow

        window = silence.window
        name = f"{key} of {self._stack}" + (f": {window.why}" if window.why else "")
        former = renamed_from([f"{NAME}-window-{old}" for old in silence.former])
        return MaintenanceWindow(
            f"{NAME}-window-{key}",
            ResourceOptions(parent=self, aliases=former),
            name=name,
            time=f"{window.start}:00",
            duration=window.minutes,
            **recurrence(window),
        ).id

    def _monitor(
        self, monitor: Monitor, contacts: Mapping[str, Output[str]], times: Mapping[str, Output[str]]
    ) -> "sdk.Monitor":
        from providers.uptimerobot.sdk import Monitor as Resource

        # Who is in the inventory without an address can't be told by mail.
        people = [contacts[key] for key in monitor.contacts if key in contacts]
        return Resource(
            f"{monitor.row}-uptime",
            ResourceOptions(
                parent=self,
                aliases=renamed_from(list(monitor.aliases), "-uptime"),
                import_=None if monitor.adopts is None else str(monitor.adopts),
            ),
            friendly_name=monitor.name,
            type=monitor.type,
            url=monitor.url,
            port=monitor.port,
            interval=monitor.interval,
            assigned_alert_contacts=[{"alert_contact_id": id_} for id_ in people],
            maintenance_window_ids=[times[key] for key in monitor.windows],
            tag_names=list(monitor.tags),
            **looks(monitor),
        )

    def _pages(self, ids: Mapping[str, list[Output[str]]]) -> None:
        from providers.uptimerobot.sdk import StatusPage

        for name, row in sorted(self._fleet.status_pages.items()):
            StatusPage(
                f"{NAME}-page-{name}",
                ResourceOptions(parent=self, aliases=renamed_from([f"{NAME}-page-{old}" for old in row.aliases])),
                friendly_name=row.title,
                monitor_ids=[id_ for service in row.services for id_ in ids.get(service, [])],
                custom_domain=row.domain,
            )


def recurrence(window: Window) -> dict[str, Any]:
    """When a window comes again, in UptimeRobot's words; its days begin with Monday, as 1."""
    if window.date is not None:
        return {"interval": "once", "date": window.date.isoformat()}
    if window.weekday is not None:
        return {"interval": "weekly", "days": [WEEKDAYS.index(window.weekday) + 1]}
    return {"interval": "monthly", "days": [window.day]}


def _in_windows(planned: list[Monitor]) -> Iterable[list[Monitor]]:
    return (planned[start : start + WINDOW] for start in range(0, len(planned), WINDOW))


def is_wanted(fleet: Fleet) -> bool:
    """Whether there is anything to watch."""
    return bool(monitors(fleet))


async def declare_monitors(fleet: Fleet, stack: str) -> list[dict[str, Any]]:
    """Make what is to be watched at UptimeRobot; if the stack leaves it out, say that it is only exported.

    Returns:
        Every monitor as plain data, for the stack's outputs.
    """
    planned = monitors(fleet)
    if planned:
        if is_managed(PACKAGE):
            await UptimeRobot(fleet, stack).declare(planned)
            heard = told(fleet, planned).keys()
            unheard = sum(heard.isdisjoint(monitor.contacts) for monitor in planned)
            if unheard:
                how = "give their contacts notices: [uptimerobot] and an email"
                pulumi.log.info(f"UptimeRobot: {unheard} of {len(planned)} monitors tell nobody; {how}")
        else:
            report_unmanaged(PACKAGE, f"monitors are only exported ({len(planned)})")
    return [monitor.as_dict() for monitor in planned]
