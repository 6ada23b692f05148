"""The base of every row of the inventory, and how a row refuses what it is given."""

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Row(BaseModel):
    """The base of every row: what it doesn't know it refuses, and nothing changes it once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


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
