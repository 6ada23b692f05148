"""What is tested of a fleet, and who is told."""

from datetime import date

import pytest

from components.bytemark.row import BytemarkHost
from components.hetzner_cloud.row import HetznerCloudHost
from fleet.blueprint.checks import Check, checks, exporter, is_scraped
from fleet.inventory.field_types import Environment
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import Exporter, HostRow
from tests.fleet.small import FLEET, HASH, fleet, service

ALL = ("ocp", "ods")


def test_everything_is_tested_once_in_order() -> None:
    website: tuple[Environment, str, tuple[str, ...], tuple[str, ...]] = ("production", "ods", ALL, ("website",))
    assert checks(FLEET) == (
        Check("http", "http://old.example.org/", *website, ("kingfisher", "www.example.org"), "bytemark"),
        Check(
            "http",
            "https://explorer.example.org/",
            "production",
            "partner",
            ("ocp", "partner"),
            ("explorer",),
            (),
            "github-pages",
        ),
        Check("icmp", "2001:db8::5", *website, ("kingfisher",), "bytemark"),
        Check(
            "icmp",
            "new.example.org",
            "staging",
            "partner",
            ("partner",),
            ("preview",),
            ("new.example.org",),
            "hetzner-cloud",
        ),
        Check("icmp", "www.example.org", *website, ("www.example.org",), "bytemark"),
        Check(
            "keyword", "https://www.example.org/", *website, ("kingfisher", "www.example.org"), "bytemark", "Welcome"
        ),
        Check(
            "node",
            "new.example.org:7231",
            "staging",
            "partner",
            ("partner",),
            ("preview",),
            ("new.example.org",),
            "hetzner-cloud",
        ),
        Check("node", "prom-client.www.example.org:80", *website, ("www.example.org",), "bytemark"),
    )


def test_a_created_host_without_a_login_for_its_exporter_has_none() -> None:
    hosts = {"new.example.org": {"provider": "hetzner-cloud", "size": "cx23"}}
    rows = {"hosts": hosts, "services": {"preview": service("new.example.org")}}
    assert [check.kind for check in checks(fleet(**rows))] == ["icmp"]
    assert [check.kind for check in checks(fleet(**rows, exporters={"password_hash": HASH}))] == ["icmp", "node"]


@pytest.mark.parametrize(
    ("row", "scraped"),
    [
        ({"provider": "bytemark", "exporter": {"via": "direct"}}, True),
        ({"provider": "bytemark"}, True),
        ({"provider": "bytemark", "exporter": {"none": "closed"}}, False),
        ({"provider": "hetzner-cloud", "size": "cx23", "exporter": {"via": "proxy"}}, True),
        ({"provider": "hetzner-cloud", "size": "cx23"}, False),
    ],
)
def test_without_a_password_only_what_the_fleet_would_set_up_is_not_scraped(row: object, *, scraped: bool) -> None:
    found = fleet(hosts={"www.example.org": row})
    assert is_scraped(found, found.hosts["www.example.org"]) is scraped


def test_nothing_is_tested_of_an_empty_fleet() -> None:
    assert checks(Fleet()) == ()


@pytest.mark.parametrize(
    ("environment", "manager", "told"),
    [
        ("production", "ods", ("ocp", "ods")),
        ("production", "ocp", ("ocp",)),
        ("staging", "ods", ("ods",)),
        ("development", "ods", ("ods",)),
        ("staging", "ocp", ("ocp",)),
    ],
)
def test_the_organisation_is_told_of_production_only(environment: str, manager: str, told: tuple[str, ...]) -> None:
    site = {"https://www.example.org/": {"keyword": "Welcome"}}
    found = fleet(
        hosts={"www.example.org": {"provider": "bytemark", "environment": environment, "manager": manager}},
        services={"website": service("www.example.org", sites=site)},
    )
    assert {check.contacts for check in checks(found)} == {told}
    assert {(check.manager, check.environment) for check in checks(found)} == {(manager, environment)}


def test_without_an_organisation_the_manager_is_told() -> None:
    found = fleet(organisation=None, hosts={"www.example.org": {"provider": "bytemark"}})
    assert {check.contacts for check in checks(found)} == {("ods",)}


