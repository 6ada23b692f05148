"""The settings that a login at a service needs, as the SDK of its native provider lists them."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from providers.names import is_native


@dataclass(frozen=True)
class Login:
    """The login at a service that has a native provider in this folder.

    `title` is what people call the service. `variables` are the settings that a login needs, each with its environment
    variable. Example: `{"apiKey": "UPTIMEROBOT_API_KEY"}`.
    """

    package: str
    title: str
    variables: Mapping[str, str]

    def is_given(self, configured: Callable[[str], object]) -> bool:
        """Whether everything that a login needs is set.

        Args:
            configured: Returns the value of a key of Pulumi's config, like `uptimerobot:apiKey`; None if it isn't set.
        """
        return all(
            os.environ.get(variable) or configured(f"{self.package}:{setting}")
            for setting, variable in self.variables.items()
        )


def login_of(package: str) -> Login | None:
    """The login that a provider needs; None if it is no provider in this folder."""
    if not is_native(package):
        return None
    sdk = import_module(f"providers.{package}.sdk")
    return Login(package, sdk.TITLE, {setting: sdk.SETTINGS[setting] for setting in sdk.LOGIN})
