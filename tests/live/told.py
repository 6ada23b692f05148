"""Who was told of what: a server that stands for everyone's mailbox."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.live.sites import Server, Site, running

Said = tuple[str, str, str]
"""Whom, which alert, and of what."""


class Told:
    """What Alertmanager has said to each receiver, whose address is the path."""

    def __init__(self) -> None:
        self._alerts: dict[tuple[str, str], dict[str, Any]] = {}
        self._ever: set[Said] = set()
        self._lock = threading.Lock()

    def hear(self, receiver: str, message: dict[str, Any]) -> None:
        """Keep a message."""
        with self._lock:
            for alert in message["alerts"]:
                self._alerts[receiver, alert["fingerprint"]] = alert
                self._ever.add(_said(receiver, alert))

    def ever(self) -> set[Said]:
        """Everything that anyone was ever told."""
        with self._lock:
            return set(self._ever)

    def lasting(self) -> set[Said]:
        """What they were told of, and not yet that it ended."""
        with self._lock:
            return {
                _said(receiver, alert) for (receiver, _), alert in self._alerts.items() if alert["status"] == "firing"
            }


def _said(receiver: str, alert: dict[str, Any]) -> Said:
    return receiver.partition("@")[0], alert["labels"]["alertname"], alert["labels"].get("instance", "")


@contextmanager
def hearing(told: Told) -> Iterator[int]:
    """Take messages while the context lasts; gives the port."""

    class Mailbox(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.hear(self.path.removeprefix("/"), message)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing: it is kept."""

    with running(Server("4", Mailbox, Site())) as port:
        yield port
