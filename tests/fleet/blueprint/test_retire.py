"""What still leads to a host that is to go."""

from typing import Any

import pytest

from fleet.blueprint.records import records
from fleet.blueprint.retire import pointing_at
from tests.fleet.small import fleet, service

NAME = "one.example.org"
ROW: dict[str, Any] = {"provider": "bytemark", "ipv4": "192.0.2.7", "ipv6": "2001:db8::7"}
ZONES = {"example.org": {"elsewhere": "the registrar", "caa": ["letsencrypt.org"]}}


def pointing(row: dict[str, Any] = ROW, name: str = NAME, **sections: Any) -> list[str]:
    hosts = {name: row, "two.example.org": {"provider": "bytemark", "ipv4": "192.0.2.8"}}
    found = fleet(hosts=hosts, **{"zones": ZONES, **sections})
    return list(pointing_at(found, records(found), name))


def sites(*urls: str) -> dict[str, Any]:
    return {url: {"keyword": "Welcome"} for url in urls}


def test_a_host_that_nothing_leads_to_can_go() -> None:
    assert pointing() == []
    assert pointing({"provider": "bytemark"}) == []


def test_services_that_run_on_it_lead_to_it() -> None:
    rows = {"website": service("two.example.org", NAME), "api": service(NAME), "other": service("two.example.org")}
    assert pointing(services=rows) == ["service api", "service website"]


def test_records_that_are_not_its_own_lead_to_it() -> None:
    urls = ["https://www.example.org/", "https://example.org/", "https://www.example.org/more", f"https://{NAME}/"]
    rows = {
        "website": service(NAME, sites=sites(*urls)),
        "other": service("two.example.org", sites=sites("https://other.example.org/")),
    }
    assert pointing(services=rows) == [
        "A example.org",
        "AAAA example.org",
        "CNAME www.example.org",
        "service website",
    ]


def test_a_record_with_its_address_leads_to_a_host_without_a_full_name() -> None:
    rows = {"website": service("kingfisher", sites=sites("https://www.example.org/"))}
    assert pointing(ROW | {"exporter": {"none": "closed"}}, "kingfisher", services=rows) == [
        "A www.example.org",
        "AAAA www.example.org",
        "service website",
    ]


@pytest.mark.parametrize(
    ("source", "leads"),
    [
        ("192.0.2.7/32", True),
        ("2001:db8::7/128", True),
        ("192.0.2.0/24", False),
        ("192.0.2.70/32", False),
        ("0.0.0.0/0", False),
    ],
)
def test_rule_sets_that_let_it_in_by_its_address_lead_to_it(source: str, *, leads: bool) -> None:
    firewalls = {"b": [{"port": "22"}], "a": [{"port": "1"}, {"port": "80", "sources": ["::/0", source]}]}
    assert pointing(firewalls=firewalls) == (["firewall a"] if leads else [])


def test_a_host_without_addresses_is_let_in_by_none() -> None:
    firewalls = {"a": [{"port": "80", "sources": ["192.0.2.7/32"]}]}
    assert pointing({"provider": "linode", "size": "g6-nanode-1"}, firewalls=firewalls) == []


def test_firewalls_let_a_prometheus_server_in() -> None:
    assert pointing(ROW | {"role": "prometheus"}) == ["every firewall with the exporter rule set"]


def test_each_is_told_once_and_in_order() -> None:
    rules = [
        {"port": "80", "sources": ["192.0.2.7/32", "2001:db8::7/128"]},
        {"port": "81", "sources": ["192.0.2.7/32"]},
    ]
    found = pointing(firewalls={"z": rules, "a": rules}, services={"website": service(NAME)})
    assert found == ["firewall a", "firewall z", "service website"]
