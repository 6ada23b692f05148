"""Models of what a resource is given and what it tells: one list of fields, from which all else is made."""

from typing import Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

Mark: TypeAlias = Literal["replaces", "secret", "unordered", "login", "address"]

REPLACES: Final[Mark] = "replaces"
"""Marks a field that can't change in place: another value makes another object."""
SECRET: Final[Mark] = "secret"  # noqa: S105 # the name of a mark
"""Marks a field whose value is encrypted in the state and never shown."""
UNORDERED: Final[Mark] = "unordered"
"""Marks a list whose order means nothing."""
LOGIN: Final[Mark] = "login"
"""Marks a provider's setting without which the service can't be asked anything."""
ADDRESS: Final[Mark] = "address"
"""Marks the provider's setting that says where the service is."""


class Model(BaseModel):
    """A frozen model whose fields have the engine's names (camelCase) outside and Python's inside."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="forbid",
        frozen=True,
        # What is wrong may be a secret.
        hide_input_in_errors=True,
    )

    def plain(self) -> dict[str, Any]:
        """As plain data by the engine's names, without what is not set."""
        return self.model_dump(by_alias=True, exclude_none=True, mode="json")


class Arguments(Model):
    """What a resource or function is given. An unknown key is an error."""


class Outputs(Model):
    """What only the service behind a resource knows."""


class Answer(BaseModel):
    """What a service answers: fields that it adds one day are no error."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


def is_marked(field: FieldInfo, mark: Mark) -> bool:
    """Whether a field bears a mark, as in `Annotated[str, SECRET]`."""
    return mark in field.metadata


def marked(model: type[BaseModel], mark: Mark) -> frozenset[str]:
    """The engine's names of the fields that bear a mark."""
    return frozenset(outside(name, field) for name, field in model.model_fields.items() if is_marked(field, mark))


def outside(name: str, field: FieldInfo) -> str:
    """The engine's name of a field."""
    return field.alias or name
