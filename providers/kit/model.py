"""Base models of a resource's arguments and outputs. Schema, SDK and checks are made from their fields."""

from typing import Any, Final, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

Mark: TypeAlias = Literal["replaces", "secret", "unordered", "left", "login", "address"]

REPLACES: Final[Mark] = "replaces"
"""Marks a field that can't change in place: another value replaces the object."""
SECRET: Final[Mark] = "secret"  # noqa: S105 # the name of a mark
"""Marks a field whose value is encrypted in the state and never shown."""
UNORDERED: Final[Mark] = "unordered"
"""Marks a list whose order has no meaning: the same items in another order are no difference."""
LEFT: Final[Mark] = "left"
"""Marks a field that is left as it is where it isn't given: no value is no difference from any."""
LOGIN: Final[Mark] = "login"
"""Marks a provider's setting that is needed to log in."""
ADDRESS: Final[Mark] = "address"
"""Marks the provider's setting that holds the service's address."""


class Model(BaseModel):
    """A frozen model whose fields have Python's names in the provider and the engine's (camelCase) in the protocol."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="forbid",
        frozen=True,
        # An invalid value may be a secret.
        hide_input_in_errors=True,
    )

    def plain(self) -> dict[str, Any]:
        """The fields that are set, as plain data by the engine's names."""
        return self.model_dump(by_alias=True, exclude_none=True, mode="json")


class Arguments(Model):
    """The arguments of a resource or function. An unknown key is an error."""


class Outputs(Model):
    """The outputs of a resource that only the service determines."""


class Answer(BaseModel):
    """A service's answer. Unknown fields are ignored, since a service may add some any day."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


def is_marked(field: FieldInfo, mark: Mark) -> bool:
    """Whether a field has a mark, as in `Annotated[str, SECRET]`."""
    return mark in field.metadata


def marked(model: type[BaseModel], mark: Mark) -> frozenset[str]:
    """The engine's names of the fields that have a mark."""
    return frozenset(engine_name(name, field) for name, field in model.model_fields.items() if is_marked(field, mark))


def engine_name(name: str, field: FieldInfo) -> str:
    """The engine's name of a field: `friendlyName` for `friendly_name`."""
    return field.alias or name
