"""The name of a status page: a CNAME is alone there."""

from typing import Any

import pytest

from fleet.inventory.validation.status_pages import broken_status_pages
from tests.fleet.small import fleet, service

ZONES = {"example.org": {"elsewhere": "the registrar"}, "sub.example.org": {"elsewhere": "the registrar"}}
HOSTS: dict[str, Any] = {
    "www.example.org": {"provider": "bytemark"},
    "direct.example.org": {"provider": "bytemark", "exporter": {"via": "direct"}, "spare": "kept"},
}
SITES = {
    "https://shop.example.org/": {"keyword": "a"},
    "http://shop.example.net:8080/": {"keyword": "a"},
    "https://pages.example.org/": {"keyword": "a", "pages": {"repository": "a/b"}},
}


@pytest.mark.parametrize(
    ("domain", "what"),
    [
        ("status.example.org", None),
        ("status.sub.example.org", None),
        ("status.example.net", None),
        ("prom-client.direct.example.org", None),
        (None, None),
        ("status", "a status page needs a fully qualified domain name"),
        ("example.org", "example.org is a zone, and at the top"),
        ("sub.example.org", "sub.example.org is a zone, and at the top"),
        ("www.example.org", "www.example.org is the name of a host"),
        ("shop.example.org", "shop.example.org leads to the site https://shop.example.org/"),
        ("shop.example.net", "shop.example.net leads to the site http://shop.example.net:8080/"),
        ("pages.example.org", "pages.example.org leads to the site https://pages.example.org/"),
        ("prom-client.www.example.org", "prom-client.www.example.org is asked for the figures of www.example.org"),
    ],
)
def test_a_status_page_has_a_name_at_which_nothing_else_is(domain: str | None, what: str | None) -> None:
    page = {"title": "Public", "services": ["web"]} | ({"domain": domain} if domain else {})
    found = fleet(
        zones=ZONES,
        hosts=HOSTS,
        services={"web": service("www.example.org", sites=SITES)},
        status_pages={"public": page},
    )
    wrong = list(broken_status_pages(found))
    assert [mistake.path for mistake in wrong] == ([("status_pages", "public", "domain")] if what else [])
    assert all(mistake.what.startswith(what or "") for mistake in wrong)
