"""The base of every row of the inventory."""

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Row(BaseModel):
    """The base of every row: what it doesn't know it refuses, and nothing changes it once read."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def refuse(words: str) -> PydanticCustomError:
    """A row's own complaint: what is wrong, and after a semicolon what to write; without braces."""
    return PydanticCustomError("fleet", words)
