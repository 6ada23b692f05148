"""What an inventory may say about alerts: what a row changes of them, and how they are mailed."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from math import isfinite
from typing import Annotated, Any, Literal, Self

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


_WHOLE = 100
"""All of something, in percent."""

HostAlert = Annotated[str, _AlertName("host")]
"""The name of an alert about hosts."""
SiteAlert = Annotated[str, _AlertName("site")]
"""The name of an alert about sites."""


def _attainable(number: float) -> float:
    if not isfinite(number) or number <= 0:
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
        PydanticCustomError: It changes the threshold of another, or to one that is never or always passed.
    """
    for name, exception in exceptions.items():
        number = exception.threshold
        if number is None:
            continue
        threshold = alert_named(name).threshold
        if threshold is None:
            raise mistake(f"the alert {name} has no threshold", "write silent: true, or leave it out")
        if threshold.unit.startswith("%") and number >= _WHOLE:
            what = f"the threshold {number:g} of {name} is in {threshold.unit}, and is never or always passed"
            raise mistake(what, f"write less than {_WHOLE}, or silent: true")


Tls = Literal["starttls", "tls", "none"]
"""How a connection to the mail server is encrypted: once it is asked for, from the first byte on, or not at all."""
_TLS_PORT = "465"
"""The port on which Alertmanager speaks TLS from the first byte on, and on no other (its `notify/email/email.go`)."""
_LOOPBACK_NAMES = frozenset(
    ["localhost", "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback"]
)
"""What a machine's `/etc/hosts` calls itself, at Debian, Ubuntu or Fedora."""
_TRUSTED_IN_CLEAR = ("localhost", "127.0.0.1", "::1")
"""The hosts to which a password is sent without TLS (Go's `net/smtp`, `isLocalhost`)."""


class Alerting(Row):
    """How Alertmanager sends mail, and where an alert's page is read."""

    smarthost: Server = Field("localhost:25", description="The mail server, with its port")
    tls: Tls | None = Field(
        None, description="How mail is encrypted; by default tls on port 465, none on the machine itself, else starttls"
    )
    sender: Email | None = Field(None, description="By default prometheus at the Prometheus server")
    user: Text | None = Field(None, description="Who logs in to the mail server; the password is in a file there")
    pages: Url | None = Field(None, description="Where docs/runbooks is read: each alert leads to its page there")

    @property
    def encryption(self) -> Tls:
        """How mail is encrypted."""
        if self.tls is not None:
            return self.tls
        if self._port == _TLS_PORT:
            return "tls"
        return "none" if _is_loopback(self._host) else "starttls"

    @property
    def _host(self) -> str:
        return self.smarthost.rpartition(":")[0].strip("[]")

    @property
    def _port(self) -> str:
        return self.smarthost.rpartition(":")[2]

    @model_validator(mode="after")
    def _as_alertmanager_does(self) -> Self:
        if (self.encryption == "tls") != (self._port == _TLS_PORT):
            what = f"Alertmanager speaks TLS from the first byte on port {_TLS_PORT}, and on no other"
            raise mistake(what, "leave tls out, or name a port of the mail server that fits")
        if self.user is not None and self.encryption == "none" and self._host not in _TRUSTED_IN_CLEAR:
            what = "without TLS Alertmanager sends a password only to localhost, 127.0.0.1 or [::1]"
            raise mistake(what, "write tls: starttls, name the mail server as one of these, or leave user out")
        return self


def _is_loopback(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host in _LOOPBACK_NAMES or host.endswith(".localhost")
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
