"""Finds the differences between an object and its new arguments, as the real plugins do."""

import json
from typing import Any

from providers.kit.values import Properties
from sandbox.arguments import argument_names
from sandbox.kind import Kind


def changes(kind: Kind, old: Properties, new: Properties) -> dict[str, str]:
    """The differences between an object and its new arguments.

    Returns:
        The protocol's kind of difference by argument: ADD, UPDATE, DELETE, or one of these with _REPLACE.
    """
    kinds = {}
    for name, value in new.items():
        if name not in old:
            kinds[name] = "ADD"
        elif _comparable(kind, name, old[name]) != _comparable(kind, name, value):
            kinds[name] = "UPDATE"
    # What only a first boot reads is compared with what was asked for then.
    hidden = kind.unread - kind.replaces
    left_out = argument_names(kind.token) & (old.keys() - new.keys() - kind.stays - kind.resets.keys() - hidden)
    kinds |= {name: "DELETE" for name in left_out if old[name] not in ("", False, [], {})}
    return {name: each + ("_REPLACE" if name in kind.replaces else "") for name, each in sorted(kinds.items())}


def resets_silently(kind: Kind, old: Properties, new: Properties) -> bool:
    """Whether an update would reset an argument without reporting a difference, as some plugins do."""
    return any(old.get(name, value) != value for name, value in kind.resets.items() if name not in new)


def _comparable(kind: Kind, name: str, value: Any) -> Any:
    if name in kind.caseless and isinstance(value, list):
        value = [item.casefold() if isinstance(item, str) else item for item in value]
    if name in kind.sets and isinstance(value, list):
        return sorted(json.dumps(item, sort_keys=True) for item in value)
    return value
