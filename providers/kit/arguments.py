"""Checks a resource's arguments field by field. In a preview some values may not be known yet."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticUndefined, to_jsonable_python

from providers.kit.model import LEFT, REPLACES, SECRET, UNORDERED, Arguments, engine_name, is_marked, marked
from providers.kit.resource import InvalidArgument, Resource
from providers.kit.values import Properties, has_unknown


def checked(resource: Resource[Any, Any], given: Mapping[str, Any]) -> tuple[Properties, list[InvalidArgument]]:
    """Fill in the defaults of a resource's arguments and find every invalid one.

    Unknown values are left as they are. Rules about several fields are applied only once all are known, unless the
    resource has `accepts_unknowns`.

    Returns:
        The arguments with defaults, and the invalid ones, each by the engine's name of its field.
    """
    unknown = frozenset(name for name, value in given.items() if has_unknown(value))
    model = resource.arguments
    try:
        # An unknown value is a marker text: valid for a text field, and not an error for any other.
        arguments = model.model_validate(given)
        if unknown and not resource.accepts_unknowns:
            return arguments.plain(), []
        arguments = resource.complete(arguments)
    except ValidationError as error:
        return {**_defaults(model), **given}, _invalid_arguments(model, error, unknown)
    invalid = (InvalidArgument(_engine_name(model, each.field), each.reason) for each in resource.validate(arguments))
    return arguments.plain(), [each for each in invalid if each.field not in unknown]


def differences(model: type[Arguments], old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """The fields that differ between a state and checked arguments, each with the protocol's kind of difference.

    The kinds are ADD, UPDATE and DELETE, with `_REPLACE` at the end for a field that can't change in place. Example:
    `{"url": "UPDATE", "type": "UPDATE_REPLACE"}`.
    """
    kinds = {}
    for name, field in model.model_fields.items():
        key = engine_name(name, field)
        before, after = old.get(key), new.get(key)
        if is_marked(field, UNORDERED):
            before, after = _sorted(before), _sorted(after)
        if before != after and not (after is None and is_marked(field, LEFT)):
            kind = "ADD" if before is None else "DELETE" if after is None else "UPDATE"
            kinds[key] = f"{kind}_REPLACE" if is_marked(field, REPLACES) else kind
    return kinds


def in_recorded_order(model: type[Arguments], read: Properties, recorded: Mapping[str, Any]) -> Properties:
    """The properties that a read gave, with unordered lists in the order that the state has.

    Otherwise a refresh would report a change where a service only lists the same items in another order.
    """
    unordered = marked(model, UNORDERED)
    same = {name for name in unordered & recorded.keys() if _sorted(read.get(name)) == _sorted(recorded[name])}
    return {name: recorded[name] if name in same else value for name, value in read.items()}


def load(model: type[Arguments], properties: Mapping[str, Any]) -> Any:
    """The arguments among a state's properties. Those that only a newer version of the provider has are left out."""
    names = {engine_name(name, field) for name, field in model.model_fields.items()}
    return model.model_validate({name: value for name, value in properties.items() if name in names})


def validation_message(error: ValidationError) -> str:
    """Every reason of a validation error, by field. Values are left out, since they may be secret."""
    errors = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, each['loc']))}: {_lower(each['msg'])}" for each in errors)


def _sorted(value: Any) -> Any:
    return sorted(value, key=_sort_key) if isinstance(value, list) else value


def _sort_key(value: Any) -> str:
    """A text that is the same for equal values: the protocol turns integers into floats, and reorders objects."""
    return json.dumps(json.loads(json.dumps(value), parse_int=float), sort_keys=True)


def _defaults(model: type[Arguments]) -> Properties:
    """The defaults of arguments that are left out, except those that follow from other arguments."""
    optional = {engine_name(name, field): field.default for name, field in model.model_fields.items()}
    given = {name: value for name, value in optional.items() if value not in (None, PydanticUndefined)}
    defaults: Properties = to_jsonable_python(given, by_alias=True, exclude_none=True)
    return defaults


def _engine_name(model: type[Arguments], name: str) -> str:
    return engine_name(name, model.model_fields[name])


def _invalid_arguments(
    model: type[Arguments], error: ValidationError, unknown: frozenset[str]
) -> list[InvalidArgument]:
    invalid, secrets = [], marked(model, SECRET)
    for each in error.errors(include_url=False, include_input=False):
        top, *rest = each["loc"] or ("",)
        if top in unknown:
            continue
        # Even the names inside a secret may reveal it.
        parts = [] if top in secrets else rest
        path = "".join((str(top), *(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)))
        if each["type"] == "extra_forbidden":
            names = ", ".join(sorted(engine_name(name, field) for name, field in model.model_fields.items()))
            invalid.append(
                InvalidArgument(
                    path, f"there is no such argument, but {names}" if not rest else "there is no such field"
                )
            )
        else:
            reason = "this is missing" if each["type"] == "missing" else _lower(each["msg"])
            invalid.append(InvalidArgument(path, reason))
    return invalid


def _lower(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].lower() + message[1:]
