"""What a row of a machine in a cloud says."""

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from fleet.inventory.cloud import CloudRow
from fleet.inventory.field_types import Environment
from fleet.inventory.host import EXPORTER_PORT
from tests.fleet.small import host


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
        ({"size": "s", "unlisted": True, "id": 5}, "adopted", "5", ()),
        ({"size": "s", "unlisted": True, "id": 5, "role": "prometheus"}, "adopted", "5", ()),
        ({"size": "s", "unlisted": True, "id": 5, "firewall": ["web"]}, "adopted", "5", ("web",)),
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
        assert set(cloud.USUAL_SIZE.values()) <= cloud.MEMORY.keys()


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


@pytest.mark.parametrize(
    ("row", "swap"),
    [
        ({"size": "g6-standard-6"}, 8192),
        ({"size": "g6-standard-6", "swap": 512}, 512),
        ({"size": "g6-standard-6", "swap": 0}, 0),
        ({"size": "g9-new", "unlisted": True, "swap": 512}, 512),
    ],
)
def test_swap_goes_with_the_size_unless_the_row_says_how_much(row: dict[str, Any], swap: int) -> None:
    assert host(provider="linode", **row).swap_mb == swap


@pytest.mark.parametrize("port", [None, EXPORTER_PORT])
def test_a_created_hosts_exporter_listens_on_the_usual_port(port: int | None) -> None:
    assert host(provider="linode", size="default", exporter={"port": port}).exporter.port == port


def test_an_adopted_host_keeps_what_its_row_says() -> None:
    everything = ["name", "tags", "backups", "size"]
    assert host(provider="linode", id=5, size="s", unlisted=True, firewall=["web"], keep=everything).keep == everything
    assert host(provider="hetzner-cloud", id=5, size="cx23", keep=everything).keep == everything
    assert host(provider="hetzner-cloud", id=5, size="cx23", firewall=[], keep=everything).keep == everything
    assert host(provider="hetzner-cloud", id=5, size="cx23", firewall=["web"], keep=["name"]).keep == ["name"]


@pytest.mark.parametrize("provider", ["linode", "hetzner-cloud"])
@pytest.mark.parametrize("address", [{"ipv4": "203.0.113.5"}, {"ipv6": "2001:db8::5"}])
def test_an_adopted_host_is_asked_for_its_addresses(provider: str, address: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="it is adopted, so the provider is asked"):
        host(provider=provider, id=5, size="s", unlisted=True, **address)


NEWER = "write unlisted: true beside it if it is newer than the fleet's list"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"provider": "hetzner-cloud", "size": "cx32x"}, "Hetzner Cloud has no size cx32x; did you mean 'cx32'?"),
        ({"provider": "hetzner-cloud", "size": "g6-nanode-1"}, "has no size g6-nanode-1, which is a size of Linode; "),
        ({"provider": "linode", "size": "cx23"}, "Linode has no size cx23, which is a size of Hetzner Cloud; "),
        ({"provider": "linode", "size": "g6-nanode-2"}, "Linode has no size g6-nanode-2; did you mean 'g6-nanode-1'?"),
        ({"provider": "linode", "id": 5, "size": "g6-standart-1"}, "did you mean 'g6-standard-1'?"),
        (
            {"provider": "linode", "size": "g6-nanode-1", "region": "london"},
            "did you mean 'eu-west'?",
        ),
        ({"provider": "linode", "size": "g6-nanode-1", "region": "los-angeles"}, "did you mean 'us-lax'?"),
        ({"provider": "linode", "size": "g6-nanode-1", "region": "fsn1"}, "which is a region of Hetzner Cloud; "),
        ({"provider": "hetzner-cloud", "size": "cx23", "region": "nuremberg"}, "did you mean 'nbg1'?"),
        ({"provider": "hetzner-cloud", "size": "cx23", "region": "fsn2"}, "did you mean 'fsn1'?"),
    ],
)
def test_a_size_or_region_that_the_provider_has_not_is_a_mistake_at_its_place(row: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        host(**row)
    (error,) = caught.value.errors()
    assert error["loc"][-1] in {"size", "region"}
    said = f"{error['msg']}; {error.get('ctx', {}).get('write', '')}"
    assert words in said
    assert NEWER in said
    forced = {"swap": 512} if "id" not in row else {}
    assert host(**row, unlisted=True, **forced).unlisted
