"""The base of every row of the inventory, and the error that a row or field type raises."""

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Row(BaseModel):
    """The base of every row: it allows no unknown key, and never changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def mistake(what: str, write: str) -> PydanticCustomError:
    """The error that a validator raises, for `errors.model_errors` to locate.

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
