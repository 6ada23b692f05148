"""Defaults, and what follows from a row."""

from typing import Any, get_args

import pytest
from fleet.inventory.sizes import MEMORY
from pydantic import TypeAdapter, ValidationError

from components.bytemark.row import BytemarkHost
from components.github_pages.row import Pages
from components.hetzner_cloud.row import HetznerCloudHost
from components.hetzner_dedicated.row import HetznerDedicatedHost
from components.linode.row import LinodeHost
from fleet.inventory.cloud import CloudRow
from fleet.inventory.contacts import Contact, Provider
from fleet.inventory.field_types import Environment
from fleet.inventory.firewall import FirewallRule
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import EXPORTER_PORT, PROXY_PORT, HostRow, address
from fleet.inventory.host import HostRow as Host
from fleet.inventory.monitoring import Exporters
from fleet.inventory.service import Errors, Service, Site, site_host
from fleet.inventory.zone import Zone
from tests.fleet.strategies import HASH

CONTACTS = {
    "ods": {"name": "Open Data Services", "email": "code@example.org"},
    "ocp": {"name": "OCP", "email_missing": "none"},
}
PROVIDERS = {
    "bytemark": {"console": "https://panel.example.org/", "manager": "ods"},
    "linode": {"console": "https://cloud.linode.com/", "manager": "ocp"},
}


CLOUD: dict[str, Any] = {
    "id": None,
    "size": None,
    "backups": True,
    "firewall": None,
    "swap": None,
    "grow_disk": False,
    "bare": False,
    "keep": [],
}


def host(**row: Any) -> Any:
    return host_of(row)


def host_of(row: Any) -> Any:
    return TypeAdapter(Host).validate_python(row, strict=True)


def fleet(hosts: dict[str, Any], **services: dict[str, Any]) -> Fleet:
    rows = {name: {"title": name, "errors": {"none": "static"}, **row} for name, row in services.items()}
    return Fleet.model_validate({"contacts": CONTACTS, "providers": PROVIDERS, "hosts": hosts, "services": rows})


@pytest.mark.parametrize(
    ("provider", "model", "own"),
    [
        (
            "linode",
            LinodeHost,
            {**CLOUD, "region": "gb-lon", "image": "linode/ubuntu24.04", "reverse_dns": None},
        ),
        (
            "hetzner-cloud",
            HetznerCloudHost,
            {**CLOUD, "region": "fsn1", "image": "ubuntu-24.04"},
        ),
        ("hetzner-dedicated", HetznerDedicatedHost, {"product": None, "server_number": None, "firewall": None}),
        ("bytemark", BytemarkHost, {}),
    ],
)
def test_defaults_of_a_host(provider: str, model: type[HostRow], own: dict[str, Any]) -> None:
    row: HostRow = host(provider=provider)
    assert type(row) is model
    assert row.model_dump() == {
        "provider": provider,
        "manager": None,
        "environment": "production",
        "account": None,
        "ipv4": None,
        "ipv6": None,
        "exporter": {"via": None, "port": None, "none": None},
        "role": None,
        "spare": None,
        "aliases": [],
        "retire": None,
        "alerts": {},
        "maintenance": [],
        "uptime_port": None,
        "uptime_id": None,
        "note": None,
        **own,
    }
    assert (row.state, row.provider_id) == ("registered", None)


def test_defaults_of_other_rows() -> None:
    assert Contact(name="a", email_missing="b").model_dump(exclude={"name", "email_missing"}) == {
        "email": None,
        "notices": [],
        "downtime_protocol": None,
        "ssh_keys": [],
    }
    assert Provider(console="https://a.example.org/", manager="a").note is None
    assert FirewallRule(port="80").model_dump() == {"protocol": "tcp", "port": "80", "sources": ["0.0.0.0/0", "::/0"]}
    assert Errors(none="a").sentry is None
    assert Pages(repository="a/b").model_dump() == {
        "repository": "a/b",
        "branch": None,
        "path": "/",
        "workflow": False,
        "create": False,
        "release": False,
        "https": None,
    }
    assert Site(keyword="a").model_dump(exclude={"keyword"}) == {
        "keyword_missing": None,
        "pages": None,
        "status": [],
        "redirects": True,
        "uptime_id": None,
        "aliases": [],
    }
    assert Service(title="a", errors=Errors(none="b")).model_dump(exclude={"title", "errors"}) == {
        "manager": None,
        "environment": None,
        "hosts": [],
        "sites": {},
        "alerts": {},
        "maintenance": [],
        "interval": None,
        "aliases": [],
        "note": None,
    }
    assert Fleet().model_dump() == {
        "organisation": None,
        "contacts": {},
        "providers": {},
        "firewalls": {},
        "hosts": {},
        "services": {},
        "zones": {},
        "status_pages": {},
        "alerting": {"smarthost": "localhost:25", "sender": None, "user": None, "pages": None},
        "exporters": None,
    }
    assert Exporters(password_hash=HASH).user == "prometheus"
    assert Zone(elsewhere="a").model_dump(exclude={"elsewhere"}) == {
        "provider": None,
        "id": None,
        "ttl": 86_400,
        "caa": [],
        "email": None,
        "release": False,
        "keep": [],
    }


