"""Recognises values that the API returns in another form than they were sent."""

import html
import re
from html.entities import html5
from typing import TypeVar

T = TypeVar("T")


_ESCAPE = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
"""One whole HTML escape. Browsers also take `&reg` without its semicolon, which eats a URL's `&region=eu`."""


def plain_text(text: str) -> str:
    """Text without HTML escapes, which the API adds once or twice: `A &amp;amp; B` becomes `A & B`."""
    return _unescaped(_unescaped(text))


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same, or would be with escapes taken off either of them, once or twice."""
    return one == other or not {one, _unescaped(one), plain_text(one)}.isdisjoint(
        {other, _unescaped(other), plain_text(other)}
    )


def as_sent(answered: str, sent: str | None) -> str:
    """The text that was sent, if the API's answer differs from it only by escapes; else the answer without them."""
    return sent if sent is not None and same_text(answered, sent) else plain_text(answered)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(escape: re.Match[str]) -> str:
    """What an escape stands for; one that HTML doesn't know stays, though it may begin like one that it knows."""
    found = escape[0]
    return html.unescape(found) if found[1] == "#" else html5.get(found[1:], found)


def without_scheme(url: str) -> str:
    """An address without scheme and slash at the end, as the API stores it for monitors other than pages."""
    return re.sub(r"^[a-z][a-z0-9+.-]*://", "", url, flags=re.IGNORECASE).rstrip("/")


def first(*values: T | None, default: T) -> T:
    """The first value that isn't None, else the default."""
    return next((value for value in values if value is not None), default)
