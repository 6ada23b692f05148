"""Checks a resource's arguments against the types of the installed official SDK, as the real plugin does."""

import inspect
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pulumi import Output
from pulumi._types import input_type_py_to_pulumi_names, input_type_types, is_input_type

from providers.kit.values import UNKNOWN
from sandbox.simulation import simulation

_KINDS = {bool: "a boolean", int: "a whole number", float: "a number", str: "a string", list: "a list", dict: "a map"}


@dataclass(frozen=True)
class InvalidArgument:
    """An argument that the real plugin would refuse. `path` is a property path of the engine, like `disks[0].size`."""

    path: str
    reason: str


@cache
def _fields(args: type) -> tuple[dict[str, Any], frozenset[str]]:
    """The type of each field of an argument class, and the required fields, by the engine's names."""
    names = input_type_py_to_pulumi_names(args)
    parameters = list(inspect.signature(args).parameters.values())
    required = {names[p.name] for p in parameters if p.default is inspect.Parameter.empty and p.name in names}
    return dict(input_type_types(args)), frozenset(required)


@cache
def _args_class(token: str) -> type:
    """The SDK's argument class for a type token: `hcloud:index/server:Server` has `pulumi_hcloud.ServerArgs`."""
    package, _, name = token.split(":")
    sdk = import_module(simulation(package).module)
    # An SDK names the class InitArgs where a nested type has the plain name already.
    args = getattr(sdk, f"{name}InitArgs", None) or getattr(sdk, f"{name}Args")
    if not isinstance(args, type):
        raise TypeError(f"{token} has no argument class")
    return args


def argument_names(token: str) -> frozenset[str]:
    """The names of a resource's arguments."""
    return frozenset(_fields(_args_class(token))[0])


def invalid_arguments(token: str, arguments: Mapping[str, Any]) -> list[InvalidArgument]:
    """Every argument that doesn't exist, is missing or has the wrong type.

    Args:
        token: The resource's type token.
        arguments: Plain values by the engine's names; `UNKNOWN` stands for values that aren't known yet.
    """
    return list(_invalid_object(_args_class(token), arguments, ""))


def _invalid_object(args: type, value: Mapping[str, Any], path: str) -> Iterator[InvalidArgument]:
    types, required = _fields(args)
    for name in sorted(required - value.keys()):
        yield InvalidArgument(f"{path}{name}", f"missing required argument {name!r}")
    for name, given in value.items():
        if name not in types:
            near = get_close_matches(name, types, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield InvalidArgument(f"{path}{name}", f"unknown argument {name!r}{hint}")
        else:
            yield from _invalid_value(types[name], given, f"{path}{name}")


def _invalid_value(expected: Any, value: Any, path: str) -> Iterator[InvalidArgument]:
    if value is None or value == UNKNOWN:
        return
    origin = get_origin(expected)
    if origin in {Union, UnionType}:
        # The types of values that come later are left out: the engine has waited for those values by now.
        plain = [option for option in get_args(expected) if get_origin(option) not in {Output, Awaitable}]
        options = [list(_invalid_value(option, value, path)) for option in plain if option is not type(None)]
        yield from min(options, key=len, default=[])
        return
    container, parts = _container(expected)
    if not _fits(container, value):
        yield InvalidArgument(path, f"expected {_KINDS.get(container, container.__name__)}, got {_kind(value)}")
    elif container is list:
        for index, item in enumerate(value):
            yield from _invalid_value(parts[0], item, f"{path}[{index}]")
    elif parts:
        for key, item in value.items():
            yield from _invalid_value(parts[1], item, f"{path}.{key}" if key.isidentifier() else f'{path}["{key}"]')
    elif container is dict:
        yield from _invalid_object(expected, value, f"{path}.")


def _container(expected: Any) -> tuple[type, tuple[Any, ...]]:
    """The plain type of an SDK type's values, and the types of the items in them; no item types for an object."""
    origin = get_origin(expected)
    if origin is None:
        return (dict, ()) if is_input_type(expected) else (expected, ())
    return (list if issubclass(origin, Sequence) else dict), get_args(expected)


def _fits(expected: type, value: Any) -> bool:
    # The protocol's numbers are all floats.
    return isinstance(value, float) and value.is_integer() if expected is int else isinstance(value, expected)


def _kind(value: Any) -> str:
    """What kind of value it is. The value itself is never shown, since it may be secret."""
    return _KINDS.get(type(value), "something else")