def test_a_default_is_nobody_elses() -> None:
    one, other = Fleet(), Fleet()
    one.hosts["www.example.org"] = host(provider="bytemark")
    assert other.hosts == Fleet().hosts == {}


def test_a_row_can_not_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        host(provider="bytemark").note = "changed"


@pytest.mark.parametrize("provider", ["linode", "hetzner-cloud"])
@pytest.mark.parametrize(
    ("row", "state", "provider_id", "rule_sets"),
    [
        ({}, "registered", None, ()),
        ({"role": "prometheus"}, "registered", None, ()),
        ({"size": "default"}, "created", None, ("exporter", "web")),
        ({"size": "default", "role": "prometheus"}, "created", None, ("web",)),
        ({"size": "default", "role": "prometheus", "firewall": ["exporter"]}, "created", None, ("exporter",)),
        ({"size": "default", "firewall": []}, "created", None, ()),
        ({"size": "default", "firewall": ["web", "base", "mosh", "web"]}, "created", None, ("base", "mosh", "web")),
        ({"size": "s", "id": 5}, "adopted", "5", ()),
        ({"size": "s", "id": 5, "role": "prometheus"}, "adopted", "5", ()),
        ({"size": "s", "id": 5, "firewall": ["web"]}, "adopted", "5", ("web",)),
    ],
)
def test_what_a_cloud_row_says(
    provider: str, row: dict[str, Any], state: str, provider_id: str | None, rule_sets: tuple[str, ...]
) -> None:
    found = host(provider=provider, **row)
    assert isinstance(found, CloudRow)
    assert (found.state, found.provider_id, found.rule_sets) == (state, provider_id, rule_sets)


@pytest.mark.parametrize(
    ("provider", "environment", "size", "swap"),
    [
        ("linode", "production", "g6-standard-1", 1024),
        ("linode", "staging", "g6-nanode-1", 1024),
        ("linode", "development", "g6-nanode-1", 1024),
        ("hetzner-cloud", "production", "cx23", 2048),
        ("hetzner-cloud", "staging", "cx23", 2048),
        ("hetzner-cloud", "development", "cx23", 2048),
    ],
)
def test_the_default_size_is_the_usual_one_of_the_environment(
    provider: str, environment: str, size: str, swap: int
) -> None:
    found = host(provider=provider, size="default", environment=environment)
    assert (found.size, found.swap_mb) == (size, swap)


def test_every_cloud_has_a_default_size_in_every_environment_whose_memory_is_known() -> None:
    for cloud in CloudRow.__subclasses__():
        assert cloud.USUAL_SIZE.keys() == set(get_args(Environment))
        assert set(cloud.USUAL_SIZE.values()) <= MEMORY[cloud.PROVIDER].keys()


@pytest.mark.parametrize("provider", ["linode", "hetzner-cloud"])
@pytest.mark.parametrize(
    ("row", "backups"),
    [
        ({}, True),
        ({"environment": "production"}, True),
        ({"environment": "staging"}, True),
        ({"environment": "development"}, False),
        ({"environment": "development", "backups": True}, True),
        ({"environment": "production", "backups": False}, False),
    ],
)
def test_backups_are_made_but_of_what_is_only_tried_out(provider: str, row: dict[str, Any], *, backups: bool) -> None:
    assert host(provider=provider, **row).backups is backups


def test_a_row_that_was_checked_is_taken_as_it_is() -> None:
    found = host(provider="linode", environment="development")
    assert host_of(found) is found


@pytest.mark.parametrize(
    ("row", "swap"),
    [
        ({"size": "g6-standard-6"}, 8192),
        ({"size": "g6-standard-6", "swap": 512}, 512),
        ({"size": "g6-standard-6", "swap": 0}, 0),
        ({"size": "g9-new", "swap": 512}, 512),
    ],
)
def test_swap_goes_with_the_size_unless_the_row_says_how_much(row: dict[str, Any], swap: int) -> None:
    assert host(provider="linode", **row).swap_mb == swap


