"""Objects that are in the clouds before the fleet comes."""

from dataclasses import dataclass

from providers.kit.values import Properties
from sandbox.kind import Kind, New
from sandbox.simulation import kinds
from sandbox.store import NameTakenError, Store


@dataclass(frozen=True)
class Existing:
    """An object that the inventory adopts: its type, id, arguments, and owner where ids are names of an owner's."""

    token: str
    id: str
    arguments: Properties
    owner: str = ""


def put_existing(store: Store, existing: Existing) -> None:
    """Put an object there as if made by hand: named as in the inventory where that name is free, and unmarked."""
    kind = kinds()[existing.token]
    key = kind.key(existing.id, existing.owner)
    if store.is_seeded(kind.token, key):
        return
    new = New(store.next_number(), existing.arguments, existing.owner)
    properties = kind.resets | kind.defaults | existing.arguments | kind.computed(new)
    try:
        _put(store, kind, key, properties)
    except NameTakenError:
        # The fleet's own machine has the name: a row that created one now names another.
        _put(store, kind, key, properties | {str(kind.name): f"existing-{existing.id}"})


def _put(store: Store, kind: Kind, id_: str, properties: Properties) -> None:
    store.seed(kind.token, id_, properties.get(kind.name) if kind.name else None, properties)
