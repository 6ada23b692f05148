"""A simulated UptimeRobot: its API v3, with the forms and lapses that the real one is known for."""

import html
import json
from collections.abc import Iterator
from typing import Any

from werkzeug.wrappers import Request, Response

from sandbox.store import Store, Stored
from sandbox.web import Handler, WebApi

MONITORS, WINDOWS, PAGES, CONTACTS, INTEGRATIONS = (
    f"uptimerobot:index:{name}"
    for name in ("Monitor", "MaintenanceWindow", "StatusPage", "AlertContact", "Integration")
)
"""What the store calls its objects: as the provider does."""
_PATHS = {
    MONITORS: "/monitors",
    WINDOWS: "/maintenance-windows",
    PAGES: "/psps",
    CONTACTS: "/alert-contacts",
    INTEGRATIONS: "/integrations",
}
FREE, PAID = "Free", "Team"
PAGE = 200
_NAMES = {MONITORS: "friendlyName", WINDOWS: "name", PAGES: "friendlyName"}
_FIRST_ID = 800_000_000
FIRST_BY_HAND, BY_HAND = 790_000_000, 1_000_000
"""Where the numbers begin of monitors that were there before anything ran, and how many there are."""


SANDBOX_LIMIT = 2500
"""How many monitors the sandbox's account may have."""


class UptimeRobot(WebApi):
    """One account.

    Args:
        store: The clouds' memory.
        key: The only API key that it takes.
        plan: Its plan.
        limit: How many monitors the plan has.

    `stale` reads after a write show what was there before; `escapes` is how often names are HTML-escaped on the way
    out; `broken` are ids of monitors whose own page is a 500, though the list has them; with `words` the API writes
    case as words, and with `upside_down` lists come in another order.
    """

    def __init__(self, store: Store, key: str, *, plan: str = PAID, limit: int = 50) -> None:
        self._key, self._plan, self._limit = key, plan, limit
        self.stale = 0
        self.escapes = 0
        self.words = False
        self.upside_down = False
        self.broken: set[str] = set()
        self._before: dict[str, list[Stored]] = {}
        self._left: dict[str, int] = {}
        super().__init__(store)

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """The part of the API that the provider uses."""
        yield "GET", "/user/me", self._me
        yield "GET", "/user/alert-contacts", lambda _: _json([_shown(one) for one in self.store.all(CONTACTS)])
        yield "POST", "/monitors/<id_>/<any(pause, start):verb>", self._pause
        for kind, path in _PATHS.items():
            yield "GET", path, lambda request, kind=kind: self._list(request, kind)
            yield "POST", path, lambda request, kind=kind: self._create(request, kind)
            yield "GET", f"{path}/<id_>", lambda _, id_, kind=kind: self._get(kind, id_)
            yield "PATCH", f"{path}/<id_>", lambda request, id_, kind=kind: self._change(request, kind, id_)
            yield "DELETE", f"{path}/<id_>", lambda _, id_, kind=kind: self._delete(kind, id_)

    def before(self, request: Request) -> Response | None:
        """Refuse any other key, and a length of pages where none can be chosen."""
        if request.headers.get("Authorization") != f"Bearer {self._key}":
            return _json({"message": "Unauthorized", "code": "401"}, 401)
        if request.method == "GET" and "limit" in request.args and request.path != _PATHS[MONITORS]:
            return _json({"message": ["property limit should not exist"], "code": "400"}, 400)
        return None

    def missing(self, request: Request) -> Response:
        """What is said where there is nothing."""
        return _json({"message": f"Cannot {request.method} {request.path}", "code": "000-004"}, 404)

    def _me(self, _request: Request) -> Response:
        count = len(self.store.all(MONITORS))
        plan = {"plan": self._plan, "monitorLimit": self._limit}
        return _json({"monitorLimit": self._limit, "monitorsCount": count, "activeSubscription": plan})

    def _list(self, request: Request, kind: str) -> Response:
        items = sorted(self._readable(kind), key=lambda one: int(one.id))
        limit, cursor = int(request.args.get("limit", PAGE)), int(request.args.get("cursor", 0))
        page = [one for one in items if int(one.id) > cursor][:limit]
        # A full page has a link to the next even where that is empty.
        link = f"{request.base_url}?cursor={page[-1].id}" if len(page) == limit else None
        return _json({"data": [self._told(one) for one in page], "nextLink": link})

    def _get(self, kind: str, id_: str) -> Response:
        if id_ in self.broken:
            return Response("Internal Server Error", 500)
        found = next((one for one in self._readable(kind) if one.id == id_), None)
        return _missing(id_) if found is None else _json(self._told(found))

    def _create(self, request: Request, kind: str) -> Response:
        given = _given(request)
        wrong = self._wrong(kind, given)
        if wrong:
            return _json({"message": wrong, "code": "400"}, 400)
        if kind == MONITORS and len(self.store.all(MONITORS)) >= self._limit:
            return _json({"message": "the plan has no room for another monitor", "code": "403"}, 403)
        self._remember(kind)
        id_ = str(_FIRST_ID + self.store.next_number())
        properties = _defaults(kind, id_) | given
        self.store.add(kind, id_, None, properties)
        return _json(self._told(Stored(kind, id_, properties)), 201)

    def _change(self, request: Request, kind: str, id_: str) -> Response:
        stored = self.store.get(kind, id_)
        if stored is None:
            return _missing(id_)
        given = _given(request)
        if "type" in given and kind in (MONITORS, CONTACTS):
            return _json({"message": ["type can't be changed"], "code": "400"}, 400)
        self._remember(kind)
        properties = stored.properties | given
        self.store.change(kind, id_, None, properties)
        return _json(self._told(Stored(kind, id_, properties)))

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
        return _json(self._told(Stored(MONITORS, id_, properties)), 201)

    def _remember(self, kind: str) -> None:
        """Keep what was there before a write, for reads that lag behind it."""
        if self.stale:
            self._before.setdefault(kind, self.store.all(kind))
            self._left[kind] = self.stale

    def _readable(self, kind: str) -> list[Stored]:
        if self._left.get(kind, 0) > 0:
            self._left[kind] -= 1
            return self._before[kind]
        self._before.pop(kind, None)
        return self.store.all(kind)

    def _wrong(self, kind: str, given: dict[str, Any]) -> list[str]:
        if kind == INTEGRATIONS:
            return [] if given.get("type") in ("Slack", "Webhook") else ["type must be Slack or Webhook"]
        if kind == CONTACTS:
            return [] if given.get("value") else ["value should not be empty"]
        wrong = [] if given.get(_NAMES[kind]) else [f"{_NAMES[kind]} should not be empty"]
        if kind == MONITORS and given.get("type") == "HEARTBEAT" and "url" in given:
            wrong.append("url is not allowed for HEARTBEAT")
        if kind == MONITORS and self._plan == FREE and given.get("interval", 300) < 300:  # noqa: PLR2004 # free plan
            wrong.append("interval is below what the plan allows")
        return wrong

    def _told(self, one: Stored) -> dict[str, Any]:
        """An object in the API's own form, which is not the form that it was given in."""
        told = _shown(one)
        if one.kind == MONITORS:
            windows = {window.id: window.properties for window in self.store.all(WINDOWS)}
            told["tags"] = [
                {"id": number, "name": name.lower()} for number, name in enumerate(told.pop("tagNames", []), 1)
            ]
            told["maintenanceWindows"] = [
                {"id": id_, **windows.get(str(id_), {})} for id_ in told.pop("maintenanceWindowsIds", [])
            ]
            told["assignedAlertContacts"] = [
                {**contact, "alertContactId": int(contact["alertContactId"])}
                for contact in told.get("assignedAlertContacts", [])
            ]
            if told["type"] in ("PING", "PORT"):
                told["url"] = told["url"].partition("://")[2] or told["url"]
            if self.words and "keywordCaseType" in told:
                told["keywordCaseType"] = "CaseInsensitive" if told["keywordCaseType"] else "CaseSensitive"
        if one.kind == PAGES:
            told["isPasswordSet"] = bool(told.pop("password", ""))
        if one.kind == INTEGRATIONS:
            told |= told.pop("data", {})
        for _ in range(self.escapes):
            told |= {key: html.escape(told[key]) for key in ("friendlyName", "name", "url") if told.get(key)}
        if self.upside_down:
            told |= {key: value[::-1] for key, value in told.items() if isinstance(value, list)}
        return told


