"""A list of an account's objects, read once and shared by every resource of a run, since requests are few an hour."""

import threading
from collections.abc import Callable
from typing import Any

import httpx

from providers.kit.http import AnswerError
from providers.kit.resource import RefusalError

Item = dict[str, Any]


class Listing:
    """The items at one path of the web service, by id. It includes what this run wrote, and not what it deleted.

    Args:
        request: Sends a request and returns its answer.
        path: The list's path.
        kind: The key that each item is wrapped in.
        key: The item's field that is its id.
        normalize: Gives the normal form of an id.
    """

    def __init__(
        self,
        request: Callable[[str, str], Any],
        path: str,
        kind: str,
        key: str,
        normalize: Callable[[str], str] = str,
    ) -> None:
        self._request, self._path, self._kind, self._key, self._normalize = request, path, kind, key, normalize
        self._items: dict[str, Item] | None = None
        self._lock = threading.RLock()

    def all(self) -> list[Item]:
        """All items, read on the first call."""
        with self._lock:
            if self._items is None:
                self._items = {self._id_of(item): item for item in self._fetch()}
            return list(self._items.values())

    def get(self, id_: str) -> Item | None:
        """The item with an id; None if there is none."""
        with self._lock:
            self.all()
            return (self._items or {}).get(id_)

    def put(self, answer: Any) -> Item:
        """Record the item in the answer to a write."""
        with self._lock:
            self.all()
            item = self._unwrapped(answer)
            if self._items is not None:
                self._items[self._id_of(item)] = item
            return item

    def drop(self, id_: str) -> None:
        """Record that an item was deleted."""
        with self._lock:
            if self._items is not None:
                self._items.pop(id_, None)

    def forget(self) -> None:
        """Read the list again on the next call, because it turned out to be out of date."""
        with self._lock:
            self._items = None

    def _fetch(self) -> list[Item]:
        try:
            answer = self._request("GET", self._path)
        except AnswerError as refusal:
            # The service answers "not found" where it means an empty list.
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            return []
        if not isinstance(answer, list):
            raise RefusalError(f"Hetzner Robot answered GET {self._path} with something that is no list; try again")
        return [self._unwrapped(wrapped) for wrapped in answer]

    def _id_of(self, item: Item) -> str:
        return self._normalize(str(item[self._key]))

    def _unwrapped(self, wrapped: Any) -> Item:
        item = wrapped.get(self._kind) if isinstance(wrapped, dict) else None
        if not isinstance(item, dict) or item.get(self._key) is None:
            raise RefusalError(f"Hetzner Robot returned a {self._kind} in an unknown form; try again")
        return item
