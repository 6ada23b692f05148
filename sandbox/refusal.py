"""How a simulated cloud says no."""


class CloudError(Exception):
    """What a cloud answers when it refuses; its words name no argument's value, which may be secret."""