def seed_monitor(store: Store, id_: int, name: str, type_: str, url: str) -> None:
    """Put a monitor there that somebody made by hand; one that was removed since stays removed."""
    if not store.is_seeded(MONITORS, str(id_)):
        keyword = {"keywordType": "ALERT_NOT_EXISTS", "keywordValue": "?"} if type_ == "KEYWORD" else {}
        given = {"friendlyName": name, "type": type_, "url": url, **keyword}
        store.seed(MONITORS, str(id_), None, _defaults(MONITORS, str(id_)) | given)


def _defaults(kind: str, id_: str) -> dict[str, Any]:
    if kind == MONITORS:
        # New ones say that they log in even where they don't.
        defaults = {"status": "STARTED", "authType": "HTTP_BASIC", "timeout": 30, "interval": 300}
        return defaults | {"url": f"https://heartbeat.uptimerobot.com/m{id_}-sandbox"}
    if kind == PAGES:
        return {"urlKey": f"sandbox{id_[-4:]}", "status": "ENABLED"}
    return {"status": "Active"}


def _shown(one: Stored) -> dict[str, Any]:
    return {"id": int(one.id), **one.properties}


def _given(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(request.get_data() or b"{}")
    return given


def _missing(id_: str) -> Response:
    return _json({"message": f"{id_} not found", "code": "000-004"}, 404)


def _json(told: Any, status: int = 200) -> Response:
    return Response(json.dumps(told), status, mimetype="application/json")


def simulated(store: Store, credential: str) -> UptimeRobot:
    """The API that the sandbox serves: an account with room enough that its pace holds nobody up."""
    return UptimeRobot(store, credential, limit=SANDBOX_LIMIT)
