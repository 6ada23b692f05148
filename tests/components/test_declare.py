import subprocess
import sys
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.declare import declare
from fleet.digest import digest
from fleet.draw_up import draw_up
from fleet.registry import hostings
from tests.components.fleets import OPS, declared, fleet_of
from tests.conftest import Recording, Run

ROOT = Path(__file__).parents[2]
SDKS = {"pulumi_linode", "pulumi_hcloud", "pulumi_github"}
HOSTS = {
    "d.example.org": {"provider": "linode", "size": "g6-nanode-1"},
    "c.example.org": {"provider": "hetzner-cloud", "size": "cx23", "firewall": []},
    "b.example.org": {"provider": "hetzner-dedicated", "ipv4": "192.0.2.7"},
    "a.example.org": {"provider": "bytemark"},
}
SITES = {
    "https://z.example.org/": {"keyword": "Hello"},
    "https://y.example.org/": {"keyword": "Hello", "pages": {"repository": "example/y", "workflow": True}},
}


@pytest.fixture
def told(run: Run) -> Recording:
    return declared(run, fleet_of(HOSTS, SITES))


def test_every_provider_has_an_account_or_sites_only() -> None:
    assert {key for key, provider in hostings().items() if provider.host} | {"github-pages"} == hostings().keys()
    assert all(provider.component for provider in hostings().values())


def test_outputs_are_sorted_and_say_what_the_rows_and_the_clouds_know(told: Recording) -> None:
    outputs = told.returned
    assert list(outputs) == ["hosts", "sites", "services", "zones", "checks", "monitors", "dns", "targets"]
    assert list(outputs["hosts"]) == sorted(HOSTS)
    assert list(outputs["sites"]) == sorted(SITES)
    assert list(outputs["services"]) == ["app"]
    linode = outputs["hosts"]["d.example.org"]
    assert linode == {
        "provider": "linode",
        "state": "created",
        "environment": "production",
        "manager": "ops",
        "services": ["app"],
        "aliases": [],
        "size": "g6-nanode-1",
        "backups": True,
        "firewall": ["exporter", "web"],
        "region": "gb-lon",
        "image": "linode/ubuntu24.04",
        "swap": 1024,
        "keys": [digest(" ".join(OPS.split()[:2]))],
        "user_data": linode["user_data"],
        "reverse_dns": False,
        "fqdn": "d.example.org",
        "ipv4": linode["ipv4"],
        "ipv6": linode["ipv6"],
        "providerId": linode["providerId"],
    }
    assert linode["ipv4"].startswith("198.51.100.")
    assert outputs["sites"]["https://z.example.org/"]["ipv4"] == linode["ipv4"]
    assert outputs["sites"]["https://y.example.org/"]["providerId"] == "example/y"


def test_outputs_hold_all_that_monitoring_tests(told: Recording) -> None:
    blueprint = draw_up(fleet_of(HOSTS, SITES))
    assert told.returned["checks"] == [check.as_dict() for check in blueprint.checks]
    assert len(told.returned["checks"]) == 8
    watched = [target for group in told.returned["targets"].values() for one in group for target in one["targets"]]
    assert watched == [target.address for target in blueprint.targets]
    assert len(watched) > len(HOSTS)


def test_hosts_are_in_order_though_prometheus_comes_first(run: Run) -> None:
    hosts = {name: {"provider": "bytemark"} for name in ("a.example.org", "c.example.org")}
    told = declared(run, fleet_of(hosts | {"b.example.org": {"provider": "bytemark", "role": "prometheus"}}))
    assert list(told.returned["hosts"]) == ["a.example.org", "b.example.org", "c.example.org"]


def test_sites_are_in_the_order_of_their_urls_whatever_their_services(run: Run) -> None:
    services = {
        name: {
            "title": name,
            "errors": {"none": "a test"},
            "hosts": ["a.example.org"],
            "sites": {f"https://{site}.example.org/": {"keyword": "Hello"}},
        }
        for name, site in (("one", "z"), ("two", "a"))
    }
    told = declared(run, fleet_of({"a.example.org": {"provider": "bytemark"}}, services=services))
    assert list(told.returned["sites"]) == ["https://a.example.org/", "https://z.example.org/"]
    assert told.returned["sites"]["https://a.example.org/"]["service"] == "two"


