"""One list of what an account has, read once and shared by every resource of a run."""

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from providers.kit.http import Api, json_of
from providers.kit.resource import RefusalError
from providers.kit.runtime import Runtime

SERVICE = "UptimeRobot"
PAGE = 200
"""Items on a page at most (API documentation)."""
LONG = 3
"""From this page on it is worth a request to know the pace."""
LAG_SECONDS = 5.0
"""How long a read may lag behind a write, as far as a second look can tell."""
LOOKS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before each further look for what may have been made although the answer says otherwise."""

Item = dict[str, Any]


class Listing:
    """The list at one path of an API, by id; what this run wrote is in it, and what it deleted is not.

    Args:
        api: Whom to ask.
        path: Where.
        runtime: Time and speech.
        hasten: Find out how fast may be asked; done when a list is long.
    """

    def __init__(self, api: Api, path: str, runtime: Runtime, hasten: Callable[[], object]) -> None:
        self._api, self._path, self._runtime, self._hasten = api, path, runtime, hasten
        self._items: dict[str, Item] = {}
        self._written: dict[str, Item] = {}
        self._gone: set[str] = set()
        self._taken: set[str] = set()
        self._read = 0
        self._refusal = ""
        self._lock = threading.RLock()

    def all(self) -> list[Item]:
        """Everything, read when it is first asked for; what comes of that is the same for all who ask."""
        with self._lock:
            if self._refusal:
                raise RefusalError(self._refusal)
            if not self._read:
                try:
                    self._fetch()
                except RefusalError as refusal:
                    self._refusal = str(refusal)
                    raise
            return list(self._items.values())

    def get(self, id_: str, is_expected: Callable[[Item], bool]) -> Item | None:
        """What has an id; none if it is gone.

        What is not as expected may be an old answer, so it is looked at once more, for all who ask, after a while.
        """
        with self._lock:
            self.all()
            found = self._items.get(id_)
            if (found is None or not is_expected(found)) and self._read == 1:
                self._runtime.wait(LAG_SECONDS)
                self._fetch()
            return self._items.get(id_)

    def find(self, is_wanted: Callable[[Item], bool], *, patiently: bool = False) -> Item | None:
        """The only item that is wanted.

        Args:
            is_wanted: Tells it from the others.
            patiently: It may have been made just now; look more than once.

        Raises:
            RefusalError: There are several.
        """
        for seconds in (0.0, *LOOKS) if patiently else (0.0,):
            with self._lock:
                if patiently:
                    self._runtime.wait(seconds)
                    self._fetch()
                found = [item for item in self.all() if is_wanted(item)]
            if len(found) > 1:
                ids = ", ".join(str(item["id"]) for item in found)
                raise RefusalError(f"there are several like it: {ids}; delete all but one, or import the right one")
            if found:
                return found[0]
        return None

    def put(self, item: Item) -> None:
        """Note what was written: it may not be read for a while yet."""
        with self._lock:
            self._items[str(item["id"])] = self._written[str(item["id"])] = item

    def take(self, item: Item) -> None:
        """Note whose it is from now on.

        Raises:
            RefusalError: It is another's already.
        """
        with self._lock:
            id_ = str(item["id"])
            if id_ in self._taken:
                raise RefusalError(f"another resource of this program is the same, and has {id_}; make them differ")
            self._taken.add(id_)

    def is_taken(self, id_: str) -> bool:
        """Whether a resource was made of it in this run."""
        with self._lock:
            return id_ in self._taken

    def drop(self, id_: str) -> None:
        """Note what was deleted: it may be read for a while yet."""
        with self._lock:
            self._items.pop(id_, None)
            self._written.pop(id_, None)
            self._gone.add(id_)

    def _fetch(self) -> None:
        items: dict[str, Item] = {}
        cursor, seen = "", set[str]()
        while cursor not in seen:
            seen.add(cursor)
            if len(seen) == LONG:
                self._hasten()
            content = {"limit": PAGE} | ({"cursor": cursor} if cursor else {})
            told = json_of(SERVICE, self._api.ask("GET", self._path, params=content))
            page = told if isinstance(told, list) else told.get("data") or []
            items |= {str(item["id"]): item for item in page}
            link = None if isinstance(told, list) else told.get("nextLink")
            # The link's host is none of ours to follow: behind a proxy it may be another.
            cursor = (parse_qs(urlsplit(link).query).get("cursor") or [""])[0] if link and page else ""
        self._items = {id_: item for id_, item in items.items() if id_ not in self._gone} | self._written
        self._read += 1
