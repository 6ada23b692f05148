"""A mistake in an inventory: where it is, what is wrong, and what to write instead."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

Path = tuple[Any, ...]
"""Keys from the top of the inventory: `("hosts", "www.example.org", "size")`."""

_MAX_SHOWN = 80
_MAX_BARE = 300
_MAX_STEPS = 12
_SECRETS = (
    # What stands before the @ of a URL: a user's name and password, or the key of a Sentry DSN.
    re.compile(r"(?<=//)[^/?#\s]*(?=@)"),
    re.compile(
        r"(?i)(?<=[?&])(?:[^=&\s]*(?:token|secret|passw|signature)[^=&\s]*|(?:[^=&\s]*[_-])?(?:api)?key)=[^&#\s]*"
    ),
    re.compile(r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]+"),
    re.compile(r"\b(?:gh[a-z]_|github_pat_|glpat-|xox[a-z]-|AKIA|hvs\.|pul-)[A-Za-z0-9_-]{8,}"),
    # What APIs give out: letters and digits at random.
    re.compile(r"(?<![A-Za-z0-9+/])(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{32,128}(?![A-Za-z0-9])"),
)
"""What passwords and tokens look like."""


class Mistake(NamedTuple):
    """A mistake in the merged inventory, whose file and line have yet to be found."""

    path: Path
    what: str
    write: str
    at_key: bool = False
    """Whether the path's last key is the mistake, and not the value that stands there."""
    meant: Path = ()
    """For a mistyped key or name, the path that it would have or lead to."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file; printed as `file:line:column: path: what is wrong; what to write`."""

    file: str
    line: int
    column: int
    path: Path
    what: str
    write: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        return ": ".join(part for part in (where, shown(self.path), f"{self.what}; {self.write}") if part)


def without_secrets(text: str) -> str:
    """A text with `…` for what looks like a password or token in it.

    Example: `https://user:password@www.example.org/` becomes `https://…@www.example.org/`.
    """
    for secret in _SECRETS:
        text = secret.sub("…", text)
    return text


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def quoted(value: Any) -> str:
    """A value as one line can show it: text in quotes, cut where it is long, without control characters."""
    if isinstance(value, str):
        return repr(_cut(without_secrets(value), _MAX_SHOWN))
    if isinstance(value, bool | None):
        return {True: "true", False: "false", None: "null"}[value]
    return value.isoformat() if isinstance(value, date) else _cut(str(value), _MAX_SHOWN)


def bare(text: str) -> str:
    """Text as one line can show it, in quotes only where it holds control characters."""
    text = _cut(without_secrets(text), _MAX_BARE)
    return text if text.isprintable() else repr(text)


def shown(path: Path) -> str:
    """A path for people: `hosts[www.example.org].aliases[0]`; brackets where a key has dots or is a number."""
    text = ""
    for step in path[:_MAX_STEPS]:
        plain = isinstance(step, str) and step.replace("_", "").replace("-", "").isalnum()
        written = bare(str(step))
        text += (f".{written}" if text else written) if plain else f"[{written}]"
    return text + ("…" if len(path) > _MAX_STEPS else "")


class InvalidInventoryError(Exception):
    """An inventory that can't be used; holds every mistake found in it, by file, line and column."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.line, p.column, shown(p.path), p.what))
        super().__init__("\n".join(map(str, self.problems)))