def test_a_stack_names_what_two_of_them_could_share(run: Run) -> None:
    def shared(stack: str) -> set[str]:
        told = run(lambda: declare(draw_up(fleet_of(HOSTS)), stack), stack=stack)
        kinds = ("hcloud:index/firewall:Firewall", "hcloud:index/sshKey:SshKey", "linode:index/firewall:Firewall")
        return {row.inputs.get("name") or row.inputs["label"] for row in told.resources if row.type in kinds}

    assert shared("one").isdisjoint(shared("two"))


def test_an_empty_fleet_declares_nothing(run: Run) -> None:
    told = declared(run, fleet_of(services={}))
    assert told.resources == []
    watched = told.returned.pop("targets")
    rows: dict[str, Any] = {"hosts": {}, "sites": {}, "services": {}, "zones": {}}
    assert told.returned == rows | {"checks": [], "monitors": [], "dns": []}
    assert watched == {"blackbox-http": [], "blackbox-icmp": [], "node": [], "node-proxy": []}


PROGRAM = """
import asyncio, contextvars, sys
import pulumi
from components.declare import declare
from fleet.draw_up import draw_up
from pulumi.runtime import mocks
from tests.components.fleets import fleet_of

class Clouds(mocks.Mocks):
    def call(self, args):
        raise AssertionError(args.token)
    def new_resource(self, args):
        addresses = {"ipv4Address": "192.0.2.1", "ipv6Address": "2001:db8::1"}
        return "1", args.inputs | addresses | {"ipv4s": ["192.0.2.1"], "ipv6": "2001:db8::1/128"}

async def main():
    mocks.set_mocks(Clouds())
    hosts, sites, zones = eval(sys.argv[1])
    await declare(draw_up(fleet_of(hosts, sites, zones=zones)), "test")
asyncio.run(main())
print(*sorted(sys.modules.keys() & {"pulumi_linode", "pulumi_hcloud", "pulumi_github"}))
"""


@pytest.mark.parametrize(
    ("hosts", "sites", "zones", "imported"),
    [
        ({"a.example.org": {"provider": "bytemark"}}, {}, {}, set()),
        ({"a.example.org": {"provider": "hetzner-dedicated"}}, {}, {}, set()),
        ({"a.example.org": {"provider": "linode"}, "b.example.org": {"provider": "hetzner-cloud"}}, {}, {}, set()),
        ({}, {"https://a.example.org/": {"keyword": "Hello", "pages": {"repository": "a/b"}}}, {}, set()),
        ({}, {}, {"example.org": {"elsewhere": "at the registrar"}}, set()),
        ({"a.example.org": HOSTS["d.example.org"]}, {}, {}, {"pulumi_linode"}),
        ({"a.example.org": HOSTS["c.example.org"]}, {}, {}, {"pulumi_hcloud"}),
        ({}, {}, {"example.org": {"provider": "linode"}}, {"pulumi_linode"}),
        ({}, {}, {"example.org": {"provider": "hetzner-cloud"}}, {"pulumi_hcloud"}),
        ({}, {"https://a.example.org/": SITES["https://y.example.org/"]}, {}, {"pulumi_github"}),
    ],
)
def test_an_sdk_is_imported_only_where_a_row_needs_it(
    hosts: dict[str, object], sites: dict[str, object], zones: dict[str, object], imported: set[str]
) -> None:
    program = [sys.executable, "-c", PROGRAM, repr((hosts, sites, zones))]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == imported


def test_one_line_says_which_alerts_notify_nobody(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", lines.append)
    hosts = {"www.example.org": {"provider": "bytemark", "ipv4": "203.0.113.7"}}
    people = {"ops": {"name": "Operators", "email": "ops@example.org"}}
    notified = {"ops": people["ops"] | {"notices": ["prometheus"]}}
    declared(run, fleet_of(hosts, contacts=notified, organisation="ops"))
    assert [line for line in lines if line.startswith("Prometheus:")] == []
    others = {"friend": {"name": "A friend", "email": "friend@example.org", "notices": ["prometheus"]}}
    declared(run, fleet_of(hosts, contacts=people | others, organisation="ops"))
    (line,) = (line for line in lines if line.startswith("Prometheus:"))
    assert line == (
        "Prometheus: 2 of 2 targets notify nobody: www.example.org, the monitoring itself "
        "(ops has no `notices: [prometheus]`)"
    )
