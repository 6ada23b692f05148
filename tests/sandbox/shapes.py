"""What the SDKs say of the answers to functions."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, get_args, get_origin

from pulumi._types import is_output_type, output_type_types

from sandbox.simulation import simulation


def result_type(token: str) -> Any:
    """The SDK's class for what a function gives."""
    package, _, name = token.split(":")
    return getattr(import_module(simulation(package).module), f"{name[0].upper()}{name[1:]}Result")


def misfits(expected: Any, value: Any, path: str = "") -> list[str]:
    """Where a value isn't what the SDK's type says."""
    origin = get_origin(expected)
    if is_output_type(expected):
        types = output_type_types(expected)
        missing = [f"{path}.{name}" for name in types.keys() - value.keys()]
        return missing + [bad for name in types & value.keys() for bad in misfits(types[name], value[name], name)]
    if origin in (Sequence, Mapping):
        items = value.values() if origin is Mapping else value
        return [bad for item in items for bad in misfits(get_args(expected)[-1], item, path)]
    right = isinstance(value, float) and value.is_integer() if expected is int else isinstance(value, expected)
    return [] if right else [path]
