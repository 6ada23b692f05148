"""Starts the simulated web APIs of a stack. They run until the process ends."""

import atexit
import os
from collections.abc import Collection, Iterable
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name

import yaml

from providers.kit.model import ADDRESS, LOGIN
from providers.kit.resource import Package
from sandbox.faults import FAULT, killing_write
from sandbox.simulation import simulations
from sandbox.store import Store
from sandbox.web import WebApi, serving

WITHOUT = "FLEET_SANDBOX_WITHOUT"
"""The environment variable that lists services, separated by spaces, at which the sandbox has no account. The settings
of its stack leave them out."""
CREDENTIAL = "sandbox"
"""The key, user and password of every simulated API."""


def native_providers(root: Path) -> tuple[str, ...]:
    """The names of the native providers in the project's Pulumi.yaml."""
    project = yaml.safe_load((root / "Pulumi.yaml").read_text(encoding="utf-8"))
    return tuple(plugin["name"] for plugin in project["plugins"]["providers"])


def with_login(names: Iterable[str]) -> tuple[str, ...]:
    """The native providers with a login of their own: a stack can be without an account at their services."""
    return tuple(name for name in names if _package(name).settings.variables_of(LOGIN))


def services_left_out(names: str, available: Collection[str]) -> frozenset[str]:
    """The services that `FLEET_SANDBOX_WITHOUT` lists.

    Raises:
        ValueError: There is no such service.
    """
    left_out = frozenset(names.split())
    if unknown := left_out - set(available):
        raise ValueError(f"{WITHOUT}: there is no {', '.join(sorted(unknown))}, but {', '.join(available)}")
    return left_out


def start(store: Store, names: Iterable[str], left_out: Collection[str] = ()) -> dict[str, str]:
    """Start the simulated web APIs of native providers on the loopback interface.

    Args:
        store: The simulated clouds' store.
        names: The providers; the `simulated` module in each one's folder has its API.
        left_out: The services at which the sandbox has no account.

    Returns:
        The environment variables that hold each provider's address and credentials. They are empty for services that
        are left out, so that no real credentials of the environment are used.
    """
    env: dict[str, str] = {}
    for name in names:
        package = _package(name)
        has_account = name not in left_out
        address = ""
        if has_account:
            api: WebApi = import_module(f"providers.{name}.simulated").simulated(store, CREDENTIAL)
            api.kill_at = killing_write(os.environ.get(FAULT, ""))
            address = _served(api)
        env |= dict.fromkeys(package.settings.variables_of(LOGIN), CREDENTIAL if has_account else "")
        env |= dict.fromkeys(package.settings.variables_of(ADDRESS), address)
    return env


def start_beside(store: Store) -> dict[str, str]:
    """Start what is simulated of the web APIs of official plugins, which the fleet itself asks.

    Returns:
        The environment variables that hold each one's address and credentials.
    """
    env: dict[str, str] = {}
    for each in simulations():
        if each.api:
            api: WebApi = resolve_name(each.api)(store)
            env[each.api_address], env[each.api_login] = _served(api), CREDENTIAL
    return env


def _served(api: WebApi) -> str:
    """The address of an API that is served until the process ends."""
    serving_it = serving(api)
    atexit.register(serving_it.__exit__, None, None, None)
    return serving_it.__enter__()


def _package(name: str) -> Package:
    package: Package = import_module(f"providers.{name}.package").PACKAGE
    return package
