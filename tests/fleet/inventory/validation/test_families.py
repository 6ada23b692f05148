"""What rows say of kinds of address, where another row knows better."""

from typing import Any

import pytest

from fleet.inventory.validation.families import broken_families
from tests.fleet.small import fleet, service

HOST = "one.example.org"
URL = "https://www.example.org/"


def of(host: dict[str, Any], *, zones: dict[str, Any] | None = None, **sites: Any) -> list[str]:
    rows = {f"{URL}{path.removeprefix('root')}": {"keyword": "a", "families": said} for path, said in sites.items()}
    found = fleet(
        hosts={HOST: {"provider": "bytemark", **host}}, services={"web": service(HOST, sites=rows)}, zones=zones or {}
    )
    return [mistake.what for mistake in broken_families(found)]


@pytest.mark.parametrize(
    ("host", "said", "wrong"),
    [
        ({}, ["ipv4"], 0),
        ({}, ["ipv6", "ipv4"], 0),
        ({"ipv4": "203.0.113.5"}, ["ipv4"], 0),
        ({"ipv4": "203.0.113.5"}, ["ipv6"], 1),
        ({"ipv6": "2001:db8::5"}, ["ipv4", "ipv6"], 1),
        ({"ipv4": "203.0.113.5", "ipv6": "2001:db8::5"}, ["ipv6"], 0),
        ({"families": ["ipv6"]}, ["ipv4"], 1),
        ({"provider": "hetzner-cloud", "size": "cx23"}, ["ipv6"], 0),
        ({"provider": "hetzner-cloud", "size": "cx23", "families": ["ipv4"]}, ["ipv6"], 1),
    ],
)
def test_a_site_is_reached_at_no_more_than_its_host(host: dict[str, Any], said: list[str], wrong: int) -> None:
    assert len(of(host, root=said)) == wrong


@pytest.mark.parametrize(
    ("zone", "wrong"),
    [({}, 0), ({"elsewhere": "here"}, 1), ({"elsewhere": "here", "keep": ["www.example.org"]}, 0)],
)
def test_sites_of_one_name_have_the_same_records(zone: dict[str, Any], wrong: int) -> None:
    assert len(of({}, zones={"example.org": zone} if zone else {}, root=["ipv4"], two=["ipv6"])) == wrong
