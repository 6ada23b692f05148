"""The error of a simulated cloud."""

from providers.kit.resource import RefusalError


class CloudError(RefusalError):
    """The cloud refuses a request. The message contains no argument's value, since it may be secret."""
