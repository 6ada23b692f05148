"""What a program gives a resource, checked field by field: some of it may be known only once the program runs."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import PydanticUndefined, to_jsonable_python

from providers.kit.model import REPLACES, SECRET, UNORDERED, Arguments, is_marked, marked, outside
from providers.kit.resource import Resource, Wrong
from providers.kit.values import Properties, has_unknown


def checked(resource: Resource[Any, Any], given: Mapping[str, Any]) -> tuple[Properties, list[Wrong]]:
    """Arguments with their defaults, and what is wrong with them, each by the engine's name of its field.

    What is unknown yet is left as it is; rules about several fields wait until all are known, unless the resource
    says that its own can do without.
    """
    unknown = frozenset(name for name, value in given.items() if has_unknown(value))
    model = resource.arguments
    try:
        # What is unknown is text until it is known: good where text is wanted, and no mistake elsewhere.
        arguments = model.model_validate(given)
        if unknown and not resource.checks_early:
            return arguments.plain(), []
        arguments = resource.complete(arguments)
    except ValidationError as error:
        return {**_defaults(model), **given}, _failures(model, error, unknown)
    found = (Wrong(_outside(model, wrong.field), wrong.reason) for wrong in resource.wrong(arguments))
    return arguments.plain(), [wrong for wrong in found if wrong.field not in unknown]


def differences(model: type[Arguments], old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, str]:
    """The fields that differ between a state and checked arguments, each with the protocol's word for how.

    A field that can't change in place has the word with `_REPLACE`.
    """
    found = {}
    for name, field in model.model_fields.items():
        key = outside(name, field)
        before, after = old.get(key), new.get(key)
        if is_marked(field, UNORDERED):
            before, after = _sorted(before), _sorted(after)
        if before != after:
            word = "ADD" if before is None else "DELETE" if after is None else "UPDATE"
            found[key] = f"{word}_REPLACE" if is_marked(field, REPLACES) else word
    return found


def in_known_order(model: type[Arguments], found: Properties, known: Mapping[str, Any]) -> Properties:
    """What was found, with each list whose order means nothing in the order that is known, if it is the same list."""
    unordered = marked(model, UNORDERED)
    same = {name for name in unordered & known.keys() if _sorted(found.get(name)) == _sorted(known[name])}
    return {name: known[name] if name in same else value for name, value in found.items()}


def load(model: type[Arguments], properties: Mapping[str, Any]) -> Any:
    """The arguments among a state's properties; what a newer version of the provider knew is left out."""
    names = {outside(name, field) for name, field in model.model_fields.items()}
    return model.model_validate({name: value for name, value in properties.items() if name in names})


def failures(error: ValidationError) -> str:
    """What is wrong with something, by field and without a value, which may be secret."""
    found = error.errors(include_url=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {_lower(one['msg'])}" for one in found)


def _sorted(value: Any) -> Any:
    return sorted(value, key=_form) if isinstance(value, list) else value


def _form(value: Any) -> str:
    """A form that is the same for equal values: the protocol has other numbers, and its objects no order."""
    return json.dumps(json.loads(json.dumps(value), parse_int=float), sort_keys=True)


def _defaults(model: type[Arguments]) -> Properties:
    """What is taken for arguments that are left out, where that doesn't follow from others."""
    optional = {outside(name, field): field.default for name, field in model.model_fields.items()}
    found = {name: value for name, value in optional.items() if value not in (None, PydanticUndefined)}
    told: Properties = to_jsonable_python(found, by_alias=True, exclude_none=True)
    return told


def _outside(model: type[Arguments], name: str) -> str:
    return outside(name, model.model_fields[name])


def _failures(model: type[Arguments], error: ValidationError, unknown: frozenset[str]) -> list[Wrong]:
    found, secrets = [], marked(model, SECRET)
    for one in error.errors(include_url=False, include_input=False):
        top, *rest = one["loc"] or ("",)
        if top in unknown:
            continue
        # Even the names within a secret may tell of it.
        parts = [] if top in secrets else rest
        path = "".join((str(top), *(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)))
        if one["type"] == "extra_forbidden":
            names = ", ".join(sorted(outside(name, field) for name, field in model.model_fields.items()))
            found.append(
                Wrong(path, f"there is no such argument, but {names}" if not rest else "there is no such field")
            )
        else:
            found.append(Wrong(path, "this is missing" if one["type"] == "missing" else _lower(one["msg"])))
    return found


def _lower(words: str) -> str:
    words = words.removeprefix("Value error, ")
    return words[:1].lower() + words[1:]
