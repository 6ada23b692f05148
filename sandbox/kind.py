"""What there is to know of a resource type, to simulate it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from providers.kit.values import Properties
from sandbox.store import Store, Stored


@dataclass(frozen=True)
class New:
    """An object as it is made: its number is no other object's; its owner is the account's, where that matters."""

    number: int
    arguments: Properties
    owner: str = ""


@dataclass(frozen=True)
class Kind:
    """A resource type as its plugin treats it; properties have the engine's names (camelCase).

    `computed` gives what the cloud chooses, by `computed_names`; in a preview that is unknown. `identify` makes the id
    where it isn't a number, and `first_id` is where the numbers begin. `name` is the argument that no two objects may
    share.

    `replaces` are the arguments that can't change in place. `defaults` are filled in before anything is compared.
    `resets` are arguments that fall to a value of the plugin's own when they are left out, and no difference says so;
    `kept` ones that keep their value instead. `unread` are arguments that the API never gives back. `sets` are lists
    without an order, `caseless` ones that ignore case. `needs` is what a create fails without, `together` names what an
    argument can't be without, and `rule` says what else is wrong with the arguments.

    `refuse` says what in the clouds stands in the way of a create or an update, given the properties before (none for
    a create) and after. `overwrites` means that a create takes the place of what has its id. `kept_as` is what the
    API makes of what it is given, and `hidden` are properties that no read tells. `contents` is what a delete takes
    along, and `imported` gives the id of an object by the one that an import names.
    """

    token: str
    computed: Callable[[New], Properties] = lambda _: {}
    computed_names: tuple[str, ...] = ()
    identify: Callable[[New], str] | None = None
    name: str | None = None
    first_id: int = 0
    replaces: frozenset[str] = frozenset()
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
    refuse: Callable[[Store, Properties, Properties], str | None] = lambda *_: None
    overwrites: bool = False
    kept_as: Callable[[Properties], Properties] = lambda properties: properties
    hidden: frozenset[str] = frozenset()
    contents: Callable[[Store, Stored], Iterable[Stored]] = lambda *_: ()
    imported: Callable[[str], str] = lambda id_: id_

    @property
    def stays(self) -> frozenset[str]:
        """Arguments that may be left out without being changed: what the cloud chose stays as it is."""
        return self.kept | frozenset(self.computed_names)

    def id_of(self, new: New) -> str:
        """The id that its cloud gives an object."""
        return self.identify(new) if self.identify else str(self.first_id + new.number)

    def key(self, id_: str, owner: str) -> str:
        """What the store calls an object: GitHub's ids are names, and two owners may have given the same."""
        return f"{owner}/{id_}" if owner and self.token.startswith("github:") else id_
