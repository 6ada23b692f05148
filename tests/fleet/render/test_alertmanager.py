"""Who has a route and a receiver in Alertmanager's configuration."""

from typing import Any

import pytest
from hypothesis import given

from fleet.blueprint.alert_routing import alert_routing
from fleet.blueprint.notices import recipients
from fleet.inventory.fleet import Fleet
from fleet.render.alertmanager import NOBODY, REPEATS, configuration
from tests.fleet.small import CONTACTS, fleet
from tests.fleet.strategies import QUICK, fleets
from tests.shared import parsed

ORGANISATION = {"name": "OCP", "email": "it@example.org", "notices": ["prometheus"]}
SUNDAY = {"every": "week", "weekday": "sunday", "start": "03:30", "minutes": 60}


def rendered(found: Fleet) -> dict[str, Any]:
    read: dict[str, Any] = parsed(configuration(alert_routing(found)))
    return read


@QUICK
@given(found=fleets())
def test_exactly_those_who_are_notified_have_a_receiver_with_their_address(found: Fleet) -> None:
    receivers = {one["name"]: one.get("email_configs") for one in rendered(found)["receivers"]}
    assert receivers.pop(NOBODY) is None
    assert {name: mail["to"] for name, (mail,) in receivers.items()} == recipients(found, "prometheus")


@pytest.mark.parametrize("lacking", [{"notices": []}, {"notices": ["uptimerobot"]}, {"email": None}])
def test_a_contact_without_the_notice_or_an_address_has_none(lacking: dict[str, Any]) -> None:
    contacts = CONTACTS | {"partner": CONTACTS["partner"] | lacking}
    if "email" in lacking:
        contacts["partner"]["email_missing"] = "not published"
    found = rendered(fleet(contacts=contacts))
    assert [one["name"] for one in found["receivers"]] == [NOBODY, "ods"]
    assert "partner" not in str(found["route"])


@pytest.mark.parametrize(
    ("organisation", "default"),
    [
        ({}, "ocp"),
        ({"notices": ["uptimerobot"]}, NOBODY),
        ({"email": None, "email_missing": "not published"}, NOBODY),
    ],
)
def test_the_organisation_gets_what_nobody_else_gets(organisation: dict[str, Any], default: str) -> None:
    contacts = CONTACTS | {"ocp": ORGANISATION | organisation}
    assert rendered(fleet(contacts=contacts))["route"]["receiver"] == default


def test_without_an_organisation_what_is_of_no_contacts_goes_to_nobody() -> None:
    assert rendered(fleet(organisation=None))["route"]["receiver"] == NOBODY


def test_what_goes_to_the_organisation_instead_is_muted_in_maintenance_too() -> None:
    contacts = CONTACTS | {"ocp": ORGANISATION, "partner": {"name": "Partner", "email": "ops@example.net"}}
    host = {"provider": "hetzner-cloud", "environment": "staging", "spare": "a test", "maintenance": [SUNDAY]}
    routes = rendered(fleet(contacts=contacts, hosts={"new.example.org": host}))["route"]["routes"]
    own, instead = (route for route in routes if route["receiver"] == "ocp")
    assert instead["matchers"] == ['contact!~"(.*,)?(ocp|ods)(,.*)?"']
    assert instead["routes"] == own["routes"]
    assert [route.get("mute_time_intervals") for route in instead["routes"]] == [
        *[["host new.example.org"]] * len(REPEATS),
        *[None] * len(REPEATS),
    ]


def test_where_all_contacts_are_notified_there_is_no_other_route() -> None:
    routes = rendered(fleet(contacts=CONTACTS | {"ocp": ORGANISATION}))["route"]["routes"]
    assert [route["receiver"] for route in routes] == [NOBODY, "ocp", "ods", "partner"]


@pytest.mark.parametrize(
    ("row", "required"),
    [
        ({}, False),
        ({"smarthost": "[::1]:25"}, False),
        ({"smarthost": "127.0.0.1:25"}, False),
        ({"smarthost": "localhost:25", "tls": "starttls"}, True),
        ({"smarthost": "mail.example.org:465"}, False),
        ({"smarthost": "mail.example.org:587"}, True),
        ({"smarthost": "mail.example.org:25", "tls": "none"}, False),
    ],
)
def test_starttls_is_required_where_mail_is_encrypted_that_way(row: dict[str, Any], *, required: bool) -> None:
    mail = rendered(fleet(alerting=row))["global"]
    assert (mail["smtp_require_tls"], mail["smtp_smarthost"]) == (required, row.get("smarthost", "localhost:25"))
