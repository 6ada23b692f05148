"""What comes back from the API in another form than it was sent, although it is the same."""

import html
import re
from typing import TypeVar

T = TypeVar("T")


def plain_text(text: str) -> str:
    """Text without HTML's escapes, of which the API adds one layer or two."""
    return html.unescape(html.unescape(text))


def as_known(found: str, known: str | None) -> str:
    """A text as it was sent, where what came back only looks different."""
    return known if known is not None and plain_text(known) == plain_text(found) else plain_text(found)


def without_scheme(url: str) -> str:
    """An address as the API keeps it of what isn't a page."""
    return re.sub(r"^[a-z][a-z0-9+.-]*://", "", url, flags=re.IGNORECASE).rstrip("/")


def first(*values: T | None, default: T) -> T:
    """The first value that there is."""
    return next((value for value in values if value is not None), default)
