"""One list of what an account has, read once and shared by every resource of a run: its requests are few an hour."""

import threading
from collections.abc import Callable
from typing import Any

import httpx

from providers.kit.http import AnswerError
from providers.kit.resource import RefusalError

Item = dict[str, Any]


class Listing:
    """The list at one path of the web service, by id; what this run wrote is in it, and what it deleted is not.

    Args:
        ask: Sends a request and gives its answer.
        path: Where the list is.
        kind: The key that each item is wrapped in.
        key: The item's field that tells it from others.
        spelt: The one spelling of such an id.
    """

    def __init__(
        self, ask: Callable[[str, str], Any], path: str, kind: str, key: str, spelt: Callable[[str], str] = str
    ) -> None:
        self._request, self._path, self._kind, self._key, self._spelt = ask, path, kind, key, spelt
        self._items: dict[str, Item] | None = None
        self._lock = threading.RLock()

    def all(self) -> list[Item]:
        """Everything, read when it is first asked for."""
        with self._lock:
            if self._items is None:
                self._items = {self._id_of(item): item for item in self._fetch()}
            return list(self._items.values())

    def get(self, id_: str) -> Item | None:
        """What has an id, if there is such a thing."""
        with self._lock:
            self.all()
            return (self._items or {}).get(id_)

    def put(self, told: Any) -> Item:
        """Note what a write was answered."""
        with self._lock:
            self.all()
            item = self._unwrapped(told)
            if self._items is not None:
                self._items[self._id_of(item)] = item
            return item

    def drop(self, id_: str) -> None:
        """Note what was deleted."""
        with self._lock:
            if self._items is not None:
                self._items.pop(id_, None)

    def forget(self) -> None:
        """Read it anew when it is next asked for: something shows that it is out of date."""
        with self._lock:
            self._items = None

    def _fetch(self) -> list[Item]:
        try:
            told = self._request("GET", self._path)
        except AnswerError as refusal:
            # The service calls an empty list "not found".
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            return []
        if not isinstance(told, list):
            raise RefusalError(f"Hetzner Robot answered GET {self._path} with something that is no list; try again")
        return [self._unwrapped(one) for one in told]

    def _id_of(self, item: Item) -> str:
        return self._spelt(str(item[self._key]))

    def _unwrapped(self, told: Any) -> Item:
        item = told.get(self._kind) if isinstance(told, dict) else None
        if not isinstance(item, dict) or item.get(self._key) is None:
            raise RefusalError(f"Hetzner Robot tells of a {self._kind} in a form that is not known; try again")
        return item
