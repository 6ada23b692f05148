"""What stands in for the official plugins, held against their SDKs."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from importlib.metadata import version

import pytest

from fleet.registry import hostings
from sandbox.arguments import argument_names
from sandbox.kind import Kind, New
from sandbox.simulation import (
    SIMULATIONS,
    Simulation,
    addresses_of,
    kinds,
    plugins,
    references,
    simulation,
    simulations,
)
from sandbox.store import Store
from tests.sandbox.client import DOMAIN, LINODE, MINIMAL, RECORD, REPLACES, RRSET, ZONE
from tests.sandbox.conftest import MakeCloud

KINDS = kinds()


def outputs(kind: Kind) -> set[str]:
    """The names of all properties that the SDK knows of a resource."""
    package, _, name = kind.token.split(":")
    resource = getattr(import_module(simulation(package).module), name)
    return {
        getattr(found.fget, "_pulumi_name", attribute)
        for attribute, found in vars(resource).items()
        if isinstance(found, property)
    }


def misspelt(kind: Kind) -> Iterator[tuple[str, str]]:
    """Names in a table entry that the SDK doesn't know."""
    given = {
        "name": [kind.name] if kind.name else [],
        "replaces": kind.replaces,
        "defaults": kind.defaults,
        "resets": kind.resets,
        "unread": kind.unread,
        "kept": kind.kept,
        "sets": kind.sets,
        "caseless": kind.caseless,
        "needs": kind.needs,
        "together": [name for pair in kind.together for name in pair],
        "delete_protection": [kind.delete_protection] if kind.delete_protection else [],
    }
    for field, names in given.items():
        yield from ((field, name) for name in names if name not in argument_names(kind.token))
    yield from (("computed_names", name) for name in kind.computed_names if name not in outputs(kind))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_name_is_one_the_sdk_knows(kind: Kind) -> None:
    assert list(misspelt(kind)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "lable"),
        ("replaces", frozenset(["imgae"])),
        ("defaults", {"migrationTyp": "cold"}),
        ("resets", {"hasIssue": False}),
        ("unread", frozenset(["swap_size"])),
        ("kept", frozenset(["status"])),
        ("sets", frozenset(["tag"])),
        ("caseless", frozenset(["tag"])),
        ("needs", ("img",)),
        ("together", (("swapSize", "imgae"),)),
        ("delete_protection", "deletionProtection"),
        ("computed_names", ("ipv4",)),
    ],
)
def test_a_misspelt_name_is_found(field: str, value: object) -> None:
    assert [found for found, _ in misspelt(replace(KINDS[LINODE], **{field: value}))] == [field]  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_replaces_is_what_was_measured(kind: Kind) -> None:
    assert kind.replaces == REPLACES[kind.token]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_what_a_cloud_chooses_is_what_a_preview_does_not_know(kind: Kind) -> None:
    assert tuple(kind.computed(New(1, MINIMAL[kind.token], "example"))) == kind.computed_names


def test_tokens_are_keys_and_of_plugins_that_there_are() -> None:
    assert all(token == kind.token for token, kind in KINDS.items())
    assert {token.partition(":")[0] for token in KINDS} == set(plugins())
    assert KINDS.keys() == MINIMAL.keys() == REPLACES.keys()


def test_each_type_and_function_is_of_the_plugin_that_its_simulation_stands_in_for() -> None:
    for one in simulations():
        tokens = [kind.token for kind in one.kinds] + [*one.lists, *one.functions]
        assert {token.partition(":")[0] for token in tokens} == ({one.plugin} if one.plugin else set())
        assert {listing.kind for listing in one.lists.values()} <= {kind.token for kind in one.kinds}


def test_no_plugin_and_no_type_has_two_simulations() -> None:
    named = [one.plugin for one in simulations() if one.plugin]
    tokens = [kind.token for one in simulations() for kind in one.kinds]
    assert sorted(named) == list(plugins())
    assert sorted(tokens) == sorted(KINDS)


def test_the_simulations_are_the_registrys_or_those_that_a_plugins_process_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(SIMULATIONS, raising=False)
    of_providers = tuple(provider.simulation for provider in hostings().values() if provider.simulation)
    assert references() == of_providers
    monkeypatch.setenv(SIMULATIONS, of_providers[-1])
    assert references() == of_providers[-1:]
    assert len(simulations()) == 1
    monkeypatch.setenv(SIMULATIONS, "")
    assert (plugins(), dict(kinds())) == ((), {})


def test_what_nothing_stands_in_for_is_named() -> None:
    with pytest.raises(KeyError, match="aws"):
        simulation("aws")


def test_a_simulation_says_the_version_of_the_installed_sdk_unless_it_has_one_of_its_own() -> None:
    assert simulation("hcloud").version == version("pulumi-hcloud")
    assert Simulation(plugin="made-up", release="1.2.3").version == "1.2.3"
    assert (Simulation(plugin="made-up", sdk="a.b").module, Simulation(plugin="made").module) == ("a.b", "pulumi_made")


def test_a_name_leads_to_the_addresses_in_the_zones_of_all_clouds(cloud: MakeCloud, store: Store) -> None:
    assert addresses_of(store, "www.example.org") is None
    hetzner, linode = cloud(ZONE), cloud(DOMAIN)
    hetzner.create(ZONE)
    hetzner.create(RRSET)
    assert addresses_of(store, "www.example.org") == ["192.0.2.1"]
    assert addresses_of(store, "ftp.example.org") == []
    domain = linode.create(DOMAIN)
    linode.create(RECORD, MINIMAL[RECORD] | {"domainId": int(domain.id), "target": "192.0.2.2"})
    assert sorted(addresses_of(store, "www.example.org") or ()) == ["192.0.2.1", "192.0.2.2"]
