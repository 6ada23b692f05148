"""Monitors as the API returns them."""

import pytest

from providers.uptimerobot.monitor_answer import MonitorAnswer, api_name, arguments_of, same_address
from providers.uptimerobot.monitor_arguments import MonitorArguments


@pytest.mark.parametrize(
    ("name", "api"),
    [
        ("friendly_name", "friendlyName"),
        ("check_ssl_errors", "checkSSLErrors"),
        ("maintenance_window_ids", "maintenanceWindowsIds"),
    ],
)
def test_an_argument_has_the_apis_name(name: str, api: str) -> None:
    assert api_name(name) == api


@pytest.mark.parametrize(
    ("type_", "one", "other", "same"),
    [
        ("HTTP", "https://a/?b&amp;c", "https://a/?b&c", True),
        ("HTTP", "https://a/", "http://a/", False),
        ("PING", "http://a/", "a", True),
        ("PORT", None, "", True),
    ],
)
def test_two_forms_of_an_address(type_: str, one: str | None, other: str | None, *, same: bool) -> None:
    assert same_address(type_, one, other) is same


def test_what_the_api_does_not_return_is_as_it_was_recorded() -> None:
    recorded = MonitorArguments(
        friendly_name="A & B",
        type="KEYWORD",
        url="https://a/",
        keyword_value="<b>",
        http_username="u",
        http_password="p",
    )
    item = {
        "id": 7,
        "type": "KEYWORD",
        "friendlyName": "A &amp; B",
        "url": "https://a/",
        "status": "PAUSED",
        "interval": 900,
        "keywordValue": "&lt;b&gt;",
        "keywordCaseType": "CaseInsensitive",
        "customHttpHeaders": [],
        "tags": [{"name": "b"}, "a"],
        "assignedAlertContacts": [{"alertContactId": 12, "threshold": 5}],
        "maintenanceWindows": [{"id": 9}],
    }
    found = arguments_of(MonitorAnswer.model_validate(item), item, recorded)
    assert found.plain() == recorded.plain() | {
        "interval": 900,
        "keywordCaseType": 1,
        "customHttpHeaders": {},
        "tagNames": ["a", "b"],
        "assignedAlertContacts": [{"alertContactId": "12", "threshold": 5, "recurrence": 0}],
        "maintenanceWindowIds": ["9"],
        "paused": True,
    }
