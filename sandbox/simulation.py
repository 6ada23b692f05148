"""What stands in for one official plugin, and where all of them come from: the registry of hosting providers."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from providers.kit.values import Properties
from sandbox.kind import Kind
from sandbox.store import Store, Stored

if TYPE_CHECKING:
    from fleet.blueprint.blueprint import Blueprint

SIMULATIONS = "FLEET_SANDBOX_SIMULATIONS"
"""The environment variable that names them to a plugin's process, which needs nothing else of the providers."""


@dataclass(frozen=True)
class Listing:
    """A function of the plugin that lists what there is.

    `items` is the name of the list in its answer, `kind` the type of what is in it. `chosen` gives the objects that the
    arguments ask for, all by default; `numeric` says whether ids are numbers.
    """

    items: str
    kind: str
    chosen: Callable[[Store, Properties], Iterable[Stored]] | None = None
    numeric: bool = True


@dataclass(frozen=True, eq=False)
class Simulation:
    """A provider's part of the sandbox.

    `plugin` is the official plugin that it stands in for, empty where the provider's API is simulated elsewhere;
    `sdk` the module with the plugin's argument types, by default `pulumi_PLUGIN`; `release` the version that it claims
    to be, by default that of the installed SDK.

    `kinds` are the resource types, `lists` and `functions` what the plugin's functions answer, by their tokens.
    `refusals` is what the plugin says of a write that it refuses, by fault. `seed` puts what the rows adopt into the
    clouds. `addresses` says to which addresses the provider's zones lead a name, or nothing if it is in none of them.
    """

    plugin: str = ""
    sdk: str = ""
    release: str = ""
    kinds: tuple[Kind, ...] = ()
    lists: Mapping[str, Listing] = field(default_factory=dict)
    functions: Mapping[str, Callable[[Store, Properties], Properties]] = field(default_factory=dict)
    refusals: Mapping[str, str] = field(default_factory=dict)
    seed: "Callable[[Store, Blueprint], None]" = lambda _store, _blueprint: None
    addresses: Callable[[Store, str], list[str] | None] = lambda _store, _name: None

    @property
    def module(self) -> str:
        """The SDK's module."""
        return self.sdk or f"pulumi_{self.plugin}"

    @property
    def version(self) -> str:
        """The version of the plugin that it stands in for."""
        return self.release or version(f"pulumi-{self.plugin}")


def references() -> tuple[str, ...]:
    """Where the simulations are, each as `module:name`: those of the registry, or in a plugin's process those named."""
    named = os.environ.get(SIMULATIONS)
    if named is not None:
        return tuple(named.split())
    from fleet.registry import hostings

    return tuple(provider.simulation for provider in hostings().values() if provider.simulation)


def simulations() -> tuple[Simulation, ...]:
    """All of them."""
    return _resolved(references())


def simulation(plugin: str) -> Simulation:
    """What stands in for a plugin.

    Raises:
        KeyError: Nothing does.
    """
    found = {one.plugin: one for one in simulations() if one.plugin}
    return found[plugin]


def plugins() -> tuple[str, ...]:
    """The names of the plugins that are simulated, sorted."""
    return tuple(sorted(one.plugin for one in simulations() if one.plugin))


def kinds() -> Mapping[str, Kind]:
    """Every simulated resource type by its token."""
    return _kinds(simulations())


def addresses_of(store: Store, name: str) -> list[str] | None:
    """The addresses to which the zones in all clouds lead a name; nothing if it is in none of them."""
    answers = [one.addresses(store, name) for one in simulations()]
    known = [answer for answer in answers if answer is not None]
    return [address for answer in known for address in answer] if known else None


def _all(parts: Iterable[str]) -> Iterator[Any]:
    return (resolve_name(part) for part in parts)


@cache
def _resolved(parts: tuple[str, ...]) -> tuple[Simulation, ...]:
    return tuple(_all(parts))


@cache
def _kinds(found: tuple[Simulation, ...]) -> Mapping[str, Kind]:
    return {kind.token: kind for one in found for kind in one.kinds}
