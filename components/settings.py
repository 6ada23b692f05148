"""Whether the stack's settings leave a service out."""

import pulumi

from providers.login import login_of


def is_managed(package: str) -> bool:
    """Whether the fleet manages what rows have at a service; a stack's settings can say that it doesn't.

    Args:
        package: The name of the service's provider, which is the setting's as well.
    """
    return pulumi.Config("fleet").get_bool(package) is not False


def report_unmanaged(package: str, consequence: str) -> None:
    """Say in one line of the plan what is left undone because the stack's settings leave a service out."""
    login = login_of(package)
    pulumi.log.info(f"{login.title if login else package}: `fleet:{package}` is false, so {consequence}")
