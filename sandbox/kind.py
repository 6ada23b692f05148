"""The description of a resource type, from which it is simulated."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from providers.kit.values import Properties
from sandbox.store import Store, Stored


@dataclass(frozen=True)
class New:
    """An object that is being created. No other object has its number; `owner` is the account's, where ids need it."""

    number: int
    arguments: Properties
    owner: str = ""


@dataclass(frozen=True)
class Kind:
    """A resource type as its plugin treats it. Properties have the engine's names (camelCase).

    Attributes:
        token: The type token.
        computed: Returns the properties that the cloud chooses.
        computed_names: Their names; in a preview they are unknown.
        identify: Makes the id, where it isn't a number.
        name: The argument that must be unique.
        first_id: Where ids begin that are numbers.
        replaces: Arguments that can't change in place.
        deletes_first: Whether the plugin deletes what it replaces before it creates the new one. Most create first, and
            the cloud refuses a name that is still taken.
        defaults: Values of arguments that are left out, filled in before anything is compared.
        resets: Arguments that an update resets to this value if they are left out, without reporting a difference.
        unread: Arguments that the API never returns.
        kept: Arguments that keep their value if they are left out.
        sets: Lists without an order.
        caseless: Lists of texts that ignore case.
        needs: Arguments without which a create fails.
        together: Pairs of an argument and another one that it needs.
        delete_protection: The argument that protects the object from being deleted.
        rule: Returns a mistake in the arguments that the plugin's Check reports; None if there is none.
        conflict: Returns why the cloud refuses a create or update, given the store and the properties before (empty for
            a create) and after; None if it doesn't.
        forgives: Whether deleting what is gone is fine.
        crashes: Whether the plugin's process ends if what it is to delete or update is gone.
        overwrites: Whether a create replaces the object that has the same id.
        normalize: Returns the properties as the API stores them.
        hidden: Properties that no read returns.
        contents: Returns the objects that are deleted along with this one.
        imported: Returns the id of an object, given the id that an import takes.
    """

    token: str
    computed: Callable[[New], Properties] = lambda _: {}
    computed_names: tuple[str, ...] = ()
    identify: Callable[[New], str] | None = None
    name: str | None = None
    first_id: int = 0
    replaces: frozenset[str] = frozenset()
    deletes_first: bool = False
    defaults: Properties = field(default_factory=dict)
    resets: Properties = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    caseless: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    delete_protection: str | None = None
    rule: Callable[[Properties], str | None] = lambda _: None
    conflict: Callable[[Store, Properties, Properties], str | None] = lambda *_: None
    forgives: bool = False
    crashes: bool = False
    overwrites: bool = False
    normalize: Callable[[Properties], Properties] = lambda properties: properties
    hidden: frozenset[str] = frozenset()
    contents: Callable[[Store, Stored], Iterable[Stored]] = lambda *_: ()
    imported: Callable[[str], str] = lambda id_: id_

    @property
    def stays(self) -> frozenset[str]:
        """Properties that an update leaves as they are if the arguments don't have them."""
        return self.kept | frozenset(self.computed_names)

    def id_of(self, new: New) -> str:
        """The id that the cloud gives an object."""
        return self.identify(new) if self.identify else str(self.first_id + new.number)

    def key(self, id_: str, owner: str) -> str:
        """The object's id in the store, with the owner where several may use the same one."""
        return f"{owner}/{id_}" if owner else id_
