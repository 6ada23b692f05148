"""A simulated UptimeRobot: its API v3, with the variations and lapses that the real one is known for."""

import json
from collections.abc import Iterator
from typing import Any

from werkzeug.wrappers import Request, Response

from providers.uptimerobot.simulated_objects import (
    CONTACTS,
    INTEGRATIONS,
    MONITORS,
    PAGES,
    PAID,
    WINDOWS,
    answer_of,
    defaults,
    distorted,
    mistakes,
    with_id,
)
from sandbox.store import Store, Stored
from sandbox.web import Handler, WebApi

_PATHS = {
    MONITORS: "/monitors",
    WINDOWS: "/maintenance-windows",
    PAGES: "/psps",
    CONTACTS: "/alert-contacts",
    INTEGRATIONS: "/integrations",
}
_PAGE_SIZE = 200
_FIRST_ID = 800_000_000
SANDBOX_LIMIT = 2500
"""How many monitors the sandbox's account may have."""


class UptimeRobot(WebApi):
    """A simulated account.

    Args:
        store: The simulated clouds' store.
        key: The only API key that is accepted.
        plan: The account's plan.
        limit: How many monitors the plan allows.

    Attributes:
        time_zone: The account's time zone; None if the API doesn't tell it.
        stale: How many reads after a write still return the state before it.
        escapes: How many times names are HTML-escaped in answers.
        case_names: Whether `keywordCaseType` is returned as a name instead of a number.
        reverses_lists: Whether lists are returned in another order.
        failing: The ids of monitors that can be listed, but whose own path answers 500.
    """

    def __init__(self, store: Store, key: str, *, plan: str = PAID, limit: int = 50) -> None:
        self._key, self._plan, self._limit = key, plan, limit
        self.time_zone: str | None = "UTC"
        self.stale = 0
        self.escapes = 0
        self.case_names = False
        self.reverses_lists = False
        self.failing: set[str] = set()
        self._before_write: dict[str, list[Stored]] = {}
        self._stale_reads: dict[str, int] = {}
        super().__init__(store)

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """The part of the API that the provider uses."""
        yield "GET", "/user/me", self._me
        yield "GET", "/user/alert-contacts", lambda _: _json([with_id(each) for each in self.store.all(CONTACTS)])
        yield "POST", "/monitors/<id_>/<any(pause, start):verb>", self._pause
        for kind, path in _PATHS.items():
            yield "GET", path, lambda request, kind=kind: self._list(request, kind)
            yield "POST", path, lambda request, kind=kind: self._create(request, kind)
            yield "GET", f"{path}/<id_>", lambda _, id_, kind=kind: self._get(kind, id_)
            yield "PATCH", f"{path}/<id_>", lambda request, id_, kind=kind: self._change(request, kind, id_)
            yield "DELETE", f"{path}/<id_>", lambda _, id_, kind=kind: self._delete(kind, id_)

    def before_request(self, request: Request) -> Response | None:
        """Refuse any other key, and a page size where the API takes none."""
        if request.headers.get("Authorization") != f"Bearer {self._key}":
            return _json({"message": "Unauthorized", "code": "401"}, 401)
        if request.method == "GET" and "limit" in request.args and request.path != _PATHS[MONITORS]:
            return _json({"message": ["property limit should not exist"], "code": "400"}, 400)
        return None

    def not_found(self, request: Request) -> Response:
        """The answer to a path that the API doesn't have."""
        return _json({"message": f"Cannot {request.method} {request.path}", "code": "000-004"}, 404)

    def _me(self, _request: Request) -> Response:
        count = len(self.store.all(MONITORS))
        plan = {"plan": self._plan, "monitorLimit": self._limit}
        zone = {} if self.time_zone is None else {"timezone": self.time_zone}
        return _json({"monitorLimit": self._limit, "monitorsCount": count, "activeSubscription": plan, **zone})

    def _list(self, request: Request, kind: str) -> Response:
        items = sorted(self._read(kind), key=lambda stored: int(stored.id))
        limit, cursor = int(request.args.get("limit", _PAGE_SIZE)), int(request.args.get("cursor", 0))
        page = [stored for stored in items if int(stored.id) > cursor][:limit]
        # A full page has a link to the next even where that is empty.
        link = f"{request.base_url}?cursor={page[-1].id}" if len(page) == limit else None
        return _json({"data": [self._answer_of(stored) for stored in page], "nextLink": link})

    def _get(self, kind: str, id_: str) -> Response:
        if id_ in self.failing:
            return Response("Internal Server Error", 500)
        stored = next((stored for stored in self._read(kind) if stored.id == id_), None)
        return _missing(id_) if stored is None else _json(self._answer_of(stored))

    def _create(self, request: Request, kind: str) -> Response:
        fields = _fields(request)
        messages = mistakes(kind, fields, self._plan)
        if messages:
            return _json({"message": messages, "code": "400"}, 400)
        if kind == MONITORS and len(self.store.all(MONITORS)) >= self._limit:
            return _json({"message": "the plan has no room for another monitor", "code": "403"}, 403)
        self._remember(kind)
        id_ = str(_FIRST_ID + self.store.next_number())
        properties = defaults(kind, id_) | fields
        self.store.add(kind, id_, None, properties)
        return _json(self._answer_of(Stored(kind, id_, properties)), 201)

    def _change(self, request: Request, kind: str, id_: str) -> Response:
        stored = self.store.get(kind, id_)
        if stored is None:
            return _missing(id_)
        fields = _fields(request)
        if "type" in fields and kind in (MONITORS, CONTACTS):
            return _json({"message": ["type can't be changed"], "code": "400"}, 400)
        self._remember(kind)
        properties = stored.properties | fields
        self.store.change(kind, id_, None, properties)
        return _json(self._answer_of(Stored(kind, id_, properties)))

    def _delete(self, kind: str, id_: str) -> Response:
        if self.store.get(kind, id_) is None:
            return _missing(id_)
        self._remember(kind)
        self.store.remove(kind, id_)
        return Response(status=204)

    def _pause(self, _request: Request, id_: str, verb: str) -> Response:
        stored = self.store.get(MONITORS, id_)
        if stored is None:
            return _missing(id_)
        self._remember(MONITORS)
        properties = stored.properties | {"status": "PAUSED" if verb == "pause" else "STARTED"}
        self.store.change(MONITORS, id_, None, properties)
        return _json(self._answer_of(Stored(MONITORS, id_, properties)), 201)

    def _remember(self, kind: str) -> None:
        """Keep the objects as they are before a write, for reads that lag behind it."""
        if self.stale:
            self._before_write.setdefault(kind, self.store.all(kind))
            self._stale_reads[kind] = self.stale

    def _read(self, kind: str) -> list[Stored]:
        """The objects of a kind, as they were before the last write while reads are stale."""
        if self._stale_reads.get(kind, 0) > 0:
            self._stale_reads[kind] -= 1
            return self._before_write[kind]
        self._before_write.pop(kind, None)
        return self.store.all(kind)

    def _answer_of(self, stored: Stored) -> dict[str, Any]:
        windows = {}
        if stored.kind == MONITORS:
            windows = {window.id: window.properties for window in self.store.all(WINDOWS)}
        return distorted(
            answer_of(stored, windows),
            escapes=self.escapes,
            case_names=self.case_names,
            reverses_lists=self.reverses_lists,
        )


def _fields(request: Request) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(request.get_data() or b"{}")
    return fields


def _missing(id_: str) -> Response:
    return _json({"message": f"{id_} not found", "code": "000-004"}, 404)


def _json(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content), status, mimetype="application/json")


def simulated(store: Store, credential: str) -> UptimeRobot:
    """The API that the sandbox serves. Its account has a plan so large that its rate limit delays nobody."""
    return UptimeRobot(store, credential, limit=SANDBOX_LIMIT)
