"""What a stack tells others."""

from fleet.model import Fleet
from fleet.summary import facts
from tests.fleet.small import FLEET


def test_the_facts_of_a_fleet() -> None:
    found = facts(FLEET)
    assert list(found) == ["hosts", "services", "sites"]
    assert all(list(rows) == sorted(rows) for rows in found.values())
    assert found["hosts"]["new.example.org"] == {
        "provider": "hetzner-cloud",
        "state": "created",
        "environment": "staging",
        "manager": "partner",
        "services": ["preview"],
        "aliases": [],
    }
    assert found["services"]["website"] == {
        "title": "Website",
        "environment": "production",
        "manager": "ods",
        "hosts": ["kingfisher", "www.example.org"],
        "sites": ["http://old.example.org/", "https://www.example.org/"],
        "errors": {"none": "static"},
        "aliases": [],
    }
    assert found["sites"]["https://www.example.org/"] == {
        "service": "website",
        "provider": "bytemark",
        "state": "registered",
        "hosts": ["kingfisher", "www.example.org"],
        "aliases": [],
    }
    assert found["sites"]["https://explorer.example.org/"] == {
        "service": "explorer",
        "provider": "github-pages",
        "state": "registered",
        "hosts": [],
        "aliases": [],
    }


def test_a_host_without_services_is_among_the_facts() -> None:
    row = {"provider": "bytemark", "spare": "kept", "aliases": ["z.example.org", "a.example.org"], "manager": "ods"}
    found = facts(Fleet.model_validate({"hosts": {"www.example.org": row}}))
    assert found["hosts"]["www.example.org"]["services"] == []
    assert found["hosts"]["www.example.org"]["aliases"] == ["a.example.org", "z.example.org"]
    assert found["services"] == found["sites"] == {}
