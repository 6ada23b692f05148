"""Recognises values that the API returns in another form than they were sent."""

import html
import re
from typing import TypeVar

T = TypeVar("T")


def plain_text(text: str) -> str:
    """Text without HTML escapes, which the API adds once or twice: `A &amp;amp; B` becomes `A & B`."""
    return html.unescape(html.unescape(text))


def as_sent(answered: str, sent: str | None) -> str:
    """The text that was sent, if the API's answer differs from it only by escapes; else the answer without them."""
    return sent if sent is not None and plain_text(sent) == plain_text(answered) else plain_text(answered)


def without_scheme(url: str) -> str:
    """An address without scheme and slash at the end, as the API stores it for monitors other than pages."""
    return re.sub(r"^[a-z][a-z0-9+.-]*://", "", url, flags=re.IGNORECASE).rstrip("/")


def first(*values: T | None, default: T) -> T:
    """The first value that isn't None, else the default."""
    return next((value for value in values if value is not None), default)
