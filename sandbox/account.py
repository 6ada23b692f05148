"""What is made, changed and deleted in a simulated cloud, for one account."""

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
"""The arguments by which a fleet knows its own objects."""


class Account:
    """An account in a simulated cloud.

    Args:
        store: The clouds' memory.
        faults: What makes writes fail.

    Attributes:
        owner: Whose account it is, where that matters.
    """

    def __init__(self, store: Store, faults: Faults) -> None:
        self.owner = ""
        self._store, self._faults = store, faults
        # What was looked at before a write must still be so when it is written.
        self._writing = Lock()

    def stored(self, kind: Kind, id_: str) -> Stored | None:
        """The object with an id, if there is one."""
        return self._store.get(kind.token, self._key(kind, id_))

    def create(self, kind: Kind, arguments: Properties) -> tuple[str, Properties]:
        """Create an object.

        Returns:
            Its id and properties.

        Raises:
            CloudError: The cloud refuses.
        """
        with self._writing, self._faults.around(kind, "create", lambda: self._add_stranger(kind, arguments)):
            _refuse(kind.refuse(self._store, {}, arguments))
            id_, made = self._make(kind, arguments)
            key, kept = self._key(kind, id_), kind.kept_as(made)
            with _names_taken(kind):
                if kind.overwrites:
                    self._store.put(kind.token, key, kept)
                else:
                    self._store.add(kind.token, key, self._name(kind, kept), kept)
        return id_, made

    def changed(self, kind: Kind, id_: str, arguments: Properties) -> Properties:
        """The properties of an object once it has these arguments.

        Raises:
            CloudError: It is not there.
        """
        return self._changed(kind, id_, arguments)[1]

    def update(self, kind: Kind, id_: str, arguments: Properties) -> Properties:
        """Change an object in place.

        Returns:
            Its properties.

        Raises:
            CloudError: The cloud refuses.
        """
        with self._writing, self._faults.around(kind, "update"):
            stored, new = self._changed(kind, id_, arguments)
            _refuse(kind.refuse(self._store, stored.properties, new))
            kept = kind.kept_as(new)
            with _names_taken(kind):
                self._store.change(kind.token, stored.id, self._name(kind, kept), kept)
        return new

    def delete(self, kind: Kind, id_: str) -> None:
        """Delete an object and what lies in it; one that is gone already is deleted.

        Raises:
            CloudError: It is protected.
        """
        with self._writing, self._faults.around(kind, "delete"):
            stored = self.stored(kind, id_)
            if stored is None:
                return
            if kind.delete_protection and stored.properties.get(kind.delete_protection):
                raise CloudError(f"'{id_}' is protected against deletion (protected)")
            for part in kind.contents(self._store, stored):
                self._store.remove(part.kind, part.id, by_hand=True)
            self._store.remove(kind.token, stored.id)

    def _make(self, kind: Kind, arguments: Properties) -> tuple[str, Properties]:
        new = New(self._store.next_number(), arguments, self.owner)
        return kind.id_of(new), kind.resets | arguments | kind.computed(new)

    def _changed(self, kind: Kind, id_: str, arguments: Properties) -> tuple[Stored, Properties]:
        stored = self.stored(kind, id_)
        if stored is None:
            raise CloudError(f"'{id_}' is not there any more (not_found)")
        stays = kind.stays | (stored.properties.keys() - argument_names(kind.token))
        kept = {name: value for name, value in stored.properties.items() if name in stays}
        return stored, kind.resets | kept | arguments

    def _add_stranger(self, kind: Kind, arguments: Properties) -> None:
        """Someone else's object of the same name, as if made by hand."""
        unmarked = {name: value for name, value in arguments.items() if name not in MARKS}
        id_, made = self._make(kind, unmarked)
        # Whoever has the name already is stranger enough.
        with suppress(NameTakenError):
            self._store.add(kind.token, self._key(kind, id_), self._name(kind, made), made, by_hand=True)

    def _key(self, kind: Kind, id_: str) -> str:
        return kind.key(id_, self.owner)

    def _name(self, kind: Kind, properties: Properties) -> str | None:
        name = None if kind.name is None else properties.get(kind.name)
        return None if name is None else self._key(kind, name)


def _refuse(reason: str | None) -> None:
    if reason:
        raise CloudError(reason)


@contextmanager
def _names_taken(kind: Kind) -> Iterator[None]:
    try:
        yield
    except NameTakenError:
        reason = f"{kind.name or 'id'} must be unique, and another object has this one (uniqueness_error)"
        raise CloudError(reason) from None
