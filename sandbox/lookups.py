"""Answers the official plugins' functions from the simulated clouds, in the form of the SDKs' result types."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, get_args, get_origin

from pulumi._types import is_output_type, output_type_types

from providers.kit.values import Properties
from sandbox.refusal import CloudError
from sandbox.simulation import Simulation, simulation
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
        result = _listed(store, token, source, arguments)
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


def _listed(store: Store, token: str, source: Simulation, arguments: Properties) -> Properties:
    listing = source.lists[token]
    objects = store.all(listing.kind) if listing.chosen is None else listing.chosen(store, arguments)
    chosen = [stored for stored in objects if source.matches(stored, arguments)]
    return {"id": token, listing.items: [_item(stored, numeric=listing.numeric) for stored in chosen]}


def _item(stored: Stored, *, numeric: bool) -> Properties:
    return stored.properties | {"id": int(stored.id) if numeric else stored.id}
