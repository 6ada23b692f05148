"""Creates, changes and deletes objects in a simulated cloud, for one account."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock

from providers.kit.values import Properties
from sandbox.arguments import argument_names
from sandbox.faults import Faults
from sandbox.kind import Kind, New
from sandbox.refusal import CloudError
from sandbox.store import NameTakenError, Store, Stored

MARKS = frozenset(["labels", "tags"])
"""The arguments that mark an object as the fleet's own."""


class Account:
    """An account in a simulated cloud.

    Args:
        store: The simulated clouds' store.
        faults: The faults to inject into writes.

    Attributes:
        owner: The account's owner, where ids depend on it.
    """

    def __init__(self, store: Store, faults: Faults) -> None:
        self.owner = ""
        self._store, self._faults = store, faults
        # What a write checked first must still hold when it is carried out.
        self._writing = Lock()

    def stored(self, kind: Kind, id_: str) -> Stored | None:
        """The object with an id; None if there is none."""
        return self._store.get(kind.token, self._key(kind, id_))

    def create(self, kind: Kind, arguments: Properties) -> tuple[str, Properties]:
        """Create an object.

        Returns:
            Its id and properties.

        Raises:
            CloudError: The cloud refuses.
        """
        with self._writing, self._faults.around(kind, "create", lambda: self._take_name(kind, arguments)):
            _raise_if(kind.conflict(self._store, {}, arguments))
            id_, created = self._new(kind, arguments)
            key, kept = self._key(kind, id_), kind.normalize(created)
            with _names_taken(kind):
                if kind.overwrites:
                    self._store.put(kind.token, key, kept)
                else:
                    self._store.add(kind.token, key, self._name(kind, kept), kept)
        return id_, created

    def preview_update(self, kind: Kind, id_: str, arguments: Properties) -> Properties:
        """The properties that an update would give an object. Nothing is written.

        Raises:
            CloudError: There is no such object.
        """
        return self._after_update(kind, id_, arguments)[1]

    def update(self, kind: Kind, id_: str, arguments: Properties) -> Properties:
        """Change an object in place.

        Returns:
            Its properties afterwards.

        Raises:
            CloudError: The cloud refuses.
        """
        with self._writing, self._faults.around(kind, "update"):
            stored, new = self._after_update(kind, id_, arguments)
            _raise_if(kind.conflict(self._store, stored.properties, new))
            kept = kind.normalize(new)
            with _names_taken(kind):
                self._store.change(kind.token, stored.id, self._name(kind, kept), kept)
        return new

    def delete(self, kind: Kind, id_: str) -> None:
        """Delete an object and its contents.

        Raises:
            CloudError: It is protected; or it is gone already, unless its plugin forgives that.
        """
        with self._writing, self._faults.around(kind, "delete"):
            stored = self.stored(kind, id_)
            if stored is None and kind.forgives:
                return
            if stored is None:
                raise _gone(kind, id_)
            if kind.delete_protection and stored.properties.get(kind.delete_protection):
                raise CloudError(f"'{id_}' is protected against deletion (protected)")
            for part in kind.contents(self._store, stored):
                self._store.remove(part.kind, part.id, by_hand=True)
            self._store.remove(kind.token, stored.id)

    def _new(self, kind: Kind, arguments: Properties) -> tuple[str, Properties]:
        new = New(self._store.next_number(), arguments, self.owner)
        return kind.id_of(new), kind.resets | arguments | kind.computed(new)

    def _after_update(self, kind: Kind, id_: str, arguments: Properties) -> tuple[Stored, Properties]:
        stored = self.stored(kind, id_)
        if stored is None:
            raise _gone(kind, id_)
        stays = kind.stays | (stored.properties.keys() - argument_names(kind.token))
        kept = {name: value for name, value in stored.properties.items() if name in stays}
        return stored, kind.resets | kept | arguments

    def _take_name(self, kind: Kind, arguments: Properties) -> None:
        """Add an object of the same name that isn't the fleet's, as if somebody had made it by hand."""
        unmarked = {name: value for name, value in arguments.items() if name not in MARKS}
        id_, created = self._new(kind, unmarked)
        # If another object has the name already, that one is the conflict.
        with suppress(NameTakenError):
            self._store.add(kind.token, self._key(kind, id_), self._name(kind, created), created, by_hand=True)

    def _key(self, kind: Kind, id_: str) -> str:
        return kind.key(id_, self.owner)

    def _name(self, kind: Kind, properties: Properties) -> str | None:
        name = None if kind.name is None else properties.get(kind.name)
        return None if name is None else self._key(kind, name)


def _gone(kind: Kind, id_: str) -> CloudError:
    """The error about an object that is gone; some plugins end instead."""
    if kind.crashes:
        sys.stderr.write("panic: runtime error: invalid memory address or nil pointer dereference\n")
        sys.stderr.flush()
        os._exit(2)
    return CloudError(f"'{id_}' is not there any more (not_found)")


def _raise_if(reason: str | None) -> None:
    if reason:
        raise CloudError(reason)


@contextmanager
def _names_taken(kind: Kind) -> Iterator[None]:
    try:
        yield
    except NameTakenError:
        reason = f"{kind.name or 'id'} must be unique, and another object has this one (uniqueness_error)"
        raise CloudError(reason) from None
