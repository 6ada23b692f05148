"""A package with one of everything, whose service is a dictionary."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import Field

from providers.kit.model import LOGIN, REPLACES, SECRET, UNORDERED, Arguments, Outputs
from providers.kit.resource import Function, InvalidArgument, Object, Package, RefusalError, Resource, Settings
from providers.kit.runtime import Runtime


class Part(Arguments):
    """A part of a thing."""

    name: str = Field(description="What it is called")
    weight: int = Field(1, ge=0, description="Grams")


class ThingArguments(Arguments):
    """What a thing is to be."""

    name: str = Field(min_length=1, max_length=10, description="What it is called")
    place: Annotated[str, REPLACES] = Field("here", description="Where it is")
    pass_word: Annotated[str | None, SECRET] = Field(None, description="Who knows it may use it")
    tags: Annotated[list[str], UNORDERED] = Field([], description="In any order")
    steps: list[str] = Field([], description="In this order")
    parts: Annotated[list[Part], UNORDERED] = Field([], description="What it is made of")
    size: float | None = Field(None, description="Metres; by default as long as its name")


class ThingOutputs(Outputs):
    """What only the service knows."""

    address: str = Field(description="Where it is found")
    token: Annotated[str, SECRET] = Field(description="What it answers to")


class World:
    """The service."""

    def __init__(self, key: str, runtime: Runtime) -> None:
        self.key, self.runtime = key, runtime
        self.things: dict[str, dict[str, Any]] = {}


class Thing(Resource[ThingArguments, ThingOutputs]):
    """Something."""

    arguments = ThingArguments
    outputs = ThingOutputs
    connection: World

    def complete(self, arguments: ThingArguments) -> ThingArguments:
        if arguments.size is not None:
            return arguments
        return arguments.model_copy(update={"size": float(len(arguments.name))})

    def validate(self, arguments: ThingArguments) -> Iterator[InvalidArgument]:
        if arguments.pass_word == arguments.name:
            yield InvalidArgument("pass_word", "it is the name; write another")
        if arguments.place == "nowhere":
            yield InvalidArgument("place", "nothing is nowhere; write here or there")

    def create(self, arguments: ThingArguments) -> Object[ThingArguments, ThingOutputs]:
        if arguments.name == "slow":
            self.connection.runtime.wait(600)
        if arguments.name == "refused":
            raise RefusalError("the service says no")
        id_ = str(len(self.connection.things) + 1)
        self.connection.things[id_] = arguments.plain()
        return self._object(id_)

    def read(self, id_: str, recorded: ThingArguments | None) -> Object[ThingArguments, ThingOutputs] | None:
        del recorded
        return self._object(id_) if id_ in self.connection.things else None

    def update(self, id_: str, old: ThingArguments, arguments: ThingArguments) -> Object[ThingArguments, ThingOutputs]:
        del old
        self.connection.things[id_] = arguments.plain()
        return self._object(id_)

    def delete(self, id_: str, old: ThingArguments) -> None:
        del old
        self.connection.things.pop(id_, None)

    def _object(self, id_: str) -> Object[ThingArguments, ThingOutputs]:
        arguments = ThingArguments.model_validate(self.connection.things[id_])
        return Object(id_, arguments, ThingOutputs(address=f"at/{id_}", token=f"token-{id_}"))


class EarlyThing(Thing):
    """Something whose rules hold for what is known."""

    accepts_unknowns: ClassVar[bool] = True


class CountArguments(Arguments):
    """Which."""

    name: str | None = Field(None, description="Only those of this name")


class CountOutputs(Outputs):
    """How many."""

    count: int = Field(description="How many there are")


class CountThings(Function):
    """How many things there are."""

    name: ClassVar[str] = "countThings"
    arguments = CountArguments
    outputs = CountOutputs
    connection: World

    def answer(self, arguments: CountArguments) -> CountOutputs:
        found = [one for one in self.connection.things.values() if arguments.name in (None, one["name"])]
        return CountOutputs(count=len(found))


class ToySettings(Settings):
    """Whose world."""

    variables: ClassVar[dict[str, str]] = {"api_key": "TOY_API_KEY"}

    api_key: Annotated[str, SECRET, LOGIN] = Field(description="Who asks")
    api_url: str = Field("http://toy.invalid", pattern="^https?://", description="Where")

    def connect(self, runtime: Runtime) -> World:
        return World(self.api_key, runtime)


TOY = Package(
    name="toy",
    title="Toy World",
    version="1.2.3",
    description="Things.",
    settings=ToySettings,
    resources=(Thing, EarlyThing),
    functions=(CountThings,),
)
