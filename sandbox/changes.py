"""What differs between what is there and what is wanted, as the real plugins see it."""

import json
from typing import Any

from providers.kit.values import Properties
from sandbox.arguments import argument_names
from sandbox.kind import Kind


def changes(kind: Kind, old: Properties, new: Properties) -> dict[str, str]:
    """What differs between an object and the arguments now given.

    Returns:
        By argument, the protocol's word for the difference: ADD, UPDATE, DELETE, or one of these with _REPLACE.
    """
    found = {}
    for name, value in new.items():
        if name not in old:
            found[name] = "ADD"
        elif _comparable(kind, name, old[name]) != _comparable(kind, name, value):
            found[name] = "UPDATE"
    left_out = argument_names(kind.token) & (old.keys() - new.keys() - kind.stays - kind.resets.keys() - kind.unread)
    found |= {name: "DELETE" for name in left_out if old[name] not in ("", False, [], {})}
    return {name: how + ("_REPLACE" if name in kind.replaces else "") for name, how in sorted(found.items())}


def resets_silently(kind: Kind, old: Properties, new: Properties) -> bool:
    """Whether an update would reset something that no difference names."""
    return any(old.get(name, value) != value for name, value in kind.resets.items() if name not in new)


def _comparable(kind: Kind, name: str, value: Any) -> Any:
    if name in kind.caseless and isinstance(value, list):
        value = [item.casefold() if isinstance(item, str) else item for item in value]
    if name in kind.sets and isinstance(value, list):
        return sorted(json.dumps(item, sort_keys=True) for item in value)
    return value
