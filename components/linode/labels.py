"""What Linode takes as a label, and names made to fit that."""

import re

from fleet.digest import with_digest

INSTANCE_LABEL, FIREWALL_LABEL = 50, 32
"""Characters of a label at most. Of an instance's, Linode's API takes 64, but the official plugin no more than 50."""
RECORD_NAME = 100
"""Characters of a record's name within its domain at most (Linode's API reference, on creating a domain record)."""
TAG = 50
"""Characters of a tag at most (Linode's API reference, on creating a Linode)."""
_LABEL = re.compile(r"[A-Za-z0-9](?:[-_.]?[A-Za-z0-9])+")
_SHORTEST = 3


def stack_tag(stack: str) -> str:
    """The tag of everything that a stack made."""
    return f"fleet:{stack}"


def is_label(text: str, limit: int) -> bool:
    """Whether Linode takes a text: letters, digits, and single `-`, `_` or `.` between them (Linode's API)."""
    return _SHORTEST <= len(text) <= limit and _LABEL.fullmatch(text) is not None


def label(name: str, limit: int) -> str:
    """A name as it is where Linode takes it, else the nearest that it takes, with a digest so that no two are alike.

    Example: `xn--bcher-kva.example.org` becomes `xn-bcher-kva.example.org-` and the digest.
    """
    if is_label(name, limit):
        return name
    single = re.sub(r"([-_.])[-_.]+", r"\1", name)
    return with_digest(single, name, limit)
