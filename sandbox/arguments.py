"""A resource's arguments as the installed SDK types them, and what is wrong with those that a program gives."""

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
    """An argument the real plugin would refuse; `path` is as the engine writes property paths."""

    path: str
    reason: str


@cache
def _fields(args: type) -> tuple[dict[str, Any], frozenset[str]]:
    """The type of each field of an argument class, and those that must be given; names as the engine has them."""
    names = input_type_py_to_pulumi_names(args)
    parameters = list(inspect.signature(args).parameters.values())
    required = {names[p.name] for p in parameters if p.default is inspect.Parameter.empty and p.name in names}
    return dict(input_type_types(args)), frozenset(required)


@cache
def _args_class(token: str) -> type:
    """The SDK's argument class for a type token: `hcloud:index/server:Server` has `pulumi_hcloud.ServerArgs`."""
    package, _, name = token.split(":")
    sdk = import_module(simulation(package).module)
    # An SDK says InitArgs where a nested type has the plain name already.
    found = getattr(sdk, f"{name}InitArgs", None) or getattr(sdk, f"{name}Args")
    if not isinstance(found, type):
        raise TypeError(f"{token} has no argument class")
    return found


def argument_names(token: str) -> frozenset[str]:
    """The names of a resource's arguments."""
    return frozenset(_fields(_args_class(token))[0])


def wrong_arguments(token: str, arguments: Mapping[str, Any]) -> list[InvalidArgument]:
    """Every argument that is unknown, missing or of the wrong type.

    Args:
        token: The resource's type token.
        arguments: Plain values by the engine's names; `UNKNOWN` stands for what isn't known yet.
    """
    return list(_wrong_object(_args_class(token), arguments, ""))


def _wrong_object(args: type, value: Mapping[str, Any], path: str) -> Iterator[InvalidArgument]:
    types, required = _fields(args)
    for name in sorted(required - value.keys()):
        yield InvalidArgument(f"{path}{name}", f"missing required argument {name!r}")
    for name, given in value.items():
        if name not in types:
            near = get_close_matches(name, types, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            yield InvalidArgument(f"{path}{name}", f"unknown argument {name!r}{hint}")
        else:
            yield from _wrong_value(types[name], given, f"{path}{name}")


def _wrong_value(expected: Any, value: Any, path: str) -> Iterator[InvalidArgument]:
    if value is None or value == UNKNOWN:
        return
    origin = get_origin(expected)
    if origin in {Union, UnionType}:
        # The SDK also lets a program give a value that comes later; the engine has waited for it by now.
        now = [option for option in get_args(expected) if get_origin(option) not in {Output, Awaitable}]
        options = [list(_wrong_value(option, value, path)) for option in now if option is not type(None)]
        yield from min(options, key=len, default=[])
        return
    container, parts = _container(expected)
    if not _fits(container, value):
        yield InvalidArgument(path, f"expected {_KINDS.get(container, container.__name__)}, got {_shown(value)}")
    elif container is list:
        for index, item in enumerate(value):
            yield from _wrong_value(parts[0], item, f"{path}[{index}]")
    elif parts:
        for key, item in value.items():
            yield from _wrong_value(parts[1], item, f"{path}.{key}" if key.isidentifier() else f'{path}["{key}"]')
    elif container is dict:
        yield from _wrong_object(expected, value, f"{path}.")


def _container(expected: Any) -> tuple[type, tuple[Any, ...]]:
    """The plain type that values of an SDK's type have, and the types of what is in them; none for an object's."""
    origin = get_origin(expected)
    if origin is None:
        return (dict, ()) if is_input_type(expected) else (expected, ())
    return (list if issubclass(origin, Sequence) else dict), get_args(expected)


def _fits(expected: type, value: Any) -> bool:
    # The protocol's numbers are all floats.
    return isinstance(value, float) and value.is_integer() if expected is int else isinstance(value, expected)


def _shown(value: Any) -> str:
    """A value's kind; never the value, which may be secret."""
    return _KINDS.get(type(value), "something else")
