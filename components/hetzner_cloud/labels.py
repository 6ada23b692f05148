"""What Hetzner Cloud takes as a label's value or as what stands behind the slash of its key."""

import re

from fleet.digest import with_digest

LENGTH = 63
"""Characters at most (Hetzner Cloud's API)."""
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def is_label(text: str) -> bool:
    """Whether Hetzner Cloud takes a text: letters, digits, `-`, `_` and `.`, a letter or digit first and last."""
    return len(text) <= LENGTH and _LABEL.fullmatch(text) is not None


def wrong_stack(name: str) -> str | None:
    """What is wrong with a stack's name as the label of everything that it made."""
    takes = f"Hetzner Cloud takes {LENGTH} characters at most for a label, a letter or digit first and last"
    return None if is_label(name) else f"{takes}, and this stack is called {name}"


def label(text: str) -> str:
    """A text as it is where Hetzner Cloud takes it, else cut to fit, with a digest so that no two are alike."""
    return text if is_label(text) else with_digest(text, text, LENGTH)
