"""Whatever names `check` accepts, every provider takes what becomes of them."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from components.hetzner_cloud.labels import is_label as is_hetzner_label
from components.hetzner_cloud.labels import label as hetzner_label
from components.linode.labels import FIREWALL_LABEL, INSTANCE_LABEL, RECORD_NAME, is_label, label
from fleet.blueprint.blueprint import Blueprint
from fleet.digest import fitting
from fleet.draw_up import draw_up
from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.field_checks import MAX_NAME, hostname
from fleet.inventory.load import load
from fleet.inventory.monitoring import LONGEST_NAME
from providers.hetznerrobot.server_answer import NAME_LENGTH
from tests.components.fleets import CONSOLES, OPS
from tests.fleet.strategies import QUICK

INTERNATIONAL = st.sampled_from(["xn--bcher-kva", "xn--strae-oqa", "xn--4bi", "xn--a", "xn--zzzzzzzz99"])
PARTS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True) | INTERNATIONAL
LONG = st.integers(1, 64).map(lambda length: "w" * length) | st.integers(30, 63).map(lambda length: "v" * length)
HOSTS = st.lists(PARTS | LONG, min_size=1, max_size=4).map(lambda parts: ".".join([*parts, "example.org"]))
KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,39}", fullmatch=True)
ROWS: dict[str, dict[str, Any]] = {
    "created at Linode": {"provider": "linode", "size": "default"},
    "adopted at Linode": {"provider": "linode", "size": "g6-nanode-1"},
    "created at Hetzner": {"provider": "hetzner-cloud", "size": "default"},
    "adopted at Hetzner": {"provider": "hetzner-cloud", "size": "cx23"},
    "dedicated": {"provider": "hetzner-dedicated"},
}


def inventory(names: list[str], states: list[str], services: list[str], zone: str) -> dict[str, Any]:
    """An inventory of hosts with these names, each with a site beside it, in a zone at a provider."""
    hosts = {}
    for number, (name, state) in enumerate(zip(names, states, strict=True), 1):
        adopted: dict[str, Any] = {"id": number} if state.startswith("adopted") else {}
        if state == "dedicated":
            adopted = {"server_number": number, "ipv4": f"203.0.113.{number}"}
        hosts[name] = ROWS[state] | adopted | {"firewall": [services[0], "web"]}
    row = {"hosts": names, "errors": {"none": "a test"}, "sites": {f"https://s.{names[0]}/": {"keyword": "Hello"}}}
    return {
        "contacts": {"ops": {"name": "Operators", "email": "ops@example.org", "ssh_keys": [OPS]}},
        "providers": {name: {"console": f"https://{name}.example/", "manager": "ops"} for name in CONSOLES},
        "firewalls": {services[0]: [{"port": "8443"}]},
        "hosts": hosts,
        "services": {services[1]: row | {"title": "T" * 245}},
        "zones": {"example.org": {"provider": zone, "email": "dns@example.org"}},
    }


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("names") / "fleet.yaml"


@QUICK
@given(
    names=st.lists(HOSTS, min_size=1, max_size=4, unique=True),
    state=st.sampled_from(sorted(ROWS)),
    services=st.lists(KEYS, min_size=2, max_size=2, unique=True),
    zone=st.sampled_from(["linode", "hetzner-cloud"]),
)
def test_every_provider_takes_what_becomes_of_a_name(
    names: list[str], state: str, services: list[str], zone: str, file: Path
) -> None:
    file.write_text(yaml.safe_dump(inventory(names, [state] * len(names), services, zone)), "utf-8")
    try:
        blueprint = draw_up(load(file))
    except InvalidInventoryError:
        assume(False)  # noqa: FBT003 # hypothesis takes it as such
    assert all(hostname(name) == name for name in names)
    unique("linode", [label(name, INSTANCE_LABEL) for name in names], lambda text: is_label(text, INSTANCE_LABEL))
    unique("hetzner", [hetzner_label(name) for name in names], is_hetzner_label)
    unique("robot", [fitting(name, NAME_LENGTH) for name in names], lambda text: len(text) <= NAME_LENGTH)
    unique("uptime", [one.name for one in blueprint.uptime.monitors], lambda text: len(text) <= LONGEST_NAME)
    at_each(blueprint)


def unique(where: str, names: list[str], takes: Any) -> None:
    assert all(takes(name) for name in names), where
    assert len({name.casefold() for name in names}) == len(names), where


def at_each(blueprint: Blueprint) -> None:
    """Assert that DNS takes all names, and that each provider takes its firewalls, records and services."""
    for record in blueprint.records:
        assert all(len(name) <= MAX_NAME for name in (record.name, *record.values))
        if blueprint.zones[record.zone].row.provider == "linode":
            assert 1 <= len(record.relative) <= RECORD_NAME
    for account in blueprint.accounts.values():
        for rule_sets in account.firewalls:
            assert is_label(label(f"production-{'.'.join(rule_sets)}", FIREWALL_LABEL), FIREWALL_LABEL)
            assert is_hetzner_label(hetzner_label(".".join(rule_sets)))
    assert all(is_hetzner_label(hetzner_label(name)) for name in blueprint.services)
