"""Maintenance windows: times when UptimeRobot notifies nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.kit.model import UNORDERED, Answer, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_arguments import Id
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_sent, same_text
from providers.uptimerobot.time_zone import offsets

DAYS = {"weekly": range(1, 8), "monthly": range(1, 32)}
"""The valid days: 1 is Monday, or the first of a month. The API ignores others without an error."""


UTC_ZONE = "UTC"


class MaintenanceWindowArguments(Arguments):
    """When, how often and for how long."""

    name: str = Field(min_length=1, max_length=250, description="What people call it")
    interval: Literal["once", "daily", "weekly", "monthly"] = Field(
        title="every", description="once, daily, weekly or monthly"
    )
    date: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="once: the day, YYYY-MM-DD")
    time: str = Field(
        pattern=r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$", title="start", description="When it begins, HH:mm:ss"
    )
    duration: int = Field(ge=1, title="minutes", description="Minutes")
    days: Annotated[list[int], UNORDERED] = Field([], description="weekly: 1 (Monday) to 7; monthly: days of the month")
    time_zone: str | None = Field(
        None, description="The time zone of its time and days, which has to be the account's; UTC if it is left out"
    )


class MaintenanceWindowAnswer(Answer):
    """A window as the API returns it."""

    id: Id
    name: str
    interval: Literal["once", "daily", "weekly", "monthly"]
    date: str | None = None
    time: str
    duration: int
    days: list[int] | None = None


class MaintenanceWindow(Listed[MaintenanceWindowArguments, Outputs]):
    """A time when UptimeRobot notifies nobody. Monitors name the windows that apply to them.

    A window with the same name is adopted instead of created a second time.
    """

    arguments = MaintenanceWindowArguments
    path: ClassVar[str] = "/maintenance-windows"
    noun: ClassVar[str] = "maintenance window"

    def validate(self, arguments: MaintenanceWindowArguments) -> Iterator[InvalidArgument]:
        """The arguments that contradict each other."""
        if (arguments.interval == "once") != (arguments.date is not None):
            yield InvalidArgument("date", "a window that is once needs it, and no other has one")
        days = DAYS.get(arguments.interval)
        if (days is not None) != bool(arguments.days):
            yield InvalidArgument("days", "a weekly or monthly window needs them, and no other has any")
        for day in arguments.days:
            if days and day not in days:
                yield InvalidArgument(
                    "days", f"{day} is none of {days.start} to {days.stop - 1}; the API would ignore it"
                )
        yield from self._in_another_zone(arguments.time_zone or UTC_ZONE)

    def _in_another_zone(self, wanted: str) -> Iterator[InvalidArgument]:
        """The API takes times in the account's zone. They aren't converted: summer time would move what recurs."""
        year = datetime.fromtimestamp(self.connection.runtime.today(), UTC).year
        expected = offsets(wanted, year)
        if expected is None:
            yield InvalidArgument("time_zone", f"{wanted} is no time zone; write UTC, or a name like Europe/London")
            return
        zone = self.connection.time_zone()
        if zone is None or offsets(zone, year) == expected:
            return
        what = f"the account's time zone is {zone}, and this is in {wanted}"
        yield InvalidArgument("time_zone", f"{what}; set the account's to {wanted}, in its settings at UptimeRobot")

    def _zone_of_the_account(self) -> str | None:
        zone: str | None = self.connection.time_zone()
        return None if zone in {None, UTC_ZONE} else zone

    def body(self, arguments: MaintenanceWindowArguments, *, new: bool) -> dict[str, Any]:
        """The request's body. UptimeRobot is never to add monitors to the window by itself."""
        del new
        fields = {name: value for name, value in arguments.plain().items() if name != "timeZone"}
        return fields | {"autoAddMonitors": False}

    def matches(self, arguments: MaintenanceWindowArguments, item: Item) -> bool:
        """Whether a window has the same name."""
        return same_text(str(item.get("name")), arguments.name)

    def to_object(
        self, item: Item, recorded: MaintenanceWindowArguments | None
    ) -> Object[MaintenanceWindowArguments, Outputs]:
        """A window as arguments, with recorded values for what the API doesn't return."""
        answer = MaintenanceWindowAnswer.model_validate((recorded.plain() if recorded else {}) | item)
        once, recurring = answer.interval == "once", answer.interval in DAYS
        arguments = MaintenanceWindowArguments(
            name=as_sent(answer.name, recorded.name if recorded else None),
            interval=answer.interval,
            date=(answer.date or "")[:10] if once else None,
            time=answer.time if answer.time.count(":") > 1 else f"{answer.time}:00",
            duration=answer.duration,
            days=sorted(answer.days or []) if recurring else [],
            time_zone=recorded.time_zone if recorded else self._zone_of_the_account(),
        )
        return Object(answer.id, arguments, Outputs())
