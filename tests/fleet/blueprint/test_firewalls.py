"""Which firewalls there are: one for each distinct combination of rule sets in an account."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given

from fleet.blueprint.firewalls import Firewall, firewalls
from fleet.inventory.firewall import BUILT_IN, FirewallRule
from fleet.inventory.fleet import Fleet
from tests.fleet.small import fleet
from tests.fleet.strategies import QUICK, fleets

CLOUDS = {"linode": "g6-nanode-1", "hetzner-cloud": "cx23"}
CONSOLES = {key: {"console": f"https://{key}.example/", "manager": "ods"} for key in (*CLOUDS, "bytemark")}


def row(provider: str, rule_sets: Sequence[str] | None = None) -> dict[str, Any]:
    return {"provider": provider, "size": CLOUDS[provider], "firewall": None if rule_sets is None else [*rule_sets]}


def of(**hosts: dict[str, Any]) -> dict[str, dict[tuple[str, ...], Firewall]]:
    named = {f"{name}.example.org": row for name, row in hosts.items()}
    return firewalls(fleet(hosts=named, providers=CONSOLES, firewalls={"mosh": [{"protocol": "udp", "port": "60000"}]}))


def test_hosts_with_the_same_rule_sets_in_an_account_share_a_firewall() -> None:
    found = of(b=row("linode", ["web", "mosh"]), a=row("linode", ["mosh", "web", "web"]), c=row("linode", ["web"]))
    assert list(found) == ["linode"]
    assert list(found["linode"]) == [("mosh", "web"), ("web",)]
    assert found["linode"]["mosh", "web"].members == ("a.example.org", "b.example.org")
    assert found["linode"]["web",].members == ("c.example.org",)


def test_accounts_share_none() -> None:
    found = of(a=row("linode", ["web"]), b=row("hetzner-cloud", ["web"]))
    assert {provider: at["web",].members for provider, at in found.items()} == {
        "linode": ("a.example.org",),
        "hetzner-cloud": ("b.example.org",),
    }


def test_a_host_without_rule_sets_has_none() -> None:
    assert of(a=row("linode", []), b={"provider": "bytemark"}, c={"provider": "linode"}) == {}


def test_its_rules_are_those_of_its_sets_after_ssh_and_icmp() -> None:
    (found,) = of(a=row("linode", ["mosh", "exporter"]))["linode"].values()
    assert found.rules == (*BUILT_IN["base"], FirewallRule(protocol="udp", port="60000"))


def test_prometheus_is_let_in_by_the_exporter_set_alone() -> None:
    found = of(a=row("linode"), b=row("linode", ["web"]))["linode"]
    assert {rule_sets: at.lets_prometheus_in for rule_sets, at in found.items()} == {
        ("exporter", "web"): True,
        ("web",): False,
    }


@QUICK
@given(found=fleets())
def test_each_host_with_rule_sets_is_behind_exactly_one(found: Fleet) -> None:
    behind = [
        (name, provider, rule_sets)
        for provider, at in firewalls(found).items()
        for rule_sets, firewall in at.items()
        for name in firewall.members
    ]
    expected = [(name, row.provider, row.rule_sets) for name, row in found.hosts.items() if row.rule_sets]
    assert sorted(behind) == sorted(expected)
