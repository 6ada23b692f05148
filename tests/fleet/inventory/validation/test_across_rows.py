"""What the rules across rows let pass; what they refuse is in `fleets/bad`."""

from collections.abc import Callable

import pytest

from tests.fleet.strategies import KEY

Mistakes = Callable[..., list[str]]
INVENTORY = f"""contacts:
  ods: {{ name: Open Data Services, email: code@example.org, ssh_keys: [{KEY}] }}
providers:
  linode: {{ console: https://cloud.linode.com/, manager: ods }}
  bytemark: {{ console: https://panel.example.org/, manager: ods }}
services:
  website: {{ title: Website, hosts: [www.example.org], errors: {{ none: static }} }}
hosts:
  old.example.org: {{ provider: bytemark, spare: kept }}
"""
CANT_REACH = "Prometheus can't reach its node exporter through this firewall"
NO_ADDRESS = "lets Prometheus in by its address, and it has none"


@pytest.mark.parametrize("row", ["retire: 2027-01-31", "retire: 2027-01-31, spare: kept"])
def test_a_host_that_is_retired_needs_no_service(row: str, mistakes: Mistakes) -> None:
    inventory = INVENTORY.replace("www.example.org", "old.example.org").replace("spare: kept", "note: used")
    assert mistakes(inventory + f"  www.example.org: {{ provider: bytemark, {row} }}\n") == []
    assert len(mistakes(inventory + "  www.example.org: { provider: bytemark }\n")) == 1


def test_a_host_that_is_retired_may_have_services_without_sites(mistakes: Mistakes) -> None:
    assert mistakes(INVENTORY + "  www.example.org: { provider: bytemark, retire: 2027-01-31 }\n") == []


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ("size: default", False),
        ("size: default, firewall: [exporter]", False),
        ("size: default, firewall: [web, exporter]", False),
        ("size: default, firewall: []", False),
        ("size: default, firewall: [web]", True),
        ("size: default, firewall: [web], exporter: { via: direct }", True),
        ("size: default, firewall: [web], exporter: { port: 7231 }", True),
        ("size: default, firewall: [web], exporter: { via: proxy }", False),
        ("size: default, firewall: [web], exporter: { none: not needed }", False),
        ("size: s, unlisted: true, id: 5, firewall: [web]", False),
    ],
)
@pytest.mark.parametrize("server", ["provider: linode, size: default", "provider: bytemark, ipv6: '2001:db8::5'"])
def test_a_firewall_lets_in_the_prometheus_server_that_asks(
    row: str, server: str, mistakes: Mistakes, *, mistake: bool
) -> None:
    inventory = INVENTORY + f"  www.example.org: {{ provider: linode, {row} }}\n"
    assert mistakes(inventory) == []
    found = mistakes(inventory + f"  prometheus.example.org: {{ {server}, role: prometheus }}\n")
    assert [CANT_REACH in problem for problem in found] == [True] * mistake


@pytest.mark.parametrize(
    ("firewall", "mistake"),
    [("", True), (", firewall: [web]", True), (", firewall: [exporter, web]", False), (", firewall: []", False)],
)
def test_prometheus_servers_ask_each_other(firewall: str, mistakes: Mistakes, *, mistake: bool) -> None:
    row = f"{{ provider: linode, size: default, role: prometheus{firewall} }}\n"
    alone = INVENTORY + f"  www.example.org: {row}"
    assert mistakes(alone) == []
    found = mistakes(alone + f"  prometheus.example.org: {row}")
    assert [CANT_REACH in problem for problem in found] == [True, True] * mistake


@pytest.mark.parametrize(
    ("row", "server", "mistake"),
    [
        ("size: default", "provider: bytemark", True),
        ("size: s, unlisted: true, id: 5, firewall: [exporter]", "provider: bytemark", True),
        ("size: default", "provider: linode", True),
        ("size: default", "provider: bytemark, ipv4: 203.0.113.5", False),
        ("size: default", "provider: bytemark, ipv6: '2001:db8::5'", False),
        ("size: default", "provider: linode, size: default", False),
        ("size: default", "provider: linode, size: s, unlisted: true, id: 6", False),
        ("size: default, firewall: []", "provider: bytemark", False),
        ("size: s, unlisted: true, id: 5, firewall: [web]", "provider: bytemark", False),
        ("note: a", "provider: bytemark", False),
    ],
)
def test_a_prometheus_server_that_firewalls_let_in_has_an_address(
    row: str, server: str, mistakes: Mistakes, *, mistake: bool
) -> None:
    inventory = INVENTORY + f"  www.example.org: {{ provider: linode, {row} }}\n"
    found = mistakes(inventory + f"  prometheus.example.org: {{ {server}, role: prometheus }}\n")
    assert [NO_ADDRESS in problem for problem in found] == [True] * mistake


