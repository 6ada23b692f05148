"""Zones at Hetzner DNS."""

from typing import Any

from tests.components.test_zone import COMPONENTS, MACHINE, NAME, ZONE, kept, records
from tests.conftest import Run

COMPONENT = COMPONENTS["hetzner-cloud"]


def test_a_zone_at_hetzner_is_created_whole_and_protected(run: Run) -> None:
    told = kept(run, {"provider": "hetzner-cloud"}, {})
    component, zone = told.one(COMPONENT), told.one(ZONE)
    assert (component.name, component.parent, component.protect) == ("example.org", "", True)
    assert (zone.name, zone.parent, zone.protect, zone.import_id) == ("example.org", component.urn, True, "")
    assert zone.inputs == {
        "name": "example.org",
        "mode": "primary",
        "ttl": 86400,
        "deleteProtection": True,
        "labels": {"fleet": "test"},
    }
    assert zone.ignore_changes == ()


def test_hetzners_records_are_sets_in_the_form_of_a_zone_file(run: Run) -> None:
    zone = {"provider": "hetzner-cloud", "ttl": 600, "caa": ["letsencrypt.org", "example.net"]}
    told = kept(run, zone, {NAME: MACHINE}, "https://example.org/", "https://www.example.org/")
    common = {"zone": "example.org", "ttl": 600, "labels": {"fleet": "test"}}

    def rrset(name: str, type_: str, *values: str) -> dict[str, Any]:
        return common | {"name": name, "type": type_, "records": [{"value": value} for value in values]}

    assert {name: row.inputs for name, row in records(told).items()} == {
        "one.example.org-a": rrset("one", "A", "192.0.2.7"),
        "one.example.org-aaaa": rrset("one", "AAAA", "2001:db8::7"),
        "example.org-@-a": rrset("@", "A", "192.0.2.7"),
        "example.org-@-aaaa": rrset("@", "AAAA", "2001:db8::7"),
        "example.org-@-caa": rrset("@", "CAA", '0 issue "example.net"', '0 issue "letsencrypt.org"'),
        "example.org-www-cname": rrset("www", "CNAME", "one.example.org."),
    }
    assert all(row.delete_before_replace for row in records(told).values())
