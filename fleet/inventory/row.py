"""The base of every row of the inventory, and the error that a row or field type raises."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

State = Literal["created", "adopted", "registered"]
"""What becomes of a row: see `fleet.inventory.host`."""
STATES: tuple[State, ...] = ("created", "adopted", "registered")


class Row(BaseModel):
    """The base of every row: it allows no unknown key, and never changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


@dataclass(frozen=True)
class Fact:
    """Marks a field that a plan and the stack's outputs show, as in `Annotated[str | None, Fact()]`.

    `attribute` is the row's attribute with the value that takes effect, where that isn't the field itself; `states` are
    the states of a row in which it has an effect. `consequence` says what a change does to a running machine, where
    that is the same at every provider.
    """

    attribute: str | None = None
    states: tuple[State, ...] = STATES
    consequence: str = ""


def facts_of(row: Row, state: State) -> dict[str, Any]:
    """The marked fields of a row that have an effect in a state, by name: `{"size": "cx23", "firewall": ["web"]}`."""
    facts = {}
    for name, mark in fact_marks(type(row)).items():
        if state in mark.states:
            value = getattr(row, mark.attribute or name)
            facts[name] = list(value) if isinstance(value, tuple) else value
    return facts


def fact_marks(model: type[Row]) -> Mapping[str, Fact]:
    """The marks of a model's fields, by field."""
    marks = {name: next((m for m in f.metadata if isinstance(m, Fact)), None) for name, f in model.model_fields.items()}
    return {name: mark for name, mark in marks.items() if mark is not None}


def mistake(what: str, write: str) -> PydanticCustomError:
    """The error that a validator raises, for `validation.model_errors` to locate.

    Example: `raise mistake("icmp has no ports", "leave port out")`.
    """
    # As context and not in the template, as they may quote text of the inventory, braces included.
    return PydanticCustomError("fleet", "{what}; {write}", {"what": what, "write": write})


def require_field_or_reason(row: Row, field: str, reason: str, value: str) -> None:
    """Require either a field or the reason why it is missing, such as `email` or `email_missing`.

    Args:
        row: The row.
        field: The field.
        reason: The other field, which says why there is none.
        value: What the field holds, for people.

    Raises:
        PydanticCustomError: It has both or neither.
    """
    has, excused = getattr(row, field) is not None, getattr(row, reason) is not None
    if has and excused:
        raise mistake(f"it has both {field} and {reason}", "keep one of them")
    if not has and not excused:
        raise mistake(f"it has neither {field} nor {reason}", f"write {value}, or say why there is none")
