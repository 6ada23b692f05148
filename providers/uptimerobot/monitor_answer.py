"""What the API says of a monitor, and what that is in the terms in which it is asked for."""

from typing import Any

from providers.kit.model import Answer
from providers.uptimerobot.monitor_arguments import ONLY_FOR, PAGES, Id, MonitorArguments, Type
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_known, first, plain_text, without_scheme

API_NAMES = {
    "check_ssl_errors": "checkSSLErrors",
    "maintenance_window_ids": "maintenanceWindowsIds",
}
"""Arguments that the API writes otherwise than in camelCase."""


class Tag(Answer):
    """A tag of a monitor."""

    name: str


class Assignment(Answer):
    """An alert contact of a monitor."""

    alertContactId: Id  # noqa: N815 # the API's name
    threshold: int = 0
    recurrence: int = 0


class Window(Answer):
    """A maintenance window of a monitor."""

    id: Id


class MonitorAnswer(Answer):
    """What the API says of a monitor in another form than it is told."""

    id: Id
    type: Type
    friendlyName: str  # noqa: N815
    url: str | None = None
    status: str = ""
    keywordCaseType: int | str | None = None  # noqa: N815
    checkSSLErrors: bool | None = None  # noqa: N815
    tags: list[Tag | str] | None = None
    assignedAlertContacts: list[Assignment] | None = None  # noqa: N815
    maintenanceWindows: list[Window] | None = None  # noqa: N815
    config: dict[str, Any] | None = None


def arguments_of(found: MonitorAnswer, item: Item, known: MonitorArguments | None) -> MonitorArguments:
    """A monitor as arguments; what no read tells is as known."""
    told: dict[str, Any] = {
        name: first(item.get(api_name(name)), getattr(known, name, None), default=None)
        for name in MonitorArguments.model_fields
        if found.type in ONLY_FOR.get(name, {found.type})
    }
    known_name, known_url = (known.friendly_name, known.url) if known else (None, None)
    told |= {
        "type": found.type,
        "friendly_name": as_known(found.friendlyName, known_name),
        "assigned_alert_contacts": [
            {"alert_contact_id": one.alertContactId, "threshold": one.threshold, "recurrence": one.recurrence}
            for one in found.assignedAlertContacts or []
        ],
        "tag_names": sorted(tag if isinstance(tag, str) else tag.name for tag in found.tags or []),
        "maintenance_window_ids": [window.id for window in found.maintenanceWindows or []],
        "paused": found.status == "PAUSED",
    }
    if found.type != "HEARTBEAT":
        told["url"] = _address(found.type, found.url or "", known_url)
    if found.type == "KEYWORD":
        told["keyword_case_type"] = _case(found.keywordCaseType)
        told["keyword_value"] = as_known(str(item.get("keywordValue") or "-"), known.keyword_value if known else None)
    if found.type in PAGES:
        # What has no entries may come as an empty list.
        told["custom_http_headers"] = told["custom_http_headers"] or {}
        if not told["http_username"]:
            # A password without a user is what is left of an earlier one.
            told |= {"http_username": None, "http_password": None}
    if found.type == "DNS":
        told["dns_records"] = _dns_records(found.config) or (known.dns_records if known else None) or {}
    return MonitorArguments.model_validate({name: value for name, value in told.items() if value is not None})


def api_name(name: str) -> str:
    """What the API calls an argument."""
    return API_NAMES.get(name) or MonitorArguments.model_fields[name].alias or name


def same_address(type_: str, found: str | None, wanted: str | None) -> bool:
    """Whether two addresses are the same for a monitor of a type, however they are written."""
    found, wanted = plain_text(found or ""), plain_text(wanted or "")
    if type_ in PAGES:
        return found == wanted
    return without_scheme(found) == without_scheme(wanted)


def _address(type_: str, found: str, known: str | None) -> str:
    """An address as it was sent, where what came back is only another form of it."""
    return known if known is not None and same_address(type_, found, known) else plain_text(found)


def _case(told: int | str | None) -> int:
    """Whether case is ignored: a number, though the documentation has words."""
    return int("insensitive" in told.casefold()) if isinstance(told, str) and not told.isdigit() else int(told or 0)


def _dns_records(config: dict[str, Any] | None) -> dict[str, list[str]]:
    records = (config or {}).get("dnsRecords") or {}
    return {kind: values for kind, values in records.items() if values}
