"""What a kind of object can do, in terms of models."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from providers.kit.model import Arguments, Mark, Outputs, is_marked

ArgumentsT = TypeVar("ArgumentsT", bound=Arguments)
OutputsT = TypeVar("OutputsT", bound=Outputs)


class RefusalError(Exception):
    """Something can't be done; the text says why and what to do, and names no secret."""


class Wrong(NamedTuple):
    """What is wrong with an argument: its name inside (snake_case), and why with what to write instead."""

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
        connection: What the package's `connect` made.
    """

    arguments: ClassVar[type[Arguments]]
    outputs: ClassVar[type[Outputs]] = Outputs
    import_id: ClassVar[str] = "its id"
    """What an import names, for the documentation."""
    checks_early: ClassVar[bool] = False
    """Whether `complete` and `wrong` can do with `UNKNOWN` in the place of a text; what they say of it is left out."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def complete(self, arguments: ArgumentsT) -> ArgumentsT:
        """Fill in defaults that follow from other arguments."""
        return arguments

    def wrong(self, arguments: ArgumentsT) -> Iterator[Wrong]:
        """What is wrong beyond what the model can say, before anything is called."""
        del arguments
        return iter(())

    @abstractmethod
    def create(self, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """Make one, or find the one that an interrupted run made."""

    @abstractmethod
    def read(self, id_: str, known: ArgumentsT | None) -> Object[ArgumentsT, OutputsT] | None:
        """What is there now; none if it is gone.

        Args:
            id_: Which.
            known: What it was given last; none when it is imported.
        """

    @abstractmethod
    def update(self, id_: str, old: ArgumentsT, arguments: ArgumentsT) -> Object[ArgumentsT, OutputsT]:
        """Change one in place."""

    @abstractmethod
    def delete(self, id_: str, old: ArgumentsT) -> None:
        """Remove one; that it is gone already is no error."""


class Function(ABC):
    """A question about what is there. The class docstring is its description."""

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
    """A provider and what it can manage.

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
    """By field, the environment variable."""

    @classmethod
    def variables_of(cls, mark: Mark) -> tuple[str, ...]:
        """The environment variables of the settings that bear a mark, in their order."""
        marked = (name for name, field in cls.model_fields.items() if is_marked(field, mark))
        return tuple(cls.variables[name] for name in marked)

    def connect(self, runtime: Any) -> Any:
        """What resources are given to work with; it asks nothing yet."""
        raise NotImplementedError
