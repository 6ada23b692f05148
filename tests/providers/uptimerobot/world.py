"""A simulated account over loopback HTTP, and runs of the provider against it with a clock of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

import httpx
from werkzeug.wrappers import Request, Response

from providers.kit.values import Properties
from providers.uptimerobot.package import PACKAGE
from providers.uptimerobot.simulated import UptimeRobot
from providers.uptimerobot.simulated_objects import MONITORS, PAID
from sandbox.store import Store
from sandbox.web import HttpFault, serving
from tests.providers.clock import Clock
from tests.providers.plugin import Found, Plugin

KEY = "ur-sesame"
SITE: Properties = {
    "friendlyName": "Site",
    "type": "KEYWORD",
    "url": "https://example.org/?a=1&b=2",
    "keywordType": "ALERT_NOT_EXISTS",
    "keywordValue": "Sign <in>",
}
PLAIN: Properties = {"friendlyName": "Plain", "type": "HTTP", "url": "https://example.org/"}
BEAT: Properties = {"friendlyName": "Beat", "type": "HEARTBEAT"}
PING: Properties = {"friendlyName": "Ping", "type": "PING", "url": "example.org"}
PORT: Properties = {"friendlyName": "Port", "type": "PORT", "url": "tcp://example.org", "port": 22}
DNS: Properties = {
    "friendlyName": "Names",
    "type": "DNS",
    "url": "example.org",
    "dnsRecords": {"A": ["192.0.2.2", "192.0.2.1"]},
}


class Timed(UptimeRobot):
    """Knows when each request came."""

    clock: Clock
    moments: list[float]

    def _answer(self, request: Request) -> Response | None:
        self.moments.append(self.clock.now())
        return super()._answer(request)


class World:
    """An account and whoever manages it.

    Args:
        url: Where the account's API is.
        api: The account.
    """

    def __init__(self, url: str, api: Timed) -> None:
        self.url, self.api, self.clock, self.store = url, api, api.clock, api.store

    def run(self, key: str = KEY) -> Plugin:
        """A process of the provider, as for one run of the engine."""
        return Plugin.direct(PACKAGE, self.clock).configure(apiKey=key, apiUrl=self.url)

    def make(self, given: Properties = SITE, kind: str = "Monitor") -> Found:
        """Create in a run of its own."""
        plugin = self.run()
        return plugin.create(kind, plugin.checked(kind, given))

    def read(self, found: Found, kind: str = "Monitor") -> Found | None:
        """Refresh in a run of its own."""
        return self.run().read(kind, found.id, found.inputs)

    def drift(self, found: Found, kind: str = "Monitor") -> dict[str, str]:
        """What a refresh finds to be other than it was made."""
        plugin = self.run()
        read = plugin.read(kind, found.id, found.inputs)
        assert read is not None
        return plugin.diff(kind, found.id, read.state, found.inputs).fields

    def bad(self, method: str, path: str, status: int = 500, **more: Any) -> None:
        self.api.faults.append(HttpFault(method, path, status, **more))

    def by_hand(self, kind: str = MONITORS, **properties: Any) -> str:
        """Someone adds something."""
        id_ = str(700_000_000 + self.store.next_number())
        usual = {"status": "UP", "interval": 300, "timeout": 30} if kind == MONITORS else {}
        self.store.add(kind, id_, None, usual | properties, by_hand=True)
        return id_

    def edit(self, id_: str, kind: str = MONITORS, **properties: Any) -> None:
        """Someone changes something."""
        self.store.change(kind, id_, None, self.properties(id_, kind) | properties, by_hand=True)

    def remove(self, id_: str, kind: str = MONITORS) -> None:
        """Someone removes something."""
        self.store.remove(kind, id_, by_hand=True)

    def properties(self, id_: str, kind: str = MONITORS) -> Properties:
        found = self.store.get(kind, id_)
        assert found is not None
        return found.properties

    def ids(self, kind: str = MONITORS) -> list[str]:
        return [one.id for one in self.store.all(kind)]

    def by_type(self, type_: str) -> str:
        """The id of the only monitor of a type."""
        (found,) = (one.id for one in self.store.all(MONITORS) if one.properties["type"] == type_)
        return found

    def asked(self) -> "Asked":
        """How many requests there were since this was last asked."""
        log = [(method, path.partition("?")[0]) for method, path in self.api.log]
        self.api.log.clear()
        return Asked(
            sum(path == "/user/me" for _, path in log),
            sum(method == "GET" and path != "/user/me" for method, path in log),
            sum(method == "POST" and path.count("/") == 1 for method, path in log),
            sum(method == "PATCH" for method, _ in log),
            sum(method == "POST" and path.count("/") == 3 for method, path in log),
            sum(method == "DELETE" for method, _ in log),
        )


class Asked(NamedTuple):
    """Requests: for the plan, for pages of lists, to create, to change, to pause or start, to delete."""

    me: int = 0
    lists: int = 0
    created: int = 0
    changed: int = 0
    paused: int = 0
    deleted: int = 0


@contextmanager
def world(home: Path, plan: str = PAID, limit: int = 500) -> Iterator[World]:
    """An account of its own."""
    store = Store(home / "store.sqlite")
    api = Timed(store, KEY, plan=plan, limit=limit)
    api.clock, api.moments = Clock(), []
    # Reading the certificates of the world takes longer than most tests, which speak plain HTTP.
    with mock.patch.object(httpx, "Client", partial(httpx.Client, verify=False)), serving(api) as url:
        yield World(url, api)
    store.close()
