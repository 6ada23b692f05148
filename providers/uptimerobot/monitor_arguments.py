"""The arguments of a monitor, and which of them each type of monitor takes."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from providers.kit.model import REPLACES, SECRET, UNORDERED, Arguments
from providers.uptimerobot.account import FREE_INTERVAL, INTERVAL

Type = Literal["HTTP", "KEYWORD", "PING", "PORT", "DNS", "HEARTBEAT"]
Id = Annotated[str, BeforeValidator(lambda value: str(int(value)) if isinstance(value, float | int) else value)]
"""An id: a number in the API, a text in Pulumi."""
PAGES: frozenset[str] = frozenset(["HTTP", "KEYWORD"])
TIMED: frozenset[str] = PAGES | {"PING", "PORT"}
ONLY_FOR: dict[str, frozenset[str]] = {
    "url": frozenset(["HTTP", "KEYWORD", "PING", "PORT", "DNS"]),
    "port": frozenset(["PORT"]),
    "timeout": TIMED,
    "grace_period": frozenset(["HEARTBEAT"]),
    "dns_records": frozenset(["DNS"]),
    **dict.fromkeys(("keyword_type", "keyword_value", "keyword_case_type"), frozenset(["KEYWORD"])),
    **dict.fromkeys(
        (
            "http_method_type",
            "success_http_response_codes",
            "check_ssl_errors",
            "ssl_expiration_reminder",
            "domain_expiration_reminder",
            "follow_redirections",
            "custom_http_headers",
            "http_username",
            "http_password",
        ),
        PAGES,
    ),
}
"""The types of monitor that take each argument. Arguments that are not listed here are for all types."""
REQUIRED: dict[str, tuple[str, ...]] = {
    "HTTP": ("url",),
    "KEYWORD": ("url", "keyword_type", "keyword_value"),
    "PING": ("url",),
    "PORT": ("url", "port"),
    "DNS": ("url", "dns_records"),
    "HEARTBEAT": (),
}
"""The arguments that a monitor of each type must have."""
TYPE_DEFAULTS: dict[str, Mapping[str, Any]] = {
    "KEYWORD": {"keyword_case_type": 0},
    "HEARTBEAT": {"grace_period": 0},
}
PAGE_DEFAULTS: Mapping[str, Any] = {
    "success_http_response_codes": ["2xx", "3xx"],
    "check_ssl_errors": False,
    "ssl_expiration_reminder": False,
    "domain_expiration_reminder": False,
    "follow_redirections": True,
    "custom_http_headers": {},
}
TIMEOUT = 30
"""Seconds (API documentation)."""
METHODS = Literal["HEAD", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class AlertContactAssignment(Arguments):
    """Who is notified of a monitor, and when."""

    alert_contact_id: Id = Field(description="The id of an alert contact or integration")
    threshold: int = Field(0, ge=0, description="Minutes of downtime before they are notified; 0 on the free plan")
    recurrence: int = Field(0, ge=0, description="Minutes until they are notified again; 0 means once")


class MonitorArguments(Arguments):
    """The arguments of a monitor."""

    friendly_name: str = Field(
        min_length=1, max_length=250, title="name", description="What people call it, at most 250 characters"
    )
    type: Annotated[Type, REPLACES] = Field(
        description="HTTP, KEYWORD, PING, PORT, DNS or HEARTBEAT; another type is another monitor"
    )
    url: str | None = Field(None, description="A URL with its scheme; for PING, PORT and DNS a host; not for HEARTBEAT")
    port: int | None = Field(None, ge=1, le=65535, description="PORT: which")
    interval: int = Field(FREE_INTERVAL, ge=INTERVAL, le=86400, description="Seconds between two checks, at least 30")
    timeout: int | None = Field(None, ge=0, le=60, description="Seconds that an answer may take; 30 by default")
    grace_period: int | None = Field(None, ge=0, le=86400, description="HEARTBEAT: seconds that it may be late")
    keyword_type: Literal["ALERT_EXISTS", "ALERT_NOT_EXISTS"] | None = Field(
        None, title="keyword", description="KEYWORD: ALERT_EXISTS or ALERT_NOT_EXISTS"
    )
    keyword_value: str | None = Field(
        None,
        min_length=1,
        max_length=500,
        title="keyword",
        description="KEYWORD: the text to look for, at most 500 characters",
    )
    keyword_case_type: Literal[0, 1] | None = Field(
        None, title="keyword", description="KEYWORD: 0 if upper and lower case differ, as by default, 1 if not"
    )
    http_method_type: METHODS | None = Field(
        None, title="method", description="By default HEAD, and GET where a keyword is read"
    )
    success_http_response_codes: Annotated[list[Id] | None, UNORDERED] = Field(
        None, title="status", description='What counts as up, like "200" or "2xx"; by default 2xx and 3xx'
    )
    check_ssl_errors: bool | None = Field(None, title="certificate", description="A bad certificate counts as down")
    ssl_expiration_reminder: bool | None = Field(
        None, title="certificate reminder", description="Notify when the certificate is about to expire"
    )
    domain_expiration_reminder: bool | None = Field(
        None, title="domain reminder", description="Notify when the domain is about to expire"
    )
    follow_redirections: bool | None = Field(
        None, title="redirects", description="Follow redirections; true by default"
    )
    custom_http_headers: Annotated[dict[str, str] | None, SECRET] = Field(
        None, title="headers", description="Sent with each request"
    )
    http_username: str | None = Field(None, title="user", description="The user of HTTP basic authentication")
    http_password: Annotated[str | None, SECRET] = Field(
        None, title="password", description="The password of HTTP basic authentication"
    )
    dns_records: dict[str, list[str]] | None = Field(
        None, title="DNS records", description="DNS: the expected values by record type"
    )
    assigned_alert_contacts: Annotated[list[AlertContactAssignment], UNORDERED] = Field(
        [], title="contacts", description="Who is notified; nobody by default"
    )
    tag_names: Annotated[list[str], UNORDERED] = Field([], title="tags", description="Tags, in lower case")
    maintenance_window_ids: Annotated[list[Id], UNORDERED] = Field(
        [], title="maintenance", description="The maintenance windows, when nobody is notified"
    )
    paused: bool = Field(default=False, description="The monitor is paused: nothing is checked")
