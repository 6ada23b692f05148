"""A monitor in the API's words."""

from typing import Any

import pytest

from providers.uptimerobot.monitor import Monitor
from providers.uptimerobot.monitor_arguments import MonitorArguments
from providers.uptimerobot.search import Item

SITE = MonitorArguments(friendly_name="A & B", type="HTTP", url="https://example.org/")
PORT = MonitorArguments(friendly_name="Mail", type="PORT", url="example.org", port=25)
MONITOR = Monitor(None)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (SITE, {"http_method_type": "HEAD", "timeout": 30}),
        (SITE.model_copy(update={"type": "KEYWORD"}), {"http_method_type": "GET", "timeout": 30}),
        (
            SITE.model_copy(update={"timeout": 5, "http_method_type": "POST"}),
            {"http_method_type": "POST", "timeout": 5},
        ),
        (PORT, {"http_method_type": None, "timeout": 30}),
    ],
)
def test_a_type_has_its_own_defaults(arguments: MonitorArguments, expected: dict[str, Any]) -> None:
    complete = MONITOR.complete(arguments)
    assert {name: getattr(complete, name) for name in expected} == expected


def test_a_type_is_told_of_a_new_monitor_only_and_a_login_is_taken_away_by_an_empty_one() -> None:
    new, changed = (MONITOR.body(SITE, new=new) for new in (True, False))
    assert {*new} - {*changed} == {"type"}
    assert {*changed} - {*new} == {"httpUsername", "httpPassword"}
    assert new["authType"] == changed["authType"] == "NONE"
    login = SITE.model_copy(update={"http_username": "u", "http_password": "p"})
    assert MONITOR.body(login, new=False)["authType"] == "HTTP_BASIC"


@pytest.mark.parametrize(
    ("arguments", "item", "same"),
    [
        (SITE, {"friendlyName": "A &amp; B", "url": "https://example.org/"}, True),
        (SITE, {"friendlyName": "A &amp; B", "url": "http://example.org/"}, False),
        (SITE, {"friendlyName": "A", "url": "https://example.org/"}, False),
        (PORT, {"friendlyName": "Mail", "url": "tcp://example.org/", "port": 25}, True),
        (PORT, {"friendlyName": "Mail", "url": "example.org", "port": 26}, False),
        (PORT, {"friendlyName": "Mail", "url": "example.org", "port": 25, "type": "PING"}, False),
    ],
)
def test_a_monitor_is_known_by_name_type_address_and_port(
    arguments: MonitorArguments, item: Item, *, same: bool
) -> None:
    assert MONITOR.matches(arguments, {"id": 7, "type": arguments.type, **item}) is same
