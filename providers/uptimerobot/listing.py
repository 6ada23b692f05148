"""One list of what an account has, read once and shared by every resource of a run."""

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from providers.kit.http import Api
from providers.kit.resource import RefusalError
from providers.uptimerobot.search import Item, Search

SERVICE = "UptimeRobot"
PAGE = 200
"""Items on a page at most (API documentation)."""
SIZED = frozenset(["/monitors"])
"""Lists that may be told how long a page is to be (API documentation)."""
LONG = 3
"""From this page on it is worth a request to know the pace."""
LAG_SECONDS = 5.0
"""How long a read may lag behind a write, as far as a second look can tell."""


class Listing:
    """The list at one path of an API, by id; what this run wrote is in it, and what it deleted is not.

    Args:
        api: Whom to ask.
        path: Where.
        search: How long what was just made is looked for.
        hasten: Find out how fast may be asked; done when a list is long.
    """

    def __init__(self, api: Api, path: str, search: Search, hasten: Callable[[], object]) -> None:
        self._api, self._path, self._search, self._hasten = api, path, search, hasten
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
                self._search.runtime.wait(LAG_SECONDS)
                self._fetch()
            return self._items.get(id_)

    def find(self, is_wanted: Callable[[Item], bool], *, just_made: bool = False) -> Item | None:
        """The only item that is wanted.

        Args:
            is_wanted: Tells it from the others.
            just_made: It may have been made just now; look more than once.

        Raises:
            RefusalError: There are several.
        """

        def look() -> Item | None:
            with self._lock:
                if just_made:
                    self._fetch()
                return self._only(is_wanted)

        return self._search.patiently(look) if just_made else look()

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

    def _only(self, is_wanted: Callable[[Item], bool]) -> Item | None:
        found = [item for item in self.all() if _is(is_wanted, item)]
        if len(found) > 1:
            ids = ", ".join(str(item["id"]) for item in found)
            raise RefusalError(f"there are several like it: {ids}; delete all but one, or import the right one")
        return found[0] if found else None

    def _fetch(self) -> None:
        items: dict[str, Item] = {}
        size = {"limit": PAGE} if self._path in SIZED else {}
        cursor, seen = "", set[str]()
        while cursor not in seen:
            seen.add(cursor)
            if len(seen) == LONG:
                self._hasten()
            content = size | ({"cursor": cursor} if cursor else {})
            told = self._api.json(self._api.request("GET", self._path, params=content))
            page = self._page(told)
            items |= page
            cursor = _cursor(told["nextLink"], next(reversed(page))) if page and _has_more(told) else ""
        self._items = {id_: item for id_, item in items.items() if id_ not in self._gone} | self._written
        self._read += 1

    def _page(self, told: Any) -> dict[str, Item]:
        """The items of an answer, by id.

        Raises:
            RefusalError: It has another form; that is no empty list, as of that everything would be made anew.
        """
        items = told.get("data") if isinstance(told, dict) else told
        if not isinstance(items, list):
            raise RefusalError(f"{SERVICE} answered GET {self._path} with something that is no list; try again")
        if not all(isinstance(item, dict) and item.get("id") is not None for item in items):
            raise RefusalError(f"{SERVICE} answered GET {self._path} with something that has no id; try again")
        return {str(item["id"]): item for item in items}


def _is(is_wanted: Callable[[Item], bool], item: Item) -> bool:
    """Whether an item is wanted; a stranger's may have a form that is not known here."""
    try:
        return is_wanted(item)
    except ValidationError:
        return False


def _has_more(told: Any) -> bool:
    return isinstance(told, dict) and bool(told.get("nextLink"))


def _cursor(link: Any, last: str) -> str:
    """Where the next page begins: as its link says, else after the last item.

    The link's host is none of ours to follow: behind a proxy it may be another.
    """
    try:
        return parse_qs(urlsplit(str(link)).query)["cursor"][0]
    except (KeyError, ValueError):
        return last
