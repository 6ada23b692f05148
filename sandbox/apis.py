"""The simulated web APIs of a stack, for as long as the process lasts."""

import atexit
from collections.abc import Collection, Iterable
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

import yaml

from providers.kit.model import ADDRESS, LOGIN
from providers.kit.resource import Package
from sandbox.store import Store
from sandbox.web import WebApi, serving

WITHOUT = "FLEET_SANDBOX_WITHOUT"
"""The environment variable that names services, with spaces between: the sandbox has no account there, and its stack's
settings leave them out."""
CREDENTIAL = "sandbox"
"""Key, user and password of everything that is made up."""


def native_providers(root: Path) -> tuple[str, ...]:
    """The fleet's own providers, as the project's Pulumi.yaml names them."""
    project = yaml.safe_load((root / "Pulumi.yaml").read_text(encoding="utf-8"))
    return tuple(plugin["name"] for plugin in project["plugins"]["providers"])


def services(names: str, known: Collection[str]) -> frozenset[str]:
    """The services that `FLEET_SANDBOX_WITHOUT` names.

    Raises:
        ValueError: There is no such service.
    """
    left_out = frozenset(names.split())
    if unknown := left_out - set(known):
        raise ValueError(f"{WITHOUT}: there is no {', '.join(sorted(unknown))}, but {', '.join(known)}")
    return left_out


def start(store: Store, names: Iterable[str], left_out: Collection[str] = ()) -> dict[str, str]:
    """Start them on the loopback interface.

    Args:
        store: The clouds' memory.
        names: The providers whose APIs are simulated: each in its folder's `simulated` module.
        left_out: Those at whose service there is no account.

    Returns:
        The environment variables by which the providers find them and log in, whatever these were before: empty where
        there is no account.
    """
    serves = ExitStack()
    atexit.register(serves.close)
    env: dict[str, str] = {}
    for name in names:
        package: Package = import_module(f"providers.{name}.package").PACKAGE
        has_account = name not in left_out
        address = ""
        if has_account:
            api: WebApi = import_module(f"providers.{name}.simulated").simulated(store, CREDENTIAL)
            address = serves.enter_context(serving(api))
        env |= dict.fromkeys(package.settings.variables_of(LOGIN), CREDENTIAL if has_account else "")
        env |= dict.fromkeys(package.settings.variables_of(ADDRESS), address)
    return env
