"""A few characters that stand for a text."""

from hashlib import sha256


def digest(text: str) -> str:
    """A few characters that change when a text does, for where the text itself can't be part of a name."""
    return sha256(text.encode()).hexdigest()[:8]
