"""Every field that an inventory may have, as a page of Markdown tables: made from the models, so that it is true."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from fleet.inventory.fleet import Fleet
from fleet.inventory.host import HostRow
from fleet.inventory.model import fleet_model
from fleet.inventory.row import Row, fact_marks
from fleet.registry import hostings

_HEAD = """\
# Fields

<!-- Written by `python -m fleet schema --markdown` from the models; do not edit. -->

Every field of every row. [inventory.md](inventory.md) says how they go together.
"""
_COLUMNS = "| field | what it says | value | default | when it changes |\n| --- | --- | --- | --- | --- |"


_PLAIN = {str: "text", int: "a number", float: "a number", bool: "true or false", date: "a date"}


def fields_page() -> str:
    """The page, with the rows of every provider that is registered."""
    parts = [_HEAD, _table("The inventory", fleet_model())]
    shown: set[str] = {Fleet.__name__}
    parts.append(_table("Every host", HostRow))
    for key, provider in hostings().items():
        if provider.host:
            own = provider.host.model_fields.keys() - HostRow.model_fields.keys()
            parts.append(_table(f"Hosts at {provider.title} (`{key}`)", provider.host, own, provider.consequences))
            shown.add(provider.host.__name__)
    for model in row_models(fleet_model()):
        if model.__name__ not in shown:
            shown.add(model.__name__)
            parts.append(_table(_spaced(model.__name__), model))
    return "\n".join(parts)


def _table(title: str, model: type[Row], only: Any = None, consequences: Any = None) -> str:
    marks = fact_marks(model)
    rows = []
    for name, field in model.model_fields.items():
        if only is None or name in only:
            change = (consequences or {}).get(name) or (marks[name].consequence if name in marks else "")
            rows.append(
                f"| `{name}` | {field.description or ''} | {_kind(field.annotation)} | {_default(field)} | {change} |"
            )
    about = (model.__doc__ or "").strip().partition("\n")[0]
    return f"\n## {title}\n\n{about}\n\n" + (
        f"{_COLUMNS}\n" + "\n".join(rows) + "\n" if rows else "No fields of its own.\n"
    )


def row_models(model: type[BaseModel]) -> Iterator[type[Any]]:
    """The models of rows within a model, each once, in the order in which they are met."""
    left, seen = [model], {model}
    while left:
        for field in left.pop(0).model_fields.values():
            for row_model in _within(field.annotation):
                if row_model not in seen and not issubclass(row_model, HostRow):
                    seen.add(row_model)
                    left.append(row_model)
                    yield row_model


def _within(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _within(part)


def _kind(annotation: Any) -> str:
    """What may stand there, in a few words."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(args[0])
    if origin in (Union, UnionType):
        return ", ".join(dict.fromkeys(_kind(part) for part in args if part is not type(None)))
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in args)
    if origin is not None:
        return f"a list of {_kind(args[0])}" if origin is list else f"{_kind(args[1])} by name"
    return _PLAIN.get(annotation, "fields")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "has to be there"
    value = field.default
    if value is PydanticUndefined or value is None or value in ([], {}) or isinstance(value, BaseModel | Enum):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"`{value}`" if not isinstance(value, list) else ", ".join(f"`{item}`" for item in value)


def _spaced(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() and index else letter for index, letter in enumerate(name))
