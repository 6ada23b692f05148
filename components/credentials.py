"""Whether a provider can log in, so that a fleet without its credentials is planned as far as it goes without them."""

import os
from collections.abc import Mapping

import pulumi

from fleet.blueprint.consequences import NO_LOGIN


def can_log_in(package: str, settings: Mapping[str, str], needed: tuple[str, ...]) -> bool:
    """Whether the settings that a provider needs are in Pulumi's config or the environment.

    Args:
        package: The provider's name.
        settings: The environment variable of each setting, as its SDK has them.
        needed: The settings without which it can't do anything.
    """
    config = pulumi.Config(package)
    return all(os.environ.get(settings[name]) or config.get(name) for name in needed)


def say_only(service: str, what: str) -> None:
    """Say in one line of the plan what is done without credentials, and no more."""
    pulumi.log.info(f"{service}: {NO_LOGIN}, so {what}")
