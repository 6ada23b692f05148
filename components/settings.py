"""Reads from the stack's settings whether a service is left out."""

import pulumi

from providers.login import login_of


def is_managed(package: str) -> bool:
    """Whether the stack manages what rows need at a service. `fleet:uptimerobot: false` in its settings leaves it out.

    Args:
        package: The name of the service's provider, which is also the setting's.
    """
    return pulumi.Config("fleet").get_bool(package) is not False


def report_unmanaged(package: str, consequence: str) -> None:
    """Log in the plan what isn't done because the stack's settings leave a service out."""
    login = login_of(package)
    pulumi.log.info(f"{login.title if login else package}: `fleet:{package}` is false, so {consequence}")
