"""What Prometheus scrapes and probes: everything that is to be tested, once, and nothing else."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from fleet.blueprint.checks import checks
from fleet.blueprint.targets import Module, Target, prometheus_families, targets, unreached
from fleet.inventory.fleet import Fleet
from tests.fleet.small import FLEET, export, fleet, service
from tests.fleet.strategies import QUICK, fleets

PROBED = {"http": "blackbox-http", "keyword": "blackbox-http", "icmp": "blackbox-icmp"}


@QUICK
@given(found=fleets())
def test_every_check_has_its_targets_and_nothing_else_has(found: Fleet) -> None:
    listed = targets(found, checks(found))
    asked = {(PROBED.get(check.kind, "node"), check.target) for check in checks(found)}
    left = {key for key in asked if key[1] in unreached(found, checks(found))}
    assert {(target.job.removesuffix("-proxy"), target.address) for target in listed} == asked - left
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


def test_a_module_is_written_as_the_exporter_reads_it() -> None:
    assert Module("icmp", "6").as_dict() == {
        "prober": "icmp",
        "timeout": "10s",
        "icmp": {"preferred_ip_protocol": "ip6", "ip_protocol_fallback": False},
    }
    assert Module("https", "4", (200, 401), redirects=False).as_dict() == {
        "prober": "http",
        "timeout": "10s",
        "http": {
            "valid_status_codes": [200, 401],
            "follow_redirects": False,
            "fail_if_not_ssl": True,
            "fail_if_ssl": False,
            "preferred_ip_protocol": "ip4",
            "ip_protocol_fallback": False,
        },
    }


def by_job(found: Fleet) -> dict[str, list[tuple[str, Module | None]]]:
    """Addresses and modules, by job."""
    listed: dict[str, list[tuple[str, Module | None]]] = {}
    for target in targets(found, checks(found)):
        listed.setdefault(target.job, []).append((target.address, target.module))
    return listed


def test_each_kind_of_check_is_a_job_and_jobs_and_addresses_are_in_order() -> None:
    found = by_job(FLEET)
    assert list(found) == ["blackbox-http", "blackbox-icmp", "node", "node-proxy"]
    assert found == {
        "blackbox-http": [
            ("http://old.example.org/", Module("http")),
            ("https://explorer.example.org/", Module("https")),
            ("https://www.example.org/", Module("https")),
        ],
        "blackbox-icmp": [
            ("2001:db8::5", Module("icmp", "6")),
            ("new.example.org", Module("icmp", "4")),
            ("new.example.org", Module("icmp", "6")),
            ("www.example.org", Module("icmp")),
        ],
        "node": [("new.example.org:7231", None)],
        "node-proxy": [("prom-client.www.example.org:80", None)],
    }


def test_a_host_that_is_called_by_its_address_is_probed_at_that_kind_of_address() -> None:
    row = {"provider": "bytemark", "ipv4": "203.0.113.5", "exporter": {"none": "closed"}, "spare": "kept"}
    assert by_job(fleet(hosts={"short": row})) == {"blackbox-icmp": [("203.0.113.5", Module("icmp", "4"))]}
    ((address, module),) = by_job(fleet(hosts={"short": row | {"ipv6": "2001:db8::5"}}))["blackbox-icmp"]
    assert module == Module("icmp", "6" if ":" in address else "4")


def test_a_site_is_probed_as_its_row_says() -> None:
    row = {"keyword_missing": "it leads elsewhere", "status": [302, 301, 301], "redirects": False}
    services = {"web": service("a.example.org", sites={"https://www.example.org/": row})}
    found = by_job(fleet(hosts={"a.example.org": {"provider": "bytemark"}}, services=services))
    (probed,) = found["blackbox-http"]
    assert probed == ("https://www.example.org/", Module("https", "", (301, 302), redirects=False))


def test_labels_say_whose_it_is_and_whom_it_concerns() -> None:
    found: dict[str, Target] = {target.address: target for target in targets(FLEET, checks(FLEET))}
    assert found["https://www.example.org/"].labels() == {
        "contact": "ocp,ods",
        "environment": "production",
        "host": "kingfisher,www.example.org",
        "manager": "ods",
        "provider": "bytemark",
        "service": "website",
    }
    assert found["2001:db8::5"].labels()["family"] == "ipv6"
    assert found["new.example.org:7231"].labels() == {
        "contact": "partner",
        "environment": "staging",
        "host": "new.example.org",
        "manager": "partner",
        "provider": "hetzner-cloud",
        "service": "preview",
    }


def test_the_services_of_a_host_are_joined() -> None:
    services = {name: service("a.example.org", title=name) for name in ("web", "api")}
    found = fleet(hosts={"a.example.org": {"provider": "bytemark"}}, services=services)
    assert {target.labels()["service"] for target in targets(found, checks(found))} == {"api,web"}


def test_nothing_watches_a_retired_host() -> None:
    old = {"provider": "bytemark", "retire": date(2027, 1, 31)}
    found = fleet(hosts={"old.example.org": old})
    assert targets(found, checks(found)) == ()
    assert json.loads(export(found)["uptimerobot.json"]) == []
    assert targets(FLEET, checks(FLEET)) != ()


NODE = {"exporter": {"via": "direct"}, "provider": "bytemark"}
SERVERS: dict[str, dict[str, Any]] = {
    "four": {"ipv4": "203.0.113.9"},
    "six": {"ipv6": "2001:db8::9"},
    "both": {"ipv4": "203.0.113.9", "ipv6": "2001:db8::9"},
    "unknown": {},
    "said": {"families": ["ipv4"]},
    "cloud": {"provider": "hetzner-cloud", "size": "cx23", "families": ["ipv6"]},
}


def seen_by(*servers: str) -> Fleet:
    """What may be reached at any kind of address, and Prometheus servers."""
    hosts = {
        "both.example.org": NODE | {"ipv4": "203.0.113.1", "ipv6": "2001:db8::1"},
        "four.example.org": NODE | {"ipv4": "203.0.113.2"},
        "six.example.org": NODE | {"ipv6": "2001:db8::3"},
        "said.example.org": NODE | {"families": ["ipv6"]},
        "any.example.org": NODE,
    }
    sites: dict[str, dict[str, Any]] = {f"https://{kind}.example.net/": {"keyword": "a"} for kind in ("both", "only")}
    sites["https://only.example.net/"]["families"] = ["ipv6"]
    pages = {"https://pages.example.net/": {"keyword": "a", "pages": {"repository": "a/b"}}}
    for number, name in enumerate(servers):
        hosts[f"prometheus-{number}.example.org"] = NODE | SERVERS[name] | {"role": "prometheus"}
    services = {
        "web": service("both.example.org", sites=sites),
        "pages": service(manager="ods", sites=pages, title="P"),
    }
    return fleet(hosts=hosts, services=services)


@pytest.mark.parametrize(
    ("servers", "both", "four", "six", "any_"),
    [
        ([], ["4", "6"], ["4"], ["6"], [""]),
        (["four"], ["4"], ["4"], [], [""]),
        (["said"], ["4"], ["4"], [], [""]),
        (["six"], ["6"], [], ["6"], ["6"]),
        (["cloud"], ["6"], [], ["6"], ["6"]),
        (["both"], ["4", "6"], ["4"], ["6"], [""]),
        (["unknown"], ["4", "6"], ["4"], ["6"], [""]),
        (["both", "four"], ["4"], ["4"], [], [""]),
        (["unknown", "six"], ["6"], [], ["6"], ["6"]),
    ],
)
def test_a_kind_of_address_is_probed_only_where_both_ends_have_it(
    servers: list[str], both: list[str], four: list[str], six: list[str], any_: list[str]
) -> None:
    found = seen_by(*servers)
    probed = families(found)
    expected = {"both": both, "four": four, "six": six, "said": six, "any": any_}
    assert {kind: probed.get(f"{kind}.example.org", []) for kind in expected} == expected
    assert probed["https://both.example.net/"] == both
    assert probed.get("https://only.example.net/", []) == six
    assert probed["https://pages.example.net/"] == any_
    asked = {target.address for target in targets(found, checks(found)) if target.job == "node"}
    assert {kind for kind in expected if f"{kind}.example.org:7231" in asked} == {k for k, v in expected.items() if v}
    left = {kind for kind, probes in expected.items() if not probes}
    said = {f"{kind}.example.org{port}" for kind in left for port in ("", ":7231")}
    assert set(unreached(found, checks(found))) == said | ({"https://only.example.net/"} if not six else set())


def test_several_servers_have_only_what_each_has() -> None:
    assert prometheus_families(seen_by("four", "six")) == ()
    assert prometheus_families(seen_by("unknown", "both")) == ("ipv4", "ipv6")
    assert prometheus_families(seen_by()) == ("ipv4", "ipv6")
