"""The classes that a provider subclasses: resources, functions, settings and the package that holds them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from providers.kit.model import Arguments, Mark, Outputs, is_marked

ArgumentsT = TypeVar("ArgumentsT", bound=Arguments)
OutputsT = TypeVar("OutputsT", bound=Outputs)


class RefusalError(Exception):
    """A request is refused. The text gives the reason and the remedy, and contains no secret."""


class InvalidArgument(NamedTuple):
    """An argument that is refused: its field's name (snake_case), and the reason with what to write instead."""

    field: str
    reason: str


@dataclass(frozen=True)
class Object(Generic[ArgumentsT, OutputsT]):
    """An object as the service has it."""

    id: str
    arguments: ArgumentsT
    outputs: OutputsT


class Resource(ABC, Generic[ArgumentsT, OutputsT]):
    """One kind of object. The class docstring is its description in the schema and the SDK.

    Args:
        connection: What the settings' `connect` returned.
    """

    noun: ClassVar[str]
    """What people call one, in messages. What they call an argument is its field's `title`."""
    arguments: ClassVar[type[Arguments]]
    outputs: ClassVar[type[Outputs]] = Outputs
    import_id: ClassVar[str] = "its id"
    """The id that `pulumi import` takes, for the documentation."""
    accepts_unknowns: ClassVar[bool] = False
    """Whether `complete` and `validate` accept `UNKNOWN` in place of a text. Reasons about such fields are dropped."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def complete(self, arguments: ArgumentsT) -> ArgumentsT:
        """Fill in defaults that follow from other arguments."""
        return arguments

    def validate(self, arguments: ArgumentsT) -> Iterator[InvalidArgument]:
        """The invalid arguments that the model alone can't find. Called in previews, before anything is changed."""
        del arguments
        return iter(())

    @abstractmethod
    def create(self, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """Create an object, or find the one that an interrupted run created."""

    @abstractmethod
    def read(self, id_: str, recorded: ArgumentsT | None) -> Object[ArgumentsT, OutputsT] | None:
        """The object as it is now; None if it is gone.

        Args:
            id_: Its id.
            recorded: Its arguments in the state, for what no read returns; None when it is imported.
        """

    @abstractmethod
    def update(self, id_: str, old: ArgumentsT, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """Change an object in place."""

    @abstractmethod
    def delete(self, id_: str, old: ArgumentsT) -> None:
        """Delete an object. That it is gone already is no error."""


class Function(ABC):
    """A function that looks something up and changes nothing. The class docstring is its description."""

    name: ClassVar[str]
    arguments: ClassVar[type[Arguments]]
    outputs: ClassVar[type[Outputs]]

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @abstractmethod
    def answer(self, arguments: Any) -> Outputs:
        """Look it up."""


@dataclass(frozen=True)
class Package:
    """A provider: its name, settings, resources and functions.

    `name` is as in `pulumi-resource-NAME`, and `title` what people call the service.
    """

    name: str
    title: str
    version: str
    description: str
    settings: "type[Settings]"
    resources: tuple[type[Resource[Any, Any]], ...]
    functions: tuple[type[Function], ...] = ()

    def token(self, name: str) -> str:
        """The type token of a resource or function."""
        return f"{self.name}:index:{name}"


class Settings(Arguments):
    """A provider's settings: each from Pulumi's config, else from its environment variable."""

    variables: ClassVar[dict[str, str]] = {}
    """The environment variable of each field."""

    @classmethod
    def variables_of(cls, mark: Mark) -> tuple[str, ...]:
        """The environment variables of the settings that have a mark, in the order of the fields."""
        marked = (name for name, field in cls.model_fields.items() if is_marked(field, mark))
        return tuple(cls.variables[name] for name in marked)

    def connect(self, runtime: Any) -> Any:
        """The connection that resources and functions share. It sends no request yet."""
        raise NotImplementedError
