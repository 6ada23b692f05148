"""What GitHub takes as the name of a repository."""

import re

NAME = r"[A-Za-z0-9._-]{1,100}"
"""The form of a name (GitHub's documentation of repository limits)."""
_RESERVED = re.compile(r"\.\.?|.*\.(?:git|wiki)", re.IGNORECASE)


def is_name(text: str) -> bool:
    """Whether a repository can have a name: not that of a folder on the way, of a clone or of a wiki."""
    return re.fullmatch(NAME, text) is not None and not _RESERVED.fullmatch(text)
