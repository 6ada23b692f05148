"""What is accepted, and is probably not meant."""

from datetime import date
from typing import Any

import pytest

from fleet.blueprint.cautions import due
from fleet.draw_up import draw_up
from tests.fleet.small import fleet, service

TODAY = date(2027, 1, 31)
NAME, SITE = "www.example.org", "https://www.example.net/"
ROW: dict[str, Any] = {"provider": "bytemark", "ipv4": "203.0.113.9"}


def said(row: dict[str, Any], today: date = TODAY, **service_fields: Any) -> list[str]:
    sites = service_fields.pop("sites", {SITE: {"keyword": "Hello"}})
    one = fleet(hosts={NAME: ROW | row}, services={"web": service(NAME, sites=sites, **service_fields)})
    return due(draw_up(one).cautions, today)


@pytest.mark.parametrize(
    ("family", "address"),
    [
        ("ipv4", "192.168.1.7"),
        ("ipv4", "10.0.0.7"),
        ("ipv4", "172.16.0.7"),
        ("ipv4", "100.64.0.7"),
        ("ipv4", "127.0.0.1"),
        ("ipv4", "169.254.1.7"),
        ("ipv6", "fd00::7"),
        ("ipv6", "fe80::7"),
        ("ipv6", "::1"),
    ],
)
def test_an_address_that_nobody_outside_reaches_is_warned_of(family: str, address: str) -> None:
    for found, tested in ((said({family: address}), SITE), (said({family: address}, sites={}), "it")):
        what = f"{NAME}: its {family} {address} is not public, and UptimeRobot tests {tested} from outside"
        assert found == [f"{what}; write its public address"]


def test_public_addresses_and_those_that_nobody_tests_are_fine() -> None:
    assert said({"ipv6": "2001:db8::9"}) == []
    elsewhere = {SITE: {"keyword": "Hello", "pages": {"repository": "Example/website"}}}
    assert said({"ipv4": "192.168.1.7"}, sites=elsewhere | {"https://docs.example.net/": {"keyword": "a"}}) != []


def once(day: str, start: str = "08:00", minutes: int = 60) -> dict[str, Any]:
    return {"maintenance": [{"every": "once", "date": date.fromisoformat(day), "start": start, "minutes": minutes}]}


@pytest.mark.parametrize(
    ("window", "is_over"),
    [
        (once("2027-01-30"), True),
        (once("2020-02-29"), True),
        (once("2027-01-31"), False),
        (once("2027-02-01"), False),
        (once("2027-01-30", "23:30", 60), False),
        (once("2027-01-29", "23:30", 60), True),
        (once("2027-01-30", "23:00", 60), True),
        ({"maintenance": [{"every": "week", "weekday": "monday", "start": "08:00", "minutes": 60}]}, False),
    ],
)
def test_maintenance_that_is_over_is_warned_of(window: dict[str, Any], *, is_over: bool) -> None:
    day = window["maintenance"][0].get("date")
    for name, found in ((NAME, said(window)), ("service web", said({}, **window))):
        assert found == ([f"{name}: its maintenance on {day} is over; leave it out"] if is_over else [])


def test_what_a_firewall_leaves_out_is_said() -> None:
    rules = [{"port": "5432", "sources": ["192.0.2.0/24", "2001:db8::/32"]}]
    row = {"provider": "hetzner-dedicated", "server_number": 321, "firewall": ["db"], "ipv4": "203.0.113.9"}
    sections = {"hosts": {NAME: row}, "services": {"web": service(NAME)}, "firewalls": {"db": rules}}
    providers = {"hetzner-dedicated": {"console": "https://robot.example.org/", "manager": "ods"}}
    one = fleet(providers=providers, **sections)
    (found,) = due(draw_up(one).cautions, TODAY)
    closed = "this stays closed over IPv6: tcp 5432 from 2001:db8::/32"
    assert found == f"{NAME}: Hetzner Robot's firewall takes no IPv6 sources, so {closed}"
