"""What a plain scalar means: text, a number, a date, true, false or nothing."""

import re
from functools import lru_cache
from typing import Any

import yaml
from yaml.constructor import SafeConstructor

PREFIX = "tag:yaml.org,2002:"
MAX_LENGTH = 60
"""Characters of a number or date at most; converting longer ones takes time that grows with the square."""

_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?")

_CONVERTED = {PREFIX + kind for kind in ("int", "float", "bool", "null", "timestamp")}
_RESOLVERS: dict[str | None, list[tuple[str, Any]]] = yaml.SafeLoader.yaml_implicit_resolvers


@lru_cache(maxsize=100_000)
def meaning(written: str) -> Any:
    """A plain scalar's meaning under YAML 1.1, as PyYAML's safe constructor gives it.

    Raises:
        ValueError: It looks like a number or date but is none.
    """
    resolvers = _RESOLVERS.get(written[:1], []) + _RESOLVERS.get(None, [])
    tag = next((tag for tag, pattern in resolvers if pattern.match(written)), None)
    if tag not in _CONVERTED:
        return written
    if len(written) > MAX_LENGTH:
        raise ValueError(written)
    return SafeConstructor().construct_object(yaml.ScalarNode(tag, written))


def is_misleading(written: str, meant: Any) -> bool:
    """Whether a scalar is a number other than it looks to people: `0500` is 320 in YAML 1.1, and `12:30` is 750."""
    return type(meant) in {int, float} and not _PLAIN_NUMBER.fullmatch(written)
