"""UptimeRobot: monitors, the contacts it notifies, maintenance windows, and status pages for the public."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import Output, ResourceOptions

from components.endpoint import renamed_from
from components.registration import WINDOW
from components.settings import is_managed, report_unmanaged
from fleet.blueprint.monitors import MaintenanceWindow, Monitor, Recipient, Uptime, http_settings
from fleet.digest import fitting
from fleet.inventory.maintenance import WEEKDAYS, Window
from fleet.inventory.monitoring import LONGEST_NAME, STATUS_PAGES

if TYPE_CHECKING:
    from providers.uptimerobot import sdk

NAME = "uptimerobot"


class UptimeRobot(pulumi.ComponentResource):
    """Everything that the fleet has at UptimeRobot.

    Each monitor is named after the row that it watches: the site's URL, or the host's name.
    """

    def __init__(self, uptime: Uptime, stack: str, opts: ResourceOptions | None = None) -> None:
        super().__init__("fleet:monitoring:UptimeRobot", NAME, None, opts)
        self._uptime, self._stack = uptime, stack

    async def declare(self) -> None:
        """Declare all of it, no faster than it is registered."""
        planned = self._uptime.monitors
        contacts = {key: self._contact(key, recipient) for key, recipient in self._uptime.recipients.items()}
        times = {key: self._window(key, window) for key, window in self._uptime.windows.items()}
        shown = {name for row in self._uptime.status_pages.values() for name in row.services}
        ids: dict[str, list[Output[str]]] = {}
        for window in _in_windows(planned):
            declared = [(monitor, self._monitor(monitor, contacts, times)) for monitor in window]
            for monitor, resource in declared:
                for service in shown & set(monitor.services):
                    ids.setdefault(service, []).append(resource.id)
            await asyncio.gather(*(resource.urn.future() for _, resource in declared))
        self._pages(ids)
        self.register_outputs({"monitors": len(planned)})

    def _contact(self, key: str, recipient: Recipient) -> Output[str]:
        from providers.uptimerobot.sdk import AlertContact

        # Never deleted: another stack may use the contact too, and a contact without monitors is never notified.
        own = ResourceOptions(parent=self, retain_on_delete=True)
        return AlertContact(f"{NAME}-contact-{key}", own, friendly_name=recipient.name, email=recipient.email).id

    def _window(self, key: str, planned: MaintenanceWindow) -> Output[str]:
        from providers.uptimerobot.sdk import MaintenanceWindow as Resource

        window = planned.window
        name = f"{key} of {self._stack}" + (f": {window.why}" if window.why else "")
        former = renamed_from([f"{NAME}-window-{old}" for old in planned.former])
        return Resource(
            f"{NAME}-window-{key}",
            ResourceOptions(parent=self, aliases=former),
            name=fitting(name, LONGEST_NAME),
            time=f"{window.start}:00",
            duration=window.minutes,
            **recurrence(window),
        ).id

    def _monitor(
        self, monitor: Monitor, contacts: Mapping[str, Output[str]], times: Mapping[str, Output[str]]
    ) -> "sdk.Monitor":
        from providers.uptimerobot.sdk import Monitor as Resource

        # Contacts without an e-mail address are left out.
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
            **http_settings(monitor),
        )

    def _pages(self, ids: Mapping[str, list[Output[str]]]) -> None:
        from providers.uptimerobot.sdk import StatusPage

        for name, row in self._uptime.status_pages.items():
            StatusPage(
                f"{NAME}-page-{name}",
                ResourceOptions(parent=self, aliases=renamed_from([f"{NAME}-page-{old}" for old in row.aliases])),
                friendly_name=row.title,
                monitor_ids=[id_ for service in row.services for id_ in ids.get(service, [])],
                custom_domain=row.domain,
            )


def recurrence(window: Window) -> dict[str, Any]:
    """When a window recurs, with UptimeRobot's field names. Days of the week begin with Monday, which is 1."""
    if window.date is not None:
        return {"interval": "once", "date": window.date.isoformat()}
    if window.weekday is not None:
        return {"interval": "weekly", "days": [WEEKDAYS.index(window.weekday) + 1]}
    return {"interval": "monthly", "days": [window.day]}


def _in_windows(planned: Sequence[Monitor]) -> Iterable[Sequence[Monitor]]:
    return (planned[start : start + WINDOW] for start in range(0, len(planned), WINDOW))


async def declare_monitors(uptime: Uptime, stack: str) -> None:
    """Declare the monitors at UptimeRobot. If the stack's settings leave it out, log that they are only exported."""
    planned = uptime.monitors
    if not planned:
        return
    if not is_managed(NAME):
        report_unmanaged(NAME, f"monitors are only exported ({len(planned)})")
        return
    await UptimeRobot(uptime, stack).declare()
    for name in uptime.names_by_hand:
        how = "set it where its zone is kept, or add that to the inventory's zones"
        pulumi.log.info(f"UptimeRobot: the status page {name} needs a CNAME to {STATUS_PAGES}; {how}")
    silent = sum(uptime.recipients.keys().isdisjoint(monitor.contacts) for monitor in planned)
    if silent:
        how = "give their contacts notices: [uptimerobot] and an email"
        pulumi.log.info(f"UptimeRobot: {silent} of {len(planned)} monitors notify nobody; {how}")
