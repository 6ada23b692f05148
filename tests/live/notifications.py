"""Who was notified of what: a server that stands for everyone's mailbox."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.live.sites import Server, Site, running

Notification = tuple[str, str, str]
"""The recipient, the alert, and the instance that it is about."""


class Mailboxes:
    """The messages that Alertmanager has sent to each receiver, whose address is the path."""

    def __init__(self) -> None:
        self._alerts: dict[tuple[str, str], dict[str, Any]] = {}
        self._ever: set[Notification] = set()
        self._lock = threading.Lock()

    def receive(self, receiver: str, message: dict[str, Any]) -> None:
        """Keep a message."""
        with self._lock:
            for alert in message["alerts"]:
                self._alerts[receiver, alert["fingerprint"]] = alert
                self._ever.add(_notification(receiver, alert))

    def ever(self) -> set[Notification]:
        """Everything that anyone was ever notified of."""
        with self._lock:
            return set(self._ever)

    def firing(self) -> set[Notification]:
        """What they were notified of, and not yet that it ended."""
        with self._lock:
            return {
                _notification(receiver, alert)
                for (receiver, _), alert in self._alerts.items()
                if alert["status"] == "firing"
            }


def _notification(receiver: str, alert: dict[str, Any]) -> Notification:
    return receiver.partition("@")[0], alert["labels"]["alertname"], alert["labels"].get("instance", "")


@contextmanager
def receiving(mailboxes: Mailboxes) -> Iterator[int]:
    """Take messages while the context lasts; gives the port."""

    class Mailbox(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            mailboxes.receive(self.path.removeprefix("/"), message)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing: it is kept."""

    with running(Server("4", Mailbox, Site())) as port:
        yield port
