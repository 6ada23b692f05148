"""Adds objects to the simulated clouds that exist before the fleet does."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from providers.kit.values import UNKNOWN, Properties
from sandbox.kind import Kind, New
from sandbox.simulation import kinds
from sandbox.store import NameTakenError, Store


@dataclass(frozen=True)
class Existing:
    """An object that the inventory adopts. `owner` is needed where ids are only unique for an owner."""

    token: str
    id: str
    arguments: Properties
    owner: str = ""


def put_existing(store: Store, existing: Existing) -> None:
    """Add an object as if made by hand. It has the inventory's name if that is free, and none of the fleet's marks."""
    kind = kinds()[existing.token]
    key = kind.key(existing.id, existing.owner)
    if store.is_seeded(kind.token, key):
        return
    new = New(store.next_number(), existing.arguments, existing.owner)
    properties = kind.resets | kind.defaults | existing.arguments | kind.computed(new)
    try:
        _put(store, kind, key, properties)
    except NameTakenError:
        # The fleet's own machine has the name: the row used to create that one, and now adopts this one.
        _put(store, kind, key, properties | {str(kind.name): f"existing-{existing.id}"})


_UNLISTED = "fleet:unlisted"


def put_unlisted(store: Store, words: Iterable[str]) -> None:
    """Offer sizes and regions that are newer than a provider's catalogue, as rows say."""
    for word in words:
        store.seed(_UNLISTED, word, None, {})


def is_offered(store: Store, word: str | None, listed: Container[str]) -> bool:
    """Whether a provider has a size or region; one that is left out, it chooses."""
    return word is None or word == UNKNOWN or word in listed or store.get(_UNLISTED, word) is not None


def _put(store: Store, kind: Kind, id_: str, properties: Properties) -> None:
    store.seed(kind.token, id_, properties.get(kind.name) if kind.name else None, properties)
