"""What an inventory may say about alerts: what a row changes of them, and how they are mailed."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticKnownError, core_schema

from fleet.alerts.alert import Subject
from fleet.alerts.catalogue import alert_named, names_about
from fleet.inventory.field_types import Email, Server, Text, Url
from fleet.inventory.row import Row, mistake


@dataclass(frozen=True, slots=True)
class _AlertName:
    """The type of an alert's name, which like a `Literal` of the catalogue's names mistakes any other."""

    subject: Subject

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self._known)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"type": "string", "enum": names_about(self.subject)}

    def _known(self, name: Any) -> Any:
        names = names_about(self.subject)
        if name not in names:
            raise PydanticKnownError("literal_error", {"expected": ", ".join(map(repr, names))})
        return name


HostAlert = Annotated[str, _AlertName("host")]
"""The name of an alert about hosts."""
SiteAlert = Annotated[str, _AlertName("site")]
"""The name of an alert about sites."""


def _attainable(number: float) -> float:
    if not isfinite(number) or number < 0:
        raise mistake(f"{number} is no threshold", "write a number that can be reached, or silent: true")
    return number


class AlertException(Row):
    """What a row changes of an alert: another threshold, or silence; with the reason."""

    threshold: Annotated[float, AfterValidator(_attainable)] | None = Field(None, description="Another threshold")
    silent: bool = Field(default=False, description="It never fires")
    why: Text = Field(description="Why, for whoever reads the row or the alert")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.silent and self.threshold is not None:
            raise mistake("it has a threshold and is silent", "keep one of them")
        if not self.silent and self.threshold is None:
            raise mistake("it changes nothing of the alert", "write threshold: …, or silent: true")
        return self


def validate_thresholds(exceptions: Mapping[str, AlertException]) -> None:
    """Allow a row to change the thresholds only of alerts that have one.

    Raises:
        PydanticCustomError: It changes the threshold of another.
    """
    for name, exception in exceptions.items():
        if exception.threshold is not None and alert_named(name).threshold is None:
            raise mistake(f"the alert {name} has no threshold", "write silent: true, or leave it out")


class Alerting(Row):
    """How Alertmanager sends mail, and where an alert's page is read."""

    smarthost: Server = Field("localhost:25", description="The mail server, with its port")
    sender: Email | None = Field(None, description="By default prometheus at the Prometheus server")
    user: Text | None = Field(None, description="Who logs in to the mail server; the password is in a file there")
    pages: Url | None = Field(None, description="Where docs/runbooks is read: each alert leads to its page there")
