"""The hosting providers that the fleet knows, and how others are added."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from components.linode.component import LinodeAccount
from fleet.blueprint.consequences import consequence
from fleet.draw_up import draw_up
from fleet.hosting import Hosting
from fleet.inventory.fleet import Fleet
from fleet.inventory.model import fleet_model, host_providers
from fleet.registry import PROVIDERS, hosting, hostings, part, registered, resource_types

ROOT = Path(__file__).parents[2]
KNOWN = [folder.rpartition(".")[2].replace("_", "-") for folder in PROVIDERS]
AJAX = "tests.fleet.ajax"
INVENTORY = """contacts:
  ods: { name: Open Data Services, email: code@example.org }
providers:
  ajax: { console: https://ajax.example/, manager: ods }
hosts:
  www.example.org: { provider: ajax, rack: north, ipv4: 203.0.113.1, spare: kept }
"""
each_provider = pytest.mark.parametrize("provider", list(hostings().values()), ids=list(hostings()))


def test_the_providers_are_sorted_by_their_keys() -> None:
    assert list(hostings()) == KNOWN
    assert all(provider.key == key for key, provider in hostings().items())
    assert all(hosting(key) is hostings()[key] for key in KNOWN)
    with pytest.raises(KeyError, match="ajax"):
        hosting("ajax")


def test_nobody_changes_the_providers_by_accident() -> None:
    with pytest.raises(TypeError):
        hostings()["ajax"] = hosting("linode")  # type: ignore[index] # which is what is tested


def test_each_folder_of_a_provider_is_in_the_registry() -> None:
    folders = {f"components.{file.parent.name}" for file in (ROOT / "components").glob("*/facts.py")}
    assert folders == set(PROVIDERS)
    assert len(PROVIDERS) == len(folders)


@each_provider
def test_a_provider_hosts_machines_or_serves_sites(provider: Hosting) -> None:
    assert (provider.host is None) is (provider.site is not None)
    assert provider.title
    if provider.host is not None:
        assert provider.host.model_fields["provider"].annotation.__args__ == (provider.key,)  # type: ignore[union-attr]
    if provider.site is not None:
        assert provider.key == provider.site.PROVIDER


@each_provider
def test_the_components_of_a_provider_are_there(provider: Hosting) -> None:
    assert isinstance(part(provider.component), type)
    if provider.zones is not None:
        assert isinstance(part(provider.zones.component), type)


@pytest.mark.parametrize("provider", [at for at in hostings().values() if at.recovery], ids=lambda at: at.key)
@pytest.mark.parametrize("what", ["recovery", "simulation"])
def test_the_recovery_and_the_simulation_of_a_provider_are_there(what: str, provider: Hosting) -> None:
    assert part(getattr(provider, what)) is not None


def test_a_part_is_what_its_reference_names() -> None:
    assert part("components.linode.component:LinodeAccount") is LinodeAccount
    assert part(None) is None
    with pytest.raises(AttributeError):
        part("components.linode.component:NoSuchAccount")


def test_a_further_provider_is_known_for_a_while(loaded: Callable[[str], Fleet]) -> None:
    before = fleet_model()
    with registered(AJAX):
        assert list(hostings()) == ["ajax", *KNOWN]
        assert "ajax" in host_providers()
        facts = draw_up(loaded(INVENTORY)).facts["hosts"]["www.example.org"]
        assert (facts["provider"], facts["rack"]) == ("ajax", "north")
        assert consequence("rack", facts) == "someone carries it there"
        assert fleet_model() is not before
    assert list(hostings()) == KNOWN
    assert "ajax" not in host_providers()
    assert fleet_model() is before
    # Facts of an older run may name a provider that is gone.
    assert consequence("rack", facts) == ""


def test_a_further_provider_is_forgotten_after_an_error_too() -> None:
    with pytest.raises(LookupError), registered(AJAX, AJAX):
        raise LookupError
    assert list(hostings()) == KNOWN
    assert AJAX not in PROVIDERS


def test_without_it_its_hosts_are_a_mistake(mistakes: Callable[..., list[str]]) -> None:
    assert any("'ajax' is not known here" in problem for problem in mistakes(INVENTORY))
    with registered(AJAX):
        assert mistakes(INVENTORY) == []


def test_what_is_known_of_providers_needs_no_pulumi() -> None:
    modules = [f"{folder}.{name}" for folder in PROVIDERS for name in ("facts", "row")]
    code = "; ".join(
        [
            "import sys",
            *(f"import {module}" for module in [*modules, "fleet.inventory.load", "fleet.draw_up"]),
            "from fleet.inventory.model import fleet_model",
            "fleet_model()",
            "print(*sorted(name for name in sys.modules if name.partition('_')[0].partition('.')[0] == 'pulumi'))",
        ]
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_every_type_of_a_provider_is_called_something_and_by_one_provider_only() -> None:
    each = [token for provider in hostings().values() for token in provider.resource_types]
    assert sorted(each) == sorted(resource_types())
    machines = {provider.machine.type for provider in hostings().values() if provider.machine}
    assert machines <= resource_types().keys()
