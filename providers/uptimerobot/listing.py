"""A list of an account's objects, read once and shared by every resource of a run."""

import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from providers.kit.http import Api
from providers.kit.resource import RefusalError
from providers.uptimerobot.search import Item, Search

SERVICE = "UptimeRobot"
PAGE_SIZE = 200
"""Items on a page at most (API documentation)."""
TAKES_LIMIT = frozenset(["/monitors"])
"""Lists whose page size a request may set (API documentation)."""
RATE_LIMIT_PAGE = 3
"""From this page on it is worth a request to learn the plan's rate limit."""
LAG_SECONDS = 5.0
"""How long the list may lag behind a write before it is read a second time."""


class Listing:
    """The items at one path of the API, by id. It includes what this run wrote, and not what it deleted.

    Args:
        api: The API client.
        path: The list's path.
        search: Repeats a search for an object that was just created.
        learn_rate_limit: Called when the list is long, to read its other pages as fast as the plan allows.
    """

    def __init__(self, api: Api, path: str, search: Search, learn_rate_limit: Callable[[], object]) -> None:
        self._api, self._path, self._search, self._learn_rate_limit = api, path, search, learn_rate_limit
        self._items: dict[str, Item] = {}
        self._written: dict[str, Item] = {}
        self._gone: set[str] = set()
        self._claimed: set[str] = set()
        self._read = 0
        self._refusal = ""
        self._lock = threading.RLock()

    def all(self) -> list[Item]:
        """All items, read on the first call. A refusal of that read is raised on every further call."""
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
        """The item with an id; None if it is gone.

        An item that is not as expected may come from an outdated answer. So the list is read a second time, once a run.
        """
        with self._lock:
            self.all()
            item = self._items.get(id_)
            if (item is None or not is_expected(item)) and self._read == 1:
                self._search.runtime.wait(LAG_SECONDS)
                self._fetch()
            return self._items.get(id_)

    def find(self, is_wanted: Callable[[Item], bool], *, just_created: bool = False) -> Item | None:
        """The only item that matches; None if there is none.

        Args:
            is_wanted: Whether an item matches.
            just_created: It may have been created a moment ago, so the list is read repeatedly.

        Raises:
            RefusalError: Several items match.
        """

        def find_once() -> Item | None:
            with self._lock:
                if just_created:
                    self._fetch()
                return self._only(is_wanted)

        return self._search.repeat(find_once) if just_created else find_once()

    def put(self, item: Item) -> None:
        """Record an item that was written, since the API may not list it for a while."""
        with self._lock:
            self._items[str(item["id"])] = self._written[str(item["id"])] = item

    def claim(self, item: Item) -> None:
        """Record that a resource of this run manages an item.

        Raises:
            RefusalError: Another resource of this run manages it already.
        """
        with self._lock:
            id_ = str(item["id"])
            if id_ in self._claimed:
                raise RefusalError(f"another resource of this program is the same, and has {id_}; make them differ")
            self._claimed.add(id_)

    def is_claimed(self, id_: str) -> bool:
        """Whether a resource of this run has created or adopted an item."""
        with self._lock:
            return id_ in self._claimed

    def drop(self, id_: str) -> None:
        """Record that an item was deleted, since the API may still list it for a while."""
        with self._lock:
            self._items.pop(id_, None)
            self._written.pop(id_, None)
            self._gone.add(id_)

    def _only(self, is_wanted: Callable[[Item], bool]) -> Item | None:
        matches = [item for item in self.all() if _is_match(is_wanted, item)]
        if len(matches) > 1:
            ids = ", ".join(str(item["id"]) for item in matches)
            raise RefusalError(f"there are several like it: {ids}; delete all but one, or import the right one")
        return matches[0] if matches else None

    def _fetch(self) -> None:
        items: dict[str, Item] = {}
        size = {"limit": PAGE_SIZE} if self._path in TAKES_LIMIT else {}
        cursor, seen = "", set[str]()
        while cursor not in seen:
            seen.add(cursor)
            if len(seen) == RATE_LIMIT_PAGE:
                self._learn_rate_limit()
            content = size | ({"cursor": cursor} if cursor else {})
            answer = self._api.json(self._api.request("GET", self._path, params=content))
            page = self._page(answer)
            items |= page
            cursor = _cursor(answer["nextLink"], next(reversed(page))) if page and _has_more(answer) else ""
        self._items = {id_: item for id_, item in items.items() if id_ not in self._gone} | self._written
        self._read += 1

    def _page(self, answer: Any) -> dict[str, Item]:
        """The items of an answer, by id.

        Raises:
            RefusalError: It has an unexpected form. Taken for an empty list, it would create every object again.
        """
        items = answer.get("data") if isinstance(answer, dict) else answer
        if not isinstance(items, list):
            raise RefusalError(f"{SERVICE} answered GET {self._path} with something that is no list; try again")
        if not all(isinstance(item, dict) and item.get("id") is not None for item in items):
            raise RefusalError(f"{SERVICE} answered GET {self._path} with something that has no id; try again")
        return {str(item["id"]): item for item in items}


def _is_match(is_wanted: Callable[[Item], bool], item: Item) -> bool:
    """Whether an item matches. One that this program didn't make may have an unknown form, and doesn't."""
    try:
        return is_wanted(item)
    except ValidationError:
        return False


def _has_more(answer: Any) -> bool:
    return isinstance(answer, dict) and bool(answer.get("nextLink"))


def _cursor(link: Any, last: str) -> str:
    """The cursor of the next page: the one in its link, else the last item's id.

    The link itself isn't followed, since behind a proxy its host may be another one.
    """
    try:
        return parse_qs(urlsplit(str(link)).query)["cursor"][0]
    except (KeyError, ValueError):
        return last