@pytest.mark.parametrize("port", [None, EXPORTER_PORT])
def test_a_created_hosts_exporter_listens_on_the_usual_port(port: int | None) -> None:
    assert host(provider="linode", size="default", exporter={"port": port}).exporter.port == port


def test_an_adopted_host_keeps_what_its_row_says() -> None:
    everything = ["name", "tags", "backups", "size"]
    assert host(provider="linode", id=5, size="s", firewall=["web"], keep=everything).keep == everything
    assert host(provider="hetzner-cloud", id=5, size="s", keep=everything).keep == everything
    assert host(provider="hetzner-cloud", id=5, size="s", firewall=[], keep=everything).keep == everything
    assert host(provider="hetzner-cloud", id=5, size="s", firewall=["web"], keep=["name"]).keep == ["name"]


@pytest.mark.parametrize(
    ("said", "kept", "expected"),
    [(None, True, True), (None, False, False), (True, False, True), (False, True, False)],
)
def test_reverse_dns_goes_with_the_zone_unless_the_row_says_otherwise(
    *, said: bool | None, kept: bool, expected: bool
) -> None:
    found = host(provider="linode", size="default", reverse_dns=said)
    assert found.reverse_dns_at(zone_kept=kept) is expected


def test_the_prometheus_servers_are_sorted() -> None:
    row = {"provider": "bytemark", "role": "prometheus"}
    found = fleet({"b.example.org": row, "c.example.org": {"provider": "bytemark"}, "a.example.org": row})
    assert found.prometheus == ("a.example.org", "b.example.org")


def test_an_adopted_host_may_say_its_addresses() -> None:
    assert host(provider="linode", id=5, size="s", ipv4="203.0.113.5").ipv4 == "203.0.113.5"


def test_a_dedicated_host_is_adopted_by_its_number() -> None:
    found = host(provider="hetzner-dedicated", server_number=321)
    assert (found.state, found.provider_id) == ("adopted", "321")
    assert (found.rule_sets, found.exporter_is_direct) == ((), False)


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({}, "registered"),
        ({"branch": "main"}, "adopted"),
        ({"workflow": True}, "adopted"),
        ({"create": True, "branch": "main"}, "created"),
        ({"create": True, "workflow": True}, "created"),
    ],
)
def test_the_state_of_a_pages_site(row: dict[str, Any], state: str) -> None:
    assert Pages(repository="a/b", **row).state == state


def test_ssh_and_icmp_are_among_all_rules_once() -> None:
    mosh = FirewallRule(protocol="udp", port="60000-61000")
    found = Fleet(firewalls={"mosh": [mosh]})
    base, web = Fleet.BUILT_IN["base"], Fleet.BUILT_IN["web"]
    assert [(rule.protocol, rule.port) for rule in base] == [("tcp", "22"), ("icmp", None)]
    assert [(rule.protocol, rule.port) for rule in web] == [("tcp", "80"), ("tcp", "443")]
    assert found.rules(()) == found.rules(("base",)) == base
    assert found.rules(("base", "mosh", "web")) == [*base, mosh, *web]
    assert found.rules(("exporter", "web")) == [*base, *web], "whom exporter lets in, the inventory may not know"


def test_no_row_takes_the_place_of_a_built_in_rule_set() -> None:
    assert Fleet(firewalls={"base": []}).rules(()) == Fleet.BUILT_IN["base"]


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


@pytest.mark.parametrize(
    ("name", "row", "expected"),
    [
        ("www.example.org", {"ipv4": "203.0.113.5"}, "www.example.org"),
        ("www", {"ipv4": "203.0.113.5", "ipv6": "2001:db8::5"}, "203.0.113.5"),
        ("www", {"ipv6": "2001:db8::5"}, "2001:db8::5"),
        ("www", {}, "www"),
    ],
)
def test_what_is_probed_is_the_name_that_dns_knows_else_the_address(
    name: str, row: dict[str, str], expected: str
) -> None:
    assert address(name, host(provider="bytemark", **row)) == expected


def test_the_host_of_a_url() -> None:
    assert site_host("https://www.example.org:8443/a?b") == "www.example.org"


def test_the_exporters_ports_are_those_of_the_sysadmins() -> None:
    assert (PROXY_PORT, EXPORTER_PORT) == (80, 7231)
