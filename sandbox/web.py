"""Simulated web APIs over loopback HTTP, for the providers that are the fleet's own, and their bad days."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from sandbox.store import Store

Handler = Callable[..., Response]
STOP_SECONDS = 0.02
"""How soon a server notices that it is to stop."""


@dataclass
class BadDay:
    """What becomes of the next requests that match.

    `path` is a pattern of a whole path. The answer is this one, `after` the request was carried out or instead of it;
    `cut` closes the connection without any. `skip` lets so many pass before, and `times` counts down.
    """

    method: str
    path: str
    status: int = 500
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    cut: bool = False
    skip: int = 0
    times: int = 1

    def befalls(self, method: str, path: str) -> bool:
        """Whether it is this request's turn; if so, it is one less."""
        if self.times <= 0 or method != self.method or not re.fullmatch(self.path, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class WebApi:
    """A simulated API, as a WSGI application: one request at a time, each in the log.

    Args:
        store: The clouds' memory.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.log: list[tuple[str, str]] = []
        self.days: list[BadDay] = []
        self._lock = threading.RLock()
        self._map = Map(
            [Rule(path, methods=[method], endpoint=handler) for method, path, handler in self.routes()],
            strict_slashes=False,
        )

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """Its requests: method, path below the API's address, and what answers."""
        raise NotImplementedError

    def before(self, request: Request) -> Response | None:
        """An answer that comes before all others, as to wrong credentials."""
        raise NotImplementedError

    def missing(self, request: Request) -> Response:
        """The answer where there is nothing."""
        raise NotImplementedError

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        """Answer one request."""
        request = Request(environ)
        with self._lock:
            response = self._answer(request)
        if response is None:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            response = Response(status=500)
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response | None:
        self.log.append((request.method, request.full_path.rstrip("?")))
        day = next((day for day in self.days if day.befalls(request.method, request.path)), None)
        if day is None or day.after:
            response = self._carried_out(request)
        if day is None:
            return response
        return None if day.cut else Response(day.body, day.status, day.headers)

    def _carried_out(self, request: Request) -> Response:
        refused = self.before(request)
        if refused is not None:
            return refused
        try:
            handler, values = self._map.bind_to_environ(request.environ).match()
            answer: Response = handler(request, **values)
        except HTTPException:
            return self.missing(request)
        return answer

    def count(self, method: str, path: str) -> int:
        """How many requests there were whose path, without what follows a question mark, matches a pattern."""
        return sum(one == method and re.fullmatch(path, at.partition("?")[0]) is not None for one, at in self.log)


class _Silent(WSGIRequestHandler):
    """Requests are in the log of the API, not on standard error."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 # the base class's name
        """Say nothing."""


@contextmanager
def serving(api: WebApi) -> Iterator[str]:
    """Serve an API on the loopback interface.

    Yields:
        Its address, without a slash at the end.
    """
    server = make_server("127.0.0.1", 0, api, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, args=(STOP_SECONDS,), name="web", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
