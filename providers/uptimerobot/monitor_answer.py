"""Monitors as the API returns them, and their translation into arguments."""

from typing import Any

from providers.kit.model import Answer
from providers.uptimerobot.monitor_arguments import ONLY_FOR, PAGES, Id, MonitorArguments, Type
from providers.uptimerobot.search import Item
from providers.uptimerobot.text import as_sent, first, plain_text, same_text, without_scheme

API_NAMES = {
    "check_ssl_errors": "checkSSLErrors",
    "maintenance_window_ids": "maintenanceWindowsIds",
}
"""The API's names of arguments, where they are not the camelCase of ours."""


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
    """The fields of a monitor that the API returns in another form than it takes them."""

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


def arguments_of(answer: MonitorAnswer, item: Item, recorded: MonitorArguments | None) -> MonitorArguments:
    """A monitor as arguments, with recorded values for what the API doesn't return."""
    fields: dict[str, Any] = {
        name: first(item.get(api_name(name)), getattr(recorded, name, None), default=None)
        for name in MonitorArguments.model_fields
        if answer.type in ONLY_FOR.get(name, {answer.type})
    }
    recorded_name, recorded_url = (recorded.friendly_name, recorded.url) if recorded else (None, None)
    fields |= {
        "type": answer.type,
        "friendly_name": as_sent(answer.friendlyName, recorded_name),
        "assigned_alert_contacts": [
            {
                "alert_contact_id": contact.alertContactId,
                "threshold": contact.threshold,
                "recurrence": contact.recurrence,
            }
            for contact in answer.assignedAlertContacts or []
        ],
        "tag_names": sorted(tag if isinstance(tag, str) else tag.name for tag in answer.tags or []),
        "maintenance_window_ids": [window.id for window in answer.maintenanceWindows or []],
        "paused": answer.status == "PAUSED",
    }
    if answer.type != "HEARTBEAT":
        fields["url"] = _address(answer.type, answer.url or "", recorded_url)
    if answer.type == "KEYWORD":
        fields["keyword_case_type"] = _case(answer.keywordCaseType)
        fields["keyword_value"] = as_sent(
            str(item.get("keywordValue") or "-"), recorded.keyword_value if recorded else None
        )
    if answer.type in PAGES:
        # The API may return an empty list where it means an empty object.
        fields["custom_http_headers"] = fields["custom_http_headers"] or {}
        if not fields["http_username"]:
            # A password without a user is left over from an earlier login.
            fields |= {"http_username": None, "http_password": None}
    if answer.type == "DNS":
        fields["dns_records"] = _dns_records(answer.config) or (recorded.dns_records if recorded else None) or {}
    return MonitorArguments.model_validate({name: value for name, value in fields.items() if value is not None})


def api_name(name: str) -> str:
    """The API's name of an argument."""
    return API_NAMES.get(name) or MonitorArguments.model_fields[name].alias or name


def same_address(type_: str, one: str | None, other: str | None) -> bool:
    """Whether two addresses are the same for a monitor of a type, apart from escapes and schemes that the API adds."""
    one, other = one or "", other or ""
    return same_text(one, other) if type_ in PAGES else same_text(without_scheme(one), without_scheme(other))


def _address(type_: str, answered: str, sent: str | None) -> str:
    """The address that was sent, where the API's answer is only another form of it."""
    return sent if sent is not None and same_address(type_, answered, sent) else plain_text(answered)


def _case(answer: int | str | None) -> int:
    """1 if case is ignored. The API returns a number, although its documentation has names."""
    if isinstance(answer, str) and not answer.isdigit():
        return int("insensitive" in answer.casefold())
    return int(answer or 0)


def _dns_records(config: dict[str, Any] | None) -> dict[str, list[str]]:
    records = (config or {}).get("dnsRecords") or {}
    return {kind: values for kind, values in records.items() if values}