def test_a_site_has_the_environment_and_manager_of_its_service_and_a_host_its_own() -> None:
    found = fleet(
        hosts={"www.example.org": {"provider": "bytemark", "environment": "development"}},
        services={
            "website": service(
                "www.example.org",
                environment="production",
                manager="partner",
                sites={"http://www.example.org/": {"keyword": "Welcome"}},
            )
        },
    )
    assert {(check.kind, check.environment, check.manager, check.contacts) for check in checks(found)} == {
        ("keyword", "production", "partner", ("ocp", "partner")),
        ("icmp", "development", "ods", ("ods",)),
        ("node", "development", "ods", ("ods",)),
    }


def test_a_site_is_served_by_its_services_first_host() -> None:
    found = fleet(
        hosts={
            "a.example.org": {"provider": "bytemark"},
            "b.example.org": {"provider": "hetzner-cloud", "manager": "ods"},
        },
        services={
            "website": service(
                "b.example.org", "a.example.org", sites={"http://www.example.org/": {"keyword": "Welcome"}}
            )
        },
    )
    site = next(check for check in checks(found) if check.kind == "keyword")
    assert (site.provider, site.hosts) == ("hetzner-cloud", ("a.example.org", "b.example.org"))


def test_a_pages_site_of_a_service_with_hosts_is_on_none_of_them() -> None:
    pages = {"http://www.example.org/": {"keyword": "Welcome", "pages": {"repository": "a/b"}}}
    found = fleet(
        hosts={"a.example.org": {"provider": "bytemark"}}, services={"website": service("a.example.org", sites=pages)}
    )
    site = next(check for check in checks(found) if check.kind == "keyword")
    assert (site.provider, site.hosts) == ("github-pages", ())


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("www.example.org", BytemarkHost(provider="bytemark"), "prom-client.www.example.org:80"),
        (
            "www.example.org",
            BytemarkHost(provider="bytemark", exporter=Exporter(port=8080)),
            "prom-client.www.example.org:8080",
        ),
        ("www.example.org", BytemarkHost(provider="bytemark", exporter=Exporter(via="direct")), "www.example.org:7231"),
        ("www.example.org", HetznerCloudHost(provider="hetzner-cloud", size="cx23"), "www.example.org:7231"),
        (
            "www.example.org",
            HetznerCloudHost(provider="hetzner-cloud", size="s", unlisted=True, id=5),
            "prom-client.www.example.org:80",
        ),
        ("www.example.org", HetznerCloudHost(provider="hetzner-cloud"), "prom-client.www.example.org:80"),
        (
            "www.example.org",
            HetznerCloudHost(provider="hetzner-cloud", size="cx23", exporter=Exporter(via="proxy")),
            "prom-client.www.example.org:80",
        ),
        (
            "www.example.org",
            HetznerCloudHost(
                provider="hetzner-cloud", size="s", unlisted=True, id=5, exporter=Exporter(via="direct", port=9100)
            ),
            "www.example.org:9100",
        ),
        (
            "www.example.org",
            HetznerCloudHost(provider="hetzner-cloud", size="cx23", exporter=Exporter(port=7231)),
            "www.example.org:7231",
        ),
        (
            "www",
            BytemarkHost(provider="bytemark", ipv4="203.0.113.5", exporter=Exporter(via="direct")),
            "203.0.113.5:7231",
        ),
        (
            "www",
            BytemarkHost(provider="bytemark", ipv6="2001:db8::5", exporter=Exporter(via="direct")),
            "[2001:db8::5]:7231",
        ),
    ],
)
def test_where_a_node_exporter_answers(name: str, row: HostRow, expected: str) -> None:
    assert exporter(name, row) == expected


def test_a_host_that_is_retired_is_not_tested_and_the_others_are() -> None:
    found = fleet(
        hosts={
            "old.example.org": {"provider": "bytemark", "retire": date(2027, 1, 31)},
            "www.example.org": {"provider": "bytemark"},
        },
        services={"website": service("old.example.org", "www.example.org")},
    )
    assert {check.hosts for check in checks(found)} == {("www.example.org",)}


def test_a_check_as_plain_data_has_only_what_it_has() -> None:
    keyword, plain = checks(FLEET)[5], checks(FLEET)[4]
    assert keyword.as_dict() == {
        "kind": "keyword",
        "target": "https://www.example.org/",
        "environment": "production",
        "manager": "ods",
        "contacts": ["ocp", "ods"],
        "services": ["website"],
        "hosts": ["kingfisher", "www.example.org"],
        "provider": "bytemark",
        "keyword": "Welcome",
    }
    assert "keyword" not in plain.as_dict()
