"""What the official plugins' functions find, in the simulated clouds: in the shape of the SDKs' result types."""

import re
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, get_args, get_origin

from pulumi._types import is_output_type, output_type_types

from providers.kit.values import Properties
from sandbox.refusal import CloudError
from sandbox.simulation import Listing, Simulation, simulation
from sandbox.store import Store, Stored

_EMPTY: dict[type, Callable[[], Any]] = {Sequence: list, Mapping: dict}


def looked_up(store: Store, token: str, arguments: Properties) -> Properties:
    """What a function finds.

    Args:
        store: The clouds' memory.
        token: The function's type token.
        arguments: Its arguments.

    Returns:
        The result, with a value for every property that the SDK's result type has.

    Raises:
        CloudError: The sandbox doesn't answer this function, or the cloud refuses.
    """
    source = simulation(token.partition(":")[0])
    if token in source.lists:
        found = _listed(store, token, source.lists[token], arguments)
    elif token in source.functions:
        found = source.functions[token](store, arguments)
    else:
        raise CloudError(f"the sandbox does not answer {token}; add it to the simulation of its provider")
    shaped = _shaped(_result(source, token), found)
    return arguments | {name: value for name, value in shaped.items() if name not in arguments}


def _result(source: Simulation, token: str) -> Any:
    name = token.rpartition(":")[2]
    return getattr(import_module(source.module), f"{name[0].upper()}{name[1:]}Result")


def _shaped(expected: Any, value: Any) -> Any:
    """A value with all that its type in the SDK has; what nobody knows is empty."""
    origin = get_origin(expected) or expected
    if is_output_type(expected):
        given = value or {}
        return {name: _shaped(type_, given.get(name)) for name, type_ in output_type_types(expected).items()}
    if value is None:
        return _EMPTY.get(origin, origin)()
    if origin is Sequence:
        return [_shaped(get_args(expected)[0], item) for item in value]
    return value


def _listed(store: Store, token: str, listing: Listing, arguments: Properties) -> Properties:
    objects = store.all(listing.kind) if listing.chosen is None else listing.chosen(store, arguments)
    chosen = [one for one in objects if _selected(one, arguments) and _filtered(one, arguments)]
    return {"id": token, listing.items: [_item(one, numeric=listing.numeric) for one in chosen]}


def _item(stored: Stored, *, numeric: bool) -> Properties:
    return stored.properties | {"id": int(stored.id) if numeric else stored.id}


def _selected(stored: Stored, arguments: Properties) -> bool:
    """Whether Hetzner's selector by labels, and by statuses, chooses an object."""
    labels, statuses = stored.properties.get("labels", {}), arguments.get("withStatuses")
    if statuses and stored.properties.get("status") not in statuses:
        return False
    for part in filter(None, arguments.get("withSelector", "").replace(" ", "").split(",")):
        key, equals, value = part.replace("==", "=").partition("=")
        if set("!()") & set(part):
            raise CloudError("the sandbox knows selectors of the forms KEY and KEY=VALUE only")
        if key not in labels or (equals and labels[key] != value):
            return False
    return True


def _filtered(stored: Stored, arguments: Properties) -> bool:
    """Whether all of Linode's filters choose an object: each has one of the values."""
    for by in arguments.get("filters", []):
        if by.get("matchBy", "exact") != "exact":
            raise CloudError("the sandbox filters by exact values only")
        name = re.sub("_(.)", lambda letter: letter[1].upper(), by["name"])
        value = stored.id if name == "id" else stored.properties.get(name)
        if not {str(item) for item in (value if isinstance(value, list) else [value])} & set(by["values"]):
            return False
    return True
