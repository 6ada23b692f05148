"""Zones at Linode's DNS manager."""

from typing import Any

from tests.components.test_zone import COMPONENTS, DOMAIN, MACHINE, NAME, kept, records
from tests.conftest import Run

COMPONENT = COMPONENTS["linode"]


def test_a_zone_at_linode_is_created_whole_and_protected(run: Run) -> None:
    told = kept(run, {"provider": "linode", "ttl": 3600}, {})
    component, zone = told.one(COMPONENT), told.one(DOMAIN)
    assert (component.name, component.parent, component.protect) == ("example.org", "", True)
    assert (zone.name, zone.parent, zone.protect, zone.import_id) == ("example.org", component.urn, True, "")
    assert zone.inputs == {
        "domain": "example.org",
        "type": "master",
        "soaEmail": "ops@example.org",
        "ttlSec": 3600,
        "tags": ["fleet:test"],
    }
    assert zone.ignore_changes == ()


def test_linodes_records_are_one_for_each_value(run: Run) -> None:
    zone = {"provider": "linode", "ttl": 3600, "caa": ["letsencrypt.org", "example.net"]}
    told = kept(run, zone, {NAME: MACHINE}, "https://example.org/", "https://www.example.org/")
    (number,) = {row.inputs["domainId"] for row in records(told).values()}
    assert isinstance(number, float)

    def record(type_: str, target: str, name: str | None = None, **more: str) -> dict[str, Any]:
        found = {"recordType": type_, "target": target, "ttlSec": 3600, "domainId": number} | more
        return found | ({"name": name} if name else {})

    assert {name: row.inputs for name, row in records(told).items()} == {
        "one.example.org-a": record("A", "192.0.2.7", "one"),
        "one.example.org-aaaa": record("AAAA", "2001:db8::7", "one"),
        "example.org-@-a": record("A", "192.0.2.7"),
        "example.org-@-aaaa": record("AAAA", "2001:db8::7"),
        "example.org-@-caa-example.net": record("CAA", "example.net", tag="issue"),
        "example.org-@-caa-letsencrypt.org": record("CAA", "letsencrypt.org", tag="issue"),
        "example.org-www-cname": record("CNAME", "one.example.org", "www"),
    }
