"""The simulated web APIs of a stack, for as long as the process lasts."""

import atexit
from contextlib import ExitStack

from sandbox.hetzner_robot import HetznerRobot
from sandbox.store import Store
from sandbox.uptimerobot import UptimeRobot
from sandbox.web import WebApi, serving

WITHOUT = "FLEET_SANDBOX_WITHOUT"
"""The environment variable that names the services, with spaces between, at which the sandbox has no account."""
LOGIN = "sandbox"
"""Key, user and password of everything that is made up."""
MONITORS = 2500
"""How many monitors the account may have: enough that its pace holds nobody up."""
_LOGINS = {
    "uptimerobot": ("UPTIMEROBOT_API_KEY",),
    "hetznerrobot": ("HETZNER_ROBOT_USER", "HETZNER_ROBOT_PASSWORD"),
}
_URLS = {"uptimerobot": "UPTIMEROBOT_API_URL", "hetznerrobot": "HETZNER_ROBOT_URL"}


def start(store: Store, without: str = "") -> dict[str, str]:
    """Start them on the loopback interface.

    Args:
        store: The clouds' memory.
        without: What `FLEET_SANDBOX_WITHOUT` says.

    Returns:
        The environment variables by which the providers find them and log in, whatever these were before: empty where
        there is no account.

    Raises:
        ValueError: There is no such service.
    """
    left_out = set(without.split())
    if unknown := left_out - _URLS.keys():
        raise ValueError(f"{WITHOUT}: there is no {', '.join(sorted(unknown))}, but {', '.join(_URLS)}")
    serves = ExitStack()
    atexit.register(serves.close)
    env: dict[str, str] = {}
    for name, api in _apis(store).items():
        has_account = name not in left_out
        env |= dict.fromkeys(_LOGINS[name], LOGIN if has_account else "")
        env[_URLS[name]] = serves.enter_context(serving(api)) if has_account else ""
    return env


def _apis(store: Store) -> dict[str, WebApi]:
    return {
        "uptimerobot": UptimeRobot(store, LOGIN, limit=MONITORS),
        "hetznerrobot": HetznerRobot(store, LOGIN, LOGIN),
    }
