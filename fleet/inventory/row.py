"""The base of every row of the inventory, and how a row refuses what it is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

State = Literal["created", "adopted", "registered"]
"""What becomes of a row: see `fleet.inventory.host`."""
STATES: tuple[State, ...] = ("created", "adopted", "registered")


class Row(BaseModel):
    """The base of every row: what it doesn't know it refuses, and nothing changes it once read."""

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
    found = {}
    for name, mark in fact_marks(type(row)).items():
        if state in mark.states:
            value = getattr(row, mark.attribute or name)
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


def fact_marks(model: type[Row]) -> Mapping[str, Fact]:
    """The marks of a model's fields, by field."""
    marks = {name: next((m for m in f.metadata if isinstance(m, Fact)), None) for name, f in model.model_fields.items()}
    return {name: mark for name, mark in marks.items() if mark is not None}


def refuse(what: str, write: str) -> PydanticCustomError:
    """The complaint of a type or row: what is wrong, and what to write."""
    # Both are handed over as they are: a message may hold text of the inventory, whatever characters that has.
    return PydanticCustomError("fleet", "{what}; {write}", {"what": what, "write": write})


def said_or_excused(row: Row, field: str, reason: str, value: str) -> None:
    """Hold a row to having either a field or the reason why it has none.

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
        raise refuse(f"it has both {field} and {reason}", "keep one of them")
    if not has and not excused:
        raise refuse(f"it has neither {field} nor {reason}", f"write {value}, or say why there is none")
