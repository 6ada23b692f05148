"""What Prometheus scrapes and probes: everything that is to be tested, once, and nothing else."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from fleet.blueprint.checks import checks
from fleet.blueprint.targets import Module, targets
from fleet.inventory.fleet import Fleet
from tests.fleet.small import FLEET, export, fleet, service
from tests.fleet.strategies import QUICK, fleets

PROBED = {"http": "blackbox-http", "keyword": "blackbox-http", "icmp": "blackbox-icmp"}


@QUICK
@given(found=fleets())
def test_every_check_has_its_targets_and_nothing_else_has(found: Fleet) -> None:
    listed = targets(found, checks(found))
    asked = {(PROBED.get(check.kind, "node"), check.target) for check in checks(found)}
    assert {(target.job.removesuffix("-proxy"), target.address) for target in listed} == asked
    assert all(target.address == target.check.target for target in listed)
    once = Counter((target.job, target.address, target.module.family if target.module else "") for target in listed)
    assert set(once.values()) <= {1}
    for target in listed:
        assert (target.module is not None) == target.job.startswith("blackbox")
        assert all(target.labels().values())


def families(found: Fleet) -> dict[str, list[str]]:
    """By address, the kinds of address that are probed each by itself."""
    listed: dict[str, list[str]] = {}
    for target in targets(found, checks(found)):
        if target.module is not None:
            listed.setdefault(target.address, []).append(target.module.family)
    return listed


def test_each_kind_of_address_of_a_host_is_probed() -> None:
    found = fleet(
        hosts={
            "both.example.org": {"provider": "bytemark", "ipv4": "203.0.113.1", "ipv6": "2001:db8::1"},
            "four.example.org": {"provider": "bytemark", "ipv4": "203.0.113.2"},
            "made.example.org": {"provider": "hetzner-cloud", "size": "cx23", "manager": "ods"},
            "unknown.example.org": {"provider": "bytemark"},
            "short": {"provider": "bytemark", "ipv6": "2001:db8::5", "exporter": {"none": "closed"}},
        },
        services={
            name: service(f"{name}.example.org", sites={f"https://{name}.example.net/": {"keyword": "Welcome"}})
            for name in ("both", "four", "made", "unknown")
        },
    )
    expected = {"both": ["4", "6"], "four": ["4"], "made": ["4", "6"], "unknown": [""]}
    assert families(found) == {
        **{f"{name}.example.org": kinds for name, kinds in expected.items()},
        **{f"https://{name}.example.net/": kinds for name, kinds in expected.items()},
        "2001:db8::5": ["6"],
    }


def test_a_site_is_probed_at_the_first_of_its_services_hosts_and_a_pages_site_anywhere() -> None:
    found = fleet(
        hosts={
            "a.example.org": {"provider": "bytemark", "ipv6": "2001:db8::1"},
            "b.example.org": {"provider": "bytemark", "ipv4": "203.0.113.2"},
        },
        services={
            "website": service(
                "b.example.org",
                "a.example.org",
                sites={
                    "https://www.example.org/": {"keyword": "a"},
                    "https://pages.example.org/": {"keyword": "a", "pages": {"repository": "a/b"}},
                },
            )
        },
    )
    assert families(found)["https://www.example.org/"] == ["4"]
    assert families(found)["https://pages.example.org/"] == [""]


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (Module("https"), "https_2xx"),
        (Module("http", "6"), "http_2xx_v6"),
        (Module("https", "4", (200, 401)), "https_200_401_v4"),
        (Module("http", "", (301,), redirects=False), "http_301_noredirect"),
        (Module("icmp", "4"), "icmp_v4"),
    ],
)
def test_a_modules_name_says_what_it_does(module: Module, name: str) -> None:
    assert module.name == name


@pytest.mark.parametrize(
    ("family", "preferred", "falls_back"), [("", "ip4", True), ("4", "ip4", False), ("6", "ip6", False)]
)
@pytest.mark.parametrize("prober", ["http", "https", "icmp"])
def test_a_module_for_one_kind_of_address_uses_no_other(
    prober: Any, family: Any, preferred: str, *, falls_back: bool
) -> None:
    module = Module(prober, family).as_dict()
    settings = module["icmp" if prober == "icmp" else "http"]
    assert (settings["preferred_ip_protocol"], settings["ip_protocol_fallback"]) == (preferred, falls_back)
    assert settings.get("fail_if_not_ssl") == {"http": False, "https": True}.get(prober)


def test_nothing_watches_a_retired_host() -> None:
    old = {"provider": "bytemark", "retire": date(2027, 1, 31)}
    found = fleet(hosts={"old.example.org": old})
    assert targets(found, checks(found)) == ()
    assert json.loads(export(found)["uptimerobot.json"]) == []
    assert targets(FLEET, checks(FLEET)) != ()
