"""Pydantic's validation errors as mistakes: located in the inventory, with what is wrong and what to write instead.

Example: `extra_forbidden` at `("hosts", "www", "linode", "sise")` becomes `unknown key 'sise'; did you mean 'size'?` at
`("hosts", "www", "sise")`.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from fleet.inventory.errors.mistyped import ROWS, mistyped
from fleet.inventory.errors.problems import Mistake, Path, quoted
from fleet.inventory.errors.suggestions import instead, nearest
from fleet.inventory.model import fleet_model, host_providers

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list, like [a, b]",
    "dict_type": ROWS,
    "model_type": "fields, like {name: value}",
    "model_attributes_type": "fields, like {name: value}",
}
_MISSING = "this is missing"
_KEY = "[key]"
"""What pydantic's location ends in where a mapping's key is the mistake."""


def mistakes(errors: Iterable[ErrorDetails]) -> list[Mistake]:
    """Pydantic's errors as mistakes: where each is, what is wrong and what to write."""
    every = [mistake for error in errors for mistake in _mistakes(error)]
    # A key that is only misspelt is not missing too.
    misspelt = {mistake.meant for mistake in every if mistake.at_key}
    return [mistake for mistake in every if mistake.what != _MISSING or mistake.path not in misspelt]


def _mistakes(error: ErrorDetails) -> Iterator[Mistake]:
    type_, value, loc = error["type"], error["input"], error["loc"]
    path: Path = loc
    provider = None
    if loc[0] == "hosts" and loc[2:]:
        # Pydantic's location names the kind of host that was chosen, which is no key of the inventory.
        provider, path = str(loc[2]), (*loc[:2], *loc[3:])
    if type_ == "extra_forbidden":
        yield _unknown(path, provider)
    elif type_ == "missing":
        yield Mistake(path, _MISSING, f"write {path[-1]}: …")
    elif type_ in {"union_tag_not_found", "union_tag_invalid"}:
        # Without a provider no other field was looked at.
        yield from (_unknown((*path, key), None) for key in value if key not in fields_at(path, None))
        path = (*path, "provider")
        if type_ == "union_tag_invalid":
            yield Mistake(path, *_unlisted(value["provider"], host_providers()))
        else:
            yield Mistake(path, _MISSING, "write provider: …, one of " + ", ".join(host_providers()))
    else:
        at_key = loc[-1] == _KEY
        path = path[:-1] if at_key and path[-1] == _KEY else path
        yield Mistake(path, *_explained(type_, error["msg"], value, error.get("ctx", {})), at_key=at_key)


def _unknown(path: Path, provider: str | None) -> Mistake:
    allowed = fields_at(path[:-1], provider)
    meant = nearest(path[-1], allowed)
    leads = () if meant is None else (*path[:-1], meant)
    return Mistake(path, f"unknown key {quoted(path[-1])}", instead(meant, allowed), at_key=True, meant=leads)


def _explained(type_: str, message: str, value: Any, context: dict[str, Any]) -> tuple[str, str]:
    """What is wrong and what to write, by pydantic's type of error."""
    if type_ in _WANTED:
        return mistyped(value, _WANTED[type_])
    match type_:
        case "fleet":
            explained = context["what"], context["write"]
        case "literal_error":
            words = context["expected"].replace(" or ", ",").split(",")
            explained = _unlisted(value, [word.strip(" '") for word in words])
        case "string_too_short" | "too_short":
            explained = "this is empty", "write something, or leave the key out"
        case "string_too_long":
            explained = f"this has {len(value)} characters", f"write {context['max_length']} at most"
        case "too_long":
            explained = f"this has {len(value)} items", f"write {context['max_length']} at most"
        case "greater_than_equal":
            explained = f"{quoted(value)} is too small", f"write {context['ge']} or more"
        case "less_than_equal":
            explained = f"{quoted(value)} is too large", f"write {context['le']} at most"
        case _:
            explained = f"{quoted(value)} does not fit: {message}", "write what the schema says"
    return explained


def _unlisted(value: Any, words: list[str]) -> tuple[str, str]:
    """What is wrong and what to write where a value is none of the few that may stand there."""
    if isinstance(value, str):
        return f"{quoted(value)} is not known here", instead(nearest(value, words), words)
    return mistyped(value, "one of " + ", ".join(sorted(words)))


def fields_at(path: Path, provider: str | None) -> tuple[str, ...]:
    """The keys that a mapping at this path may have. Empty if it may have any, like `hosts`.

    Args:
        path: Where the mapping stands.
        provider: What its row says of its provider, which decides among the kinds of host.
    """
    return _fields_at(fleet_model(), path, provider)


@lru_cache(maxsize=1024)
def _fields_at(model: type[BaseModel], path: Path, provider: str | None) -> tuple[str, ...]:
    here: list[Any] = [model]
    for step in path:
        annotations_below: list[Any] = []
        for annotation in here:
            if get_origin(annotation) in (dict, list):
                annotations_below += _alternatives(get_args(annotation)[-1])
            elif _is_model(annotation) and step in annotation.model_fields:
                annotations_below += _alternatives(annotation.model_fields[step].annotation)
        here = annotations_below
    models = [model for model in here if _is_model(model)]
    chosen = [model for model in models if provider is None or _provider(model) in {provider, None}]
    return tuple(sorted({field for model in chosen for field in model.model_fields}))


def _provider(model: type[BaseModel]) -> str | None:
    field = model.model_fields.get("provider")
    return get_args(field.annotation)[0] if field else None


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _alternatives(annotation: Any) -> list[Any]:
    """The alternatives that an annotation stands for, without its trimmings."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [model for part in get_args(annotation) for model in _alternatives(part)]
    return [annotation]
