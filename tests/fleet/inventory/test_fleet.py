"""What follows from the sections of a fleet."""

from typing import Any

import pytest

from fleet.inventory.firewall import BUILT_IN, FirewallRule
from fleet.inventory.fleet import Fleet
from fleet.inventory.model import fleet_model
from tests.fleet.small import host

CONTACTS = {
    "ods": {"name": "Open Data Services", "email": "code@example.org"},
    "ocp": {"name": "OCP", "email_missing": "none"},
}
PROVIDERS = {
    "bytemark": {"console": "https://panel.example.org/", "manager": "ods"},
    "linode": {"console": "https://cloud.linode.com/", "manager": "ocp"},
}


def fleet(hosts: dict[str, Any], **services: dict[str, Any]) -> Fleet:
    rows = {name: {"title": name, "errors": {"none": "static"}, **row} for name, row in services.items()}
    return fleet_model().model_validate(
        {"contacts": CONTACTS, "providers": PROVIDERS, "hosts": hosts, "services": rows}
    )


def test_a_default_is_nobody_elses() -> None:
    one, other = Fleet(), Fleet()
    one.hosts["www.example.org"] = host(provider="bytemark")
    assert other.hosts == Fleet().hosts == {}


def test_the_prometheus_servers_are_sorted() -> None:
    row = {"provider": "bytemark", "role": "prometheus"}
    found = fleet({"b.example.org": row, "c.example.org": {"provider": "bytemark"}, "a.example.org": row})
    assert found.prometheus == ("a.example.org", "b.example.org")


def test_ssh_and_icmp_are_among_all_rules_once() -> None:
    mosh = FirewallRule(protocol="udp", port="60000-61000")
    found = Fleet(firewalls={"mosh": [mosh]})
    base, web = BUILT_IN["base"], BUILT_IN["web"]
    assert [(rule.protocol, rule.port) for rule in base] == [("tcp", "22"), ("icmp", None)]
    assert [(rule.protocol, rule.port) for rule in web] == [("tcp", "80"), ("tcp", "443")]
    assert found.rules(()) == found.rules(("base",)) == base
    assert found.rules(("base", "mosh", "web")) == [*base, mosh, *web]
    assert found.rules(("exporter", "web")) == [*base, *web], "whom exporter lets in, the inventory may not know"


def test_no_row_takes_the_place_of_a_built_in_rule_set() -> None:
    assert Fleet(firewalls={"base": []}).rules(()) == BUILT_IN["base"]


def test_services_on_a_host_are_sorted_and_there_once() -> None:
    found = fleet(
        {
            "b.example.org": {"provider": "bytemark"},
            "a.example.org": {"provider": "bytemark"},
            "c.example.org": {"provider": "bytemark"},
        },
        web={"hosts": ["b.example.org", "a.example.org", "b.example.org"]},
        api={"hosts": ["b.example.org"]},
    )
    assert found.services_on == {"b.example.org": ("api", "web"), "a.example.org": ("web",)}


def test_the_manager_of_a_host_is_its_providers_unless_it_says_another() -> None:
    found = fleet(
        {"a.example.org": {"provider": "bytemark"}, "b.example.org": {"provider": "bytemark", "manager": "ocp"}}
    )
    assert [found.host_manager(name) for name in found.hosts] == ["ods", "ocp"]


def test_the_manager_of_a_service_is_its_hosts_unless_it_says_another() -> None:
    hosts = {
        "a.example.org": {"provider": "bytemark"},
        "b.example.org": {"provider": "linode", "manager": "ods"},
        "c.example.org": {"provider": "linode"},
    }
    found = fleet(
        hosts,
        shared={"hosts": ["a.example.org", "b.example.org"]},
        own={"hosts": ["a.example.org", "c.example.org"], "manager": "ocp"},
        split={"hosts": ["a.example.org", "c.example.org"]},
        nowhere={},
    )
    assert [found.service_manager(name) for name in ("shared", "own")] == ["ods", "ocp"]
    for name in ("split", "nowhere"):
        with pytest.raises(LookupError, match=name):
            found.service_manager(name)


@pytest.mark.parametrize(
    ("hosts", "own", "expected"),
    [
        ([], None, "production"),
        (["development"], None, "development"),
        (["development", "staging"], None, "staging"),
        (["staging", "production", "development"], None, "production"),
        (["production"], "development", "development"),
    ],
)
def test_the_environment_of_a_service_is_that_of_its_hosts_that_people_depend_on_most(
    hosts: list[str], own: str | None, expected: str
) -> None:
    rows = {f"{name}.example.org": {"provider": "bytemark", "environment": name} for name in hosts}
    assert fleet(rows, web={"hosts": list(rows), "environment": own}).service_environment("web") == expected
