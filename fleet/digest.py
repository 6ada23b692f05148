"""A few characters that stand for a text."""

from hashlib import sha256


def digest(text: str) -> str:
    """A few characters that change when a text does, for where the text itself can't be part of a name."""
    return sha256(text.encode()).hexdigest()[:8]


def fitting(text: str, limit: int) -> str:
    """A text as it is where it has so many characters at most, else its beginning and its digest."""
    return text if len(text) <= limit else with_digest(text, text, limit)


def with_digest(beginning: str, text: str, limit: int) -> str:
    """The beginning of a name and the digest of a text, cut to so many characters: names of two texts stay different.

    Example: `with_digest("production-web-", "production-web-", 32)` is `production-web-` and eight characters.
    """
    end = digest(text)
    return f"{beginning[: limit - 1 - len(end)].strip('-_.')}-{end}"
