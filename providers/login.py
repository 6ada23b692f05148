"""What a login at a service needs, as the SDK of its provider says it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec


@dataclass(frozen=True)
class Login:
    """A service of which a provider in this folder manages something.

    `title` is what people call it; `variables` are the settings that a login needs, each with its environment variable.
    """

    package: str
    title: str
    variables: Mapping[str, str]

    def is_given(self, configured: Callable[[str], object]) -> bool:
        """Whether everything that a login needs is set.

        Args:
            configured: The value of a key of Pulumi's config, like `uptimerobot:apiKey`; nothing if it isn't set.
        """
        return all(
            os.environ.get(variable) or configured(f"{self.package}:{setting}")
            for setting, variable in self.variables.items()
        )


def login_of(package: str) -> Login | None:
    """The login that a provider needs; none if it is no provider of this folder."""
    if find_spec(f"providers.{package}") is None or find_spec(f"providers.{package}.package") is None:
        return None
    sdk = import_module(f"providers.{package}.sdk")
    return Login(package, sdk.TITLE, {setting: sdk.SETTINGS[setting] for setting in sdk.LOGIN})