def test_a_mistake_in_the_prometheus_servers_row_is_the_only_one(mistakes: Mistakes) -> None:
    rows = """  www.example.org: { provider: linode, size: default, firewall: [web] }
  prometheus.example.org: { provider: bytemark, role: prometheus, sise: 5 }
"""
    assert len(mistakes(INVENTORY + rows)) == 1


@pytest.mark.parametrize(
    "wrong", ["manager: 5", "environment: live", "id: no", "size: CX23", "backups: maybe", "retire: soon", "region: 5"]
)
def test_a_mistake_in_a_clouds_row_is_the_only_one(wrong: str, mistakes: Mistakes) -> None:
    assert len(mistakes(INVENTORY + f"  www.example.org: {{ provider: linode, {wrong} }}\n")) == 1


def test_a_default_size_is_taken_though_the_environment_is_wrong(mistakes: Mistakes) -> None:
    assert len(mistakes(INVENTORY + "  www.example.org: { provider: linode, environment: live, size: default }\n")) == 1


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("provider: linode, size: default", "Linux lets a machine's have 64 at most"),
        ("provider: linode, size: s, unlisted: true, id: 5", None),
        ("provider: linode", None),
        ("provider: hetzner-cloud, size: default", "Linux lets a machine's have 64 at most"),
        ("provider: hetzner-cloud, size: s, unlisted: true, id: 5", None),
        ("provider: hetzner-cloud", None),
        ("provider: bytemark", None),
    ],
)
def test_the_name_of_a_machine_is_as_long_as_its_system_lets_it_be(
    row: str, what: str | None, mistakes: Mistakes
) -> None:
    text = INVENTORY.replace(
        "providers:\n", "providers:\n  hetzner-cloud: { console: https://console.hetzner.cloud/, manager: ods }\n"
    ).replace("[www.example.org]", "[old.example.org]")
    text = text.replace("spare: kept", "note: used")
    label = "w" * (64 - len(".example.org"))
    assert mistakes(f"{text}  {label}.example.org: {{ {row}, spare: kept }}\n") == []
    found = mistakes(f"{text}  {label}w.example.org: {{ {row}, spare: kept }}\n")
    assert [what is not None and what in problem for problem in found] == [True] * (what is not None)


@pytest.mark.parametrize(
    "row",
    ["user: prometheus", "user: Prometheus, password_hash: no", "password_hash: 5, port: 7231", "password_hash: [a]"],
)
def test_a_mistake_under_exporters_hides_no_other(row: str, mistakes: Mistakes) -> None:
    inventory = INVENTORY + "  www.example.org: { provider: bytemark, spare: kept }\n"
    alone = mistakes(inventory)
    found = mistakes(f"{inventory}exporters: {{ {row} }}\n")
    assert len(alone) == 1
    assert found[:1] == alone
    assert len(found) > 1
    assert all("exporters" in problem for problem in found[1:])


def ruled(provider: str, rules: int, sources: int, sets: str) -> str:
    """An inventory of one host, with a rule set `many` of so many rules, each with so many sources."""
    networks = ", ".join(f"10.0.{number}.0/24" for number in range(sources))
    lines = "".join(f'    - {{ port: "{number + 1000}", sources: [{networks}] }}\n' for number in range(rules))
    host = f"  www.example.org: {{ provider: {provider}, size: default, firewall: {sets} }}\n"
    return INVENTORY.replace("bytemark", "hetzner-cloud") + host + f"firewalls:\n  many:\n{lines}"


@pytest.mark.parametrize(
    ("provider", "rules", "sources", "sets", "said"),
    [
        ("linode", 23, 1, "[many]", None),
        ("linode", 24, 1, "[many]", "has 26 rules with those for SSH and ICMP, and Linode takes 25 at most"),
        ("linode", 22, 1, "[many, exporter]", None),
        ("linode", 23, 1, "[many, exporter]", "has 26 rules"),
        ("linode", 22, 1, "[many, web]", "has 26 rules"),
        ("linode", 60, 1, "[many]", "has 62 rules"),
        ("linode", 60, 1, "[web]", None),
        ("linode", 1, 101, "[many]", None),
        ("hetzner-cloud", 48, 100, "[many]", None),
        ("hetzner-cloud", 49, 1, "[many]", "has 51 rules with those for SSH and ICMP, and Hetzner Cloud takes 50"),
        ("hetzner-cloud", 47, 1, "[many, web]", "has 51 rules"),
        ("hetzner-cloud", 1, 101, "[many]", "a rule of many has 101 sources, and Hetzner Cloud takes 100 at most"),
        ("hetzner-cloud", 1, 101, "[web]", None),
    ],
)
def test_a_firewall_is_no_larger_than_its_provider_takes(
    provider: str, rules: int, sources: int, *, sets: str, said: str | None, mistakes: Mistakes
) -> None:
    found = mistakes(ruled(provider, rules, sources, sets))
    assert len(found) == (0 if said is None else 1)
    assert said is None or said in found[0]
    assert said is None or "hosts[www.example.org].firewall" in found[0]
