"""SSH public keys as they are compared."""


def without_comment(line: str) -> str:
    """The part of a public key's line that makes it this key."""
    return " ".join(line.split()[:2])
