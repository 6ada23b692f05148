"""The simulated web APIs of a stack, for as long as the process lasts."""

import atexit
from collections.abc import Callable, Collection
from contextlib import ExitStack

from providers.hetznerrobot.package import PACKAGE as HETZNER_ROBOT
from providers.kit.model import ADDRESS, LOGIN
from providers.kit.resource import Package
from providers.uptimerobot.package import PACKAGE as UPTIMEROBOT
from sandbox.hetzner_robot import HetznerRobot
from sandbox.store import Store
from sandbox.uptimerobot import UptimeRobot
from sandbox.web import WebApi, serving

WITHOUT = "FLEET_SANDBOX_WITHOUT"
"""The environment variable that names services, with spaces between: the sandbox has no account there, and its stack's
settings leave them out."""
CREDENTIAL = "sandbox"
"""Key, user and password of everything that is made up."""
MONITORS = 2500
"""How many monitors the account may have: enough that its pace holds nobody up."""
_APIS: dict[str, tuple[Package, Callable[[Store], WebApi]]] = {
    UPTIMEROBOT.name: (UPTIMEROBOT, lambda store: UptimeRobot(store, CREDENTIAL, limit=MONITORS)),
    HETZNER_ROBOT.name: (HETZNER_ROBOT, lambda store: HetznerRobot(store, CREDENTIAL, CREDENTIAL)),
}
"""By provider, what it needs for a login, and the API that it is sent to."""


def services(names: str) -> frozenset[str]:
    """The services that `FLEET_SANDBOX_WITHOUT` names.

    Raises:
        ValueError: There is no such service.
    """
    left_out = frozenset(names.split())
    if unknown := left_out - _APIS.keys():
        raise ValueError(f"{WITHOUT}: there is no {', '.join(sorted(unknown))}, but {', '.join(_APIS)}")
    return left_out


def start(store: Store, left_out: Collection[str] = ()) -> dict[str, str]:
    """Start them on the loopback interface.

    Args:
        store: The clouds' memory.
        left_out: The services at which there is no account.

    Returns:
        The environment variables by which the providers find them and log in, whatever these were before: empty where
        there is no account.
    """
    serves = ExitStack()
    atexit.register(serves.close)
    env: dict[str, str] = {}
    for name, (package, api) in _APIS.items():
        has_account = name not in left_out
        env |= dict.fromkeys(package.settings.variables_of(LOGIN), CREDENTIAL if has_account else "")
        address = serves.enter_context(serving(api(store))) if has_account else ""
        env |= dict.fromkeys(package.settings.variables_of(ADDRESS), address)
    return env
