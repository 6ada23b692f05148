"""Answers the official plugins' functions from the simulated clouds, in the form of the SDKs' result types."""

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


def invoke(store: Store, token: str, arguments: Properties) -> Properties:
    """Call a function.

    Args:
        store: The simulated clouds' store.
        token: The function's type token.
        arguments: Its arguments.

    Returns:
        The result, with a value for every property that the SDK's result type has.

    Raises:
        CloudError: The sandbox doesn't answer this function, or the cloud refuses.
    """
    source = simulation(token.partition(":")[0])
    if token in source.lists:
        result = _listed(store, token, source.lists[token], arguments)
    elif token in source.functions:
        result = source.functions[token](store, arguments)
    else:
        raise CloudError(f"the sandbox does not answer {token}; add it to the simulation of its provider")
    complete = _completed(_result_type(source, token), result)
    return arguments | {name: value for name, value in complete.items() if name not in arguments}


def _result_type(source: Simulation, token: str) -> Any:
    name = token.rpartition(":")[2]
    return getattr(import_module(source.module), f"{name[0].upper()}{name[1:]}Result")


def _completed(expected: Any, value: Any) -> Any:
    """A value with every property that its type in the SDK has. Those without a value are empty."""
    origin = get_origin(expected) or expected
    if is_output_type(expected):
        given = value or {}
        return {name: _completed(type_, given.get(name)) for name, type_ in output_type_types(expected).items()}
    if value is None:
        return _EMPTY.get(origin, origin)()
    if origin is Sequence:
        return [_completed(get_args(expected)[0], item) for item in value]
    return value


def _listed(store: Store, token: str, listing: Listing, arguments: Properties) -> Properties:
    objects = store.all(listing.kind) if listing.chosen is None else listing.chosen(store, arguments)
    chosen = [stored for stored in objects if _is_selected(stored, arguments) and _passes_filters(stored, arguments)]
    return {"id": token, listing.items: [_item(stored, numeric=listing.numeric) for stored in chosen]}


def _item(stored: Stored, *, numeric: bool) -> Properties:
    return stored.properties | {"id": int(stored.id) if numeric else stored.id}


def _is_selected(stored: Stored, arguments: Properties) -> bool:
    """Whether an object matches Hetzner's label selector and list of statuses."""
    labels, statuses = stored.properties.get("labels", {}), arguments.get("withStatuses")
    if statuses and stored.properties.get("status") not in statuses:
        return False
    for part in filter(None, arguments.get("withSelector", "").replace(" ", "").split(",")):
        key, equals, value = part.replace("==", "=").partition("=")
        if set("!()") & set(part):
            raise CloudError("the sandbox supports label selectors of the forms KEY and KEY=VALUE only")
        if key not in labels or (equals and labels[key] != value):
            return False
    return True


def _passes_filters(stored: Stored, arguments: Properties) -> bool:
    """Whether an object matches all of Linode's filters: for each, it has one of the values."""
    for by in arguments.get("filters", []):
        if by.get("matchBy", "exact") != "exact":
            raise CloudError("the sandbox filters by exact values only")
        name = re.sub("_(.)", lambda letter: letter[1].upper(), by["name"])
        value = stored.id if name == "id" else stored.properties.get(name)
        if not {str(item) for item in (value if isinstance(value, list) else [value])} & set(by["values"]):
            return False
    return True
