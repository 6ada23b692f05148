"""How a simulated cloud says no."""

from providers.kit.resource import RefusalError


class CloudError(RefusalError):
    """What a cloud answers when it refuses; its words name no argument's value, which may be secret."""
