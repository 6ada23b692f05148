"""When alerts are muted, and which rows change them."""

from datetime import date
from typing import Any

import pytest

from fleet.blueprint.alert_routing import AlertRouting, alert_routing
from tests.fleet.small import CONTACTS, fleet, service

SUNDAY = {"every": "week", "weekday": "sunday", "start": "23:30", "minutes": 60}
QUIETER = {"HostLoadHigh": {"silent": True, "why": "a test"}}
ONE, OTHER = "www.example.org", "two.example.org"


def routing(*hosts: str, **row: Any) -> AlertRouting:
    """What follows of a service on these hosts; `row` is what the first host's says besides its maintenance."""
    rows = {ONE: {"provider": "bytemark", "maintenance": [SUNDAY], **row}, OTHER: {"provider": "bytemark"}}
    return alert_routing(
        fleet(
            hosts=rows,
            services={"web": service(*hosts), "more": service(ONE, OTHER, title="More")},
        )
    )


def test_a_service_on_one_host_has_it_as_its_only_one() -> None:
    assert routing(ONE).only_host == {"web": ONE}
    assert routing(OTHER).only_host == {"web": OTHER}


def test_a_service_on_several_hosts_has_no_only_one() -> None:
    assert routing(ONE, OTHER).only_host == routing(OTHER, ONE).only_host == {}


def test_hosts_with_windows_or_exceptions_have_them_and_others_nothing() -> None:
    found = routing(ONE, alerts=QUIETER)
    assert list(found.host_windows) == list(found.host_exceptions) == [ONE]
    (window,) = found.host_windows[ONE]
    assert (window.start, window.minutes) == ("23:30", 60)
    assert found.host_exceptions[ONE]["HostLoadHigh"].silent


def test_a_host_that_is_being_retired_has_neither() -> None:
    found = routing(OTHER, alerts=QUIETER, retire=date(2027, 1, 31))
    assert (found.host_windows, found.host_exceptions) == ({}, {})


SERVERS = {name: {"provider": "bytemark", "role": "prometheus", "manager": "partner"} for name in ("b.org", "a.org")}
MAILED = {"name": "OCP", "email": "it@example.org", "notices": ["prometheus"]}


@pytest.mark.parametrize(
    ("sections", "sender"),
    [
        ({}, "prometheus@localhost"),
        ({"hosts": SERVERS}, "prometheus@a.org"),
        ({"hosts": SERVERS, "alerting": {"sender": "alerts@example.org"}}, "alerts@example.org"),
    ],
)
def test_mail_comes_from_whom_the_row_names_or_from_the_first_server(sections: dict[str, Any], sender: str) -> None:
    assert alert_routing(fleet(**sections)).sender == sender


def test_the_monitoring_itself_concerns_its_servers_managers_and_the_organisation() -> None:
    assert alert_routing(fleet(hosts=SERVERS)).monitoring_contacts == ("ocp", "partner")


def test_who_gets_no_mail_is_one_of_the_others_and_the_organisation_gets_theirs() -> None:
    lacking = alert_routing(fleet())
    assert (dict(lacking.recipients), lacking.default, lacking.has_others) == (
        {"ods": "code@example.org", "partner": "ops@example.net"},
        None,
        True,
    )
    whole = alert_routing(fleet(contacts=CONTACTS | {"ocp": MAILED}))
    assert list(whole.recipients) == ["ocp", "ods", "partner"]
    assert (whole.default, whole.has_others) == ("ocp", False)
