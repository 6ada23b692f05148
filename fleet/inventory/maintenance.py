"""When a host or service may be down without anyone being notified."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from fleet.inventory.errors.problems import quoted
from fleet.inventory.field_types import Day, Text
from fleet.inventory.row import Row, mistake

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY_MINUTES = 24 * 60
_CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def _clock(text: str) -> str:
    if not re.fullmatch(_CLOCK, text):
        raise mistake(f"{quoted(text)} is not a time", 'write hours and minutes, "00:00" to "23:59", in quotes')
    return text


Clock = Annotated[str, AfterValidator(_clock), WithJsonSchema({"type": "string", "pattern": f"^{_CLOCK}$"})]
"""A time of day, in minutes; in quotes, as YAML reads 23:30 as a number."""


class Window(Row):
    """A time of planned maintenance; all times are UTC."""

    every: Literal["once", "week", "month"] = Field(description="How often it comes")
    date: Day | None = Field(None, description="once: the day")
    weekday: Weekday | None = Field(None, description="week: which day")
    day: Annotated[int, Field(ge=1, le=28)] | None = Field(None, description="month: which day, 1 to 28")
    start: Clock = Field(description='When it begins, like "03:30"')
    minutes: Annotated[int, Field(ge=1, le=DAY_MINUTES, description="How long it lasts")]
    why: Text | None = Field(None, description="What it is for")

    @property
    def begins(self) -> int:
        """Minutes after midnight at which it begins."""
        hours, minutes = self.start.split(":")
        return int(hours) * 60 + int(minutes)

    @model_validator(mode="after")
    def _one_day(self) -> Self:
        fields = {"once": "date", "week": "weekday", "month": "day"}
        for every, field in fields.items():
            given = getattr(self, field) is not None
            if given != (self.every == every):
                what = f"every: {self.every} {'needs' if self.every == every else 'has no'} {field}"
                raise mistake(what, f"write {fields[self.every]}: …" if not given else f"leave {field} out")
        if self.every == "month" and self.begins + self.minutes > DAY_MINUTES:
            raise mistake("a monthly window can't go past midnight", "make two of it")
        return self
