"""The simulation of one official plugin, and the collection of all of them from the registry."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from providers.kit.values import Properties
from sandbox.kind import Kind
from sandbox.store import Store, Stored

if TYPE_CHECKING:
    from fleet.blueprint.blueprint import Blueprint

SIMULATIONS = "FLEET_SANDBOX_SIMULATIONS"
"""The environment variable that lists the simulations for a plugin's process, so that it needn't load the registry."""


@dataclass(frozen=True)
class Listing:
    """A function of the plugin that lists objects.

    Attributes:
        items: The name of the list in its result.
        kind: The type token of the listed objects.
        chosen: Returns the objects that the arguments ask for; all by default.
        numeric: Whether ids are numbers in the result.
    """

    items: str
    kind: str
    chosen: Callable[[Store, Properties], Iterable[Stored]] | None = None
    numeric: bool = True


@dataclass(frozen=True, eq=False)
class Simulation:
    """A hosting provider's part of the sandbox.

    Attributes:
        plugin: The official plugin that it replaces; empty for a native provider, whose web API is simulated instead.
        sdk: The module with the plugin's argument types; `pulumi_PLUGIN` by default.
        release: The version that it reports; the installed SDK's by default.
        kinds: The resource types.
        lists: The functions that list objects, by token.
        functions: The other functions, by token.
        matches: Whether an object is in a list, given the arguments of the function that lists it.
        owner: Returns the account's owner, given the plugin's settings; empty where ids are unique for all owners.
        refusals: The plugin's message about a refused write, by fault.
        seed: Adds the objects that rows adopt.
        api: What serves the part of the web API that the fleet itself asks, as `module:function`; it takes the store.
        api_address: The environment variable with that API's address.
        api_login: The environment variable with a token for it.
        addresses: Returns the addresses that the provider's zones have for a name; None if it is in none of them.
    """

    plugin: str = ""
    sdk: str = ""
    release: str = ""
    kinds: tuple[Kind, ...] = ()
    lists: Mapping[str, Listing] = field(default_factory=dict)
    functions: Mapping[str, Callable[[Store, Properties], Properties]] = field(default_factory=dict)
    matches: Callable[[Stored, Properties], bool] = lambda _stored, _arguments: True
    owner: Callable[[Properties], str] = lambda _settings: ""
    refusals: Mapping[str, str] = field(default_factory=dict)
    seed: "Callable[[Store, Blueprint], None]" = lambda _store, _blueprint: None
    api: str = ""
    api_address: str = ""
    api_login: str = ""
    addresses: Callable[[Store, str], list[str] | None] = lambda _store, _name: None

    @property
    def module(self) -> str:
        """The SDK's module."""
        return self.sdk or f"pulumi_{self.plugin}"

    @property
    def version(self) -> str:
        """The version that it reports."""
        return self.release or version(f"pulumi-{self.plugin}")


def references() -> tuple[str, ...]:
    """The simulations, each as `module:name`: those in the environment variable, else those of the registry."""
    named = os.environ.get(SIMULATIONS)
    if named is not None:
        return tuple(named.split())
    from fleet.registry import hostings

    return tuple(provider.simulation for provider in hostings().values() if provider.simulation)


def simulations() -> tuple[Simulation, ...]:
    """All simulations."""
    return _resolved(references())


def simulation(plugin: str) -> Simulation:
    """The simulation of a plugin.

    Raises:
        KeyError: There is none.
    """
    return {each.plugin: each for each in simulations() if each.plugin}[plugin]


def plugins() -> tuple[str, ...]:
    """The names of the plugins that are simulated, sorted."""
    return tuple(sorted(each.plugin for each in simulations() if each.plugin))


def kinds() -> Mapping[str, Kind]:
    """Every simulated resource type by its token."""
    return _kinds(simulations())


def addresses_of(store: Store, name: str) -> list[str] | None:
    """The addresses that the zones of all providers have for a name; None if it is in none of them."""
    answers = [each.addresses(store, name) for each in simulations()]
    answers_with_zone = [answer for answer in answers if answer is not None]
    return [address for answer in answers_with_zone for address in answer] if answers_with_zone else None


@cache
def _resolved(names: tuple[str, ...]) -> tuple[Simulation, ...]:
    return tuple(resolve_name(name) for name in names)


@cache
def _kinds(simulated: tuple[Simulation, ...]) -> Mapping[str, Kind]:
    return {kind.token: kind for each in simulated for kind in each.kinds}
