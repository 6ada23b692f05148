"""The hosting providers that the fleet knows: a line for each, naming its folder.

The folders are imported when an inventory is read, so that nothing in `fleet` depends on a provider.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pkgutil import resolve_name
from types import MappingProxyType
from typing import Any

from fleet.hosting import Hosting, Recovery, ResourceType

PROVIDERS = [
    "components.bytemark",
    "components.github_pages",
    "components.hetzner_cloud",
    "components.hetzner_dedicated",
    "components.linode",
]
"""Each folder's `facts` module has a `HOSTING`."""


def hostings() -> Mapping[str, Hosting]:
    """Every provider by its key, sorted."""
    return _resolved(tuple(PROVIDERS))


def hosting(key: str) -> Hosting:
    """The provider of a key.

    Raises:
        KeyError: There is none; no checked inventory names such a provider.
    """
    return hostings()[key]


@contextmanager
def registered(*folders: str) -> Iterator[None]:
    """Know further providers for a while, by their folders' modules."""
    PROVIDERS.extend(folders)
    try:
        yield
    finally:
        for folder in folders:
            PROVIDERS.remove(folder)


def part(reference: str | None) -> Any:
    """What a provider names as `module:name`, imported now; nothing where it names nothing."""
    return None if reference is None else resolve_name(reference)


def machine_types() -> dict[str, str]:
    """The resource types of machines at all providers, each with the argument for its name."""
    machines = (provider.machine for provider in hostings().values())
    return {machine.type: machine.name for machine in machines if machine}


def resource_types() -> dict[str, ResourceType]:
    """What people call the resources of all official plugins, by type token."""
    return {token: type_ for provider in hostings().values() for token, type_ in provider.resource_types.items()}


def provider_remedies(package: str) -> dict[str, str]:
    """What to do about what a provider's API refuses, by pattern of its messages; for a plugin like `hcloud`."""
    found = [each for each in hostings().values() if package and package in _packages(each)]
    return {pattern: remedy for provider in found for pattern, remedy in provider.remedies.items()}


def _packages(provider: Hosting) -> set[str]:
    """The plugins through which a provider's API is used."""
    machine = {provider.machine.type.partition(":")[0]} if provider.machine else set()
    return machine | ({provider.native} if provider.native else set())


def all_recoveries() -> Recovery:
    """How objects of all providers are found again, as one."""
    recoveries: list[Recovery] = [part(provider.recovery) for provider in hostings().values() if provider.recovery]
    return Recovery(
        finders={type_: finder for recovery in recoveries for type_, finder in recovery.finders.items()},
        known_ids={type_: known_id for recovery in recoveries for type_, known_id in recovery.known_ids.items()},
        lookups={type_: lookup for recovery in recoveries for type_, lookup in recovery.lookups.items()},
        nameless=frozenset().union(*(recovery.nameless for recovery in recoveries)),
    )


@cache
def _resolved(folders: tuple[str, ...]) -> Mapping[str, Hosting]:
    providers: list[Hosting] = [import_module(f"{folder}.facts").HOSTING for folder in folders]
    by_key = {provider.key: provider for provider in providers}
    return MappingProxyType(dict(sorted(by_key.items())))
