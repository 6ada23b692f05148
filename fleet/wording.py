"""Pydantic's errors in the words of the inventory: what is wrong, and what to write."""

from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from fleet.model import Fleet
from fleet.problems import Path

_KINDS: dict[type, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a mapping",
    type(None): "empty",
}
_MAX_SHOWN = 60


def kind(value: Any) -> str:
    """What a value is, for people: `text`, `a list`, `empty`."""
    return _KINDS.get(type(value), "a date")


def quoted(value: Any) -> str:
    """A value as it may be shown in one line."""
    text = repr(value)
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"


def nearest(word: str, known: list[str]) -> str:
    """What to write instead of an unknown word: the nearest known one, or all of them."""
    close = get_close_matches(word, known, n=1)
    return f"did you mean {close[0]!r}?" if close else "write one of " + ", ".join(sorted(known))


def _models(annotation: Any) -> list[Any]:
    """The alternatives that an annotation stands for, without its trimmings."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _models(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return [model for part in get_args(annotation) for model in _models(part)]
    return [annotation]


@cache
def fields_at(path: Path, provider: str | None) -> tuple[str, ...]:
    """The keys that a mapping at this path may have; none if its keys are free.

    Args:
        path: Where the mapping stands.
        provider: What its row says of its provider, which decides among the kinds of host.
    """
    here: list[Any] = [Fleet]
    for step in path:
        found: list[Any] = []
        for annotation in here:
            if get_origin(annotation) in (dict, list):
                found += _models(get_args(annotation)[-1])
            elif isinstance(annotation, type) and issubclass(annotation, BaseModel) and step in annotation.model_fields:
                found += _models(annotation.model_fields[step].annotation)
        here = found
    models = [model for model in here if isinstance(model, type) and issubclass(model, BaseModel)]
    chosen = [
        m
        for m in models
        if "provider" in m.model_fields and provider in get_args(m.model_fields["provider"].annotation)
    ]
    return tuple(sorted({field for model in chosen or models for field in model.model_fields}))


def words(error: ErrorDetails, path: Path, row: Any) -> tuple[str, str]:
    """What is wrong and what to write, for one of pydantic's errors.

    Args:
        error: The error.
        path: Where it is, as the file has it.
        row: The data of the row it is in.
    """
    type_, value, context = error["type"], error["input"], error.get("ctx", {})
    if type_ == "fleet":
        what, _, write = error["msg"].partition("; ")
        return what, write
    if type_ == "extra_forbidden":
        provider = row.get("provider") if isinstance(row, dict) else None
        known = fields_at(path[:-1], provider if isinstance(provider, str) else None)
        return f"unknown key {quoted(path[-1])}", nearest(str(path[-1]), list(known))
    if type_ == "missing":
        return f"{path[-1]} is missing", f"write {path[-1]}: …"
    if type_ == "literal_error":
        expected = [part.strip(" '") for part in context["expected"].replace(" or ", ", ").split(",")]
        return f"{quoted(value)} is not known", nearest(str(value), expected)
    if type_ in {"union_tag_invalid", "union_tag_not_found"}:
        expected = [word.strip(" '") for word in context.get("expected_tags", "").split(",") if word] or list(
            _providers()
        )
        missing = type_ == "union_tag_not_found"
        what = "provider is missing" if missing else f"the provider {quoted(context['tag'])} is not known"
        return what, "write one of " + ", ".join(expected) if missing else nearest(context["tag"], expected)
    return _by_type(type_, error["msg"], value, context)


def _providers() -> list[str]:
    hosts = _models(get_args(Fleet.model_fields["hosts"].annotation)[1])
    return [get_args(model.model_fields["provider"].annotation)[0] for model in hosts]


def _by_type(type_: str, message: str, value: Any, context: dict[str, Any]) -> tuple[str, str]:
    shown = (
        f"{quoted(value)} is {kind(value)}" if not isinstance(value, dict | list | None) else f"this is {kind(value)}"
    )
    wanted = {
        "string_type": "text",
        "int_type": "a whole number",
        "bool_type": "true or false",
        "list_type": "a list: [a, b]",
        "dict_type": "a mapping of names to rows",
        "model_type": "a mapping of fields",
        "model_attributes_type": "a mapping of fields",
    }.get(type_)
    if wanted:
        quotes = ", in quotes" if type_ == "string_type" and not isinstance(value, dict | list | None) else ""
        return shown, f"write {wanted}{quotes}"
    if type_ == "string_pattern_mismatch":
        slash = "/" in context["pattern"]
        how = (
            "write it as owner/name"
            if slash
            else "use lower-case letters, digits and dashes, beginning with a letter or digit"
        )
        return f"{quoted(value)} is not a name that can be used here", how
    limits = {"string_too_short": "write something, or leave the key out", "string_too_long": "shorten it"}
    return f"{quoted(value)}: {message[:1].lower()}{message[1:]}", limits.get(type_, "write a value that fits")
