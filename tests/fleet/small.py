"""A small fleet that has one of everything that checks and facts tell apart."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import TypeAdapter

from fleet.draw_up import draw_up
from fleet.inventory.fleet import Fleet
from fleet.inventory.model import fleet_model
from tests.fleet.strategies import KEY

CONTACTS: dict[str, dict[str, Any]] = {
    "ocp": {"name": "OCP", "email_missing": "not published", "notices": ["prometheus"]},
    "ods": {"name": "ODS", "email": "code@example.org", "ssh_keys": [KEY], "notices": ["prometheus"]},
    "partner": {"name": "Partner", "email": "ops@example.net", "notices": ["prometheus"]},
}
PROVIDERS = {
    "bytemark": {"console": "https://panel.example.org/", "manager": "ods"},
    "hetzner-cloud": {"console": "https://console.hetzner.cloud/", "manager": "partner"},
}


def fleet(**sections: Any) -> Fleet:
    """A fleet of OCP's contacts and providers."""
    return fleet_model().model_validate(
        {"organisation": "ocp", "contacts": CONTACTS, "providers": PROVIDERS, **sections}
    )


def row_of(section: str) -> TypeAdapter[Any]:
    """What checks a row of a section, with all providers."""
    return TypeAdapter(get_args(fleet_model().model_fields[section].annotation)[1])


def host(**row: Any) -> Any:
    """A host's row, checked."""
    return row_of("hosts").validate_python(row, strict=True)


def export(found: Fleet) -> Mapping[str, str]:
    """The files of a fleet's export."""
    files = draw_up(found, export=True).export
    assert files is not None
    return files


def service(*hosts: str, **row: Any) -> dict[str, Any]:
    """A service's row."""
    return {"title": "Website", "hosts": list(hosts), "errors": {"none": "static"}, **row}


HASH = "$2y$10$" + "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
FLEET = fleet(
    exporters={"password_hash": HASH},
    hosts={
        "www.example.org": {"provider": "bytemark"},
        "new.example.org": {"provider": "hetzner-cloud", "size": "cx23", "environment": "staging"},
        "kingfisher": {"provider": "bytemark", "ipv6": "2001:db8::5", "exporter": {"none": "closed"}},
    },
    services={
        "website": service(
            "www.example.org",
            "kingfisher",
            sites={
                "https://www.example.org/": {"keyword": "Welcome"},
                "http://old.example.org/": {"keyword_missing": "a redirect"},
            },
        ),
        "preview": service("new.example.org"),
        "explorer": service(
            manager="partner",
            sites={"https://explorer.example.org/": {"keyword_missing": "none", "pages": {"repository": "a/b"}}},
        ),
    },
)
