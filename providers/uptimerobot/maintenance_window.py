"""Maintenance windows: when nobody is told."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from providers.kit.model import UNORDERED, Answer, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object
from providers.uptimerobot.listed import Listed
from providers.uptimerobot.monitor_arguments import Id
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_known, plain_text

DAYS = {"weekly": range(1, 8), "monthly": range(1, 32)}
"""Which days there are: 1 is Monday, or the first of a month. The API ignores others without a word."""


class MaintenanceWindowArguments(Arguments):
    """When, how often and for how long."""

    name: str = Field(min_length=1, max_length=250, description="What people call it")
    interval: Literal["once", "daily", "weekly", "monthly"] = Field(description="once, daily, weekly or monthly")
    date: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="once: the day, YYYY-MM-DD")
    time: str = Field(
        pattern=r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$", description="When it begins, HH:mm:ss, in the account's time zone"
    )
    duration: int = Field(ge=1, description="Minutes")
    days: Annotated[list[int], UNORDERED] = Field([], description="weekly: 1 (Monday) to 7; monthly: days of the month")


class MaintenanceWindowAnswer(Answer):
    """What the API says of a window."""

    id: Id
    name: str
    interval: Literal["once", "daily", "weekly", "monthly"]
    date: str | None = None
    time: str
    duration: int
    days: list[int] | None = None


class MaintenanceWindow(Listed[MaintenanceWindowArguments, Outputs]):
    """A time when nobody is told; monitors name the windows that hold for them.

    One with the same name is taken over instead of being made twice.
    """

    arguments = MaintenanceWindowArguments
    path: ClassVar[str] = "/maintenance-windows"
    called: ClassVar[str] = "maintenance window"

    def validate(self, arguments: MaintenanceWindowArguments) -> Iterator[InvalidArgument]:
        """What does not go together."""
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

    def body(self, arguments: MaintenanceWindowArguments, *, new: bool) -> dict[str, Any]:
        """All of it; monitors are never added by themselves."""
        del new
        return arguments.plain() | {"autoAddMonitors": False}

    def is_like(self, arguments: MaintenanceWindowArguments, item: Item) -> bool:
        """Whether it has the name."""
        return plain_text(str(item.get("name"))) == plain_text(arguments.name)

    def object_of(
        self, item: Item, known: MaintenanceWindowArguments | None
    ) -> Object[MaintenanceWindowArguments, Outputs]:
        """A window as arguments."""
        told = known.plain() if known else {}
        found = MaintenanceWindowAnswer.model_validate(told | item)
        once, recurring = found.interval == "once", found.interval in DAYS
        arguments = MaintenanceWindowArguments(
            name=as_known(found.name, known.name if known else None),
            interval=found.interval,
            date=(found.date or "")[:10] if once else None,
            time=found.time if found.time.count(":") > 1 else f"{found.time}:00",
            duration=found.duration,
            days=sorted(found.days or []) if recurring else [],
        )
        return Object(found.id, arguments, Outputs())
