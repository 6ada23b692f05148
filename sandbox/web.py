"""Simulated web APIs over loopback HTTP, for the fleet's native providers, and faults to inject into them."""

import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from sandbox.store import Store

Handler = Callable[..., Response]
ENGINE = "pulumi"
"""What the process of an engine is called."""
STOP_SECONDS = 0.02
"""How often a server checks whether it is to stop."""


@dataclass
class HttpFault:
    """A fault for the next requests that match, as in `HttpFault("POST", "/monitors", status=502)`.

    Attributes:
        method: The HTTP method to match.
        path: A regular expression for the whole path.
        status: The status of the answer, with `body` and `headers`.
        after: Carry the request out first, and only then answer so.
        cut: Close the connection without an answer.
        skip: How many matching requests pass before the fault.
        times: How many requests fail; counts down.
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

    def applies_to(self, method: str, path: str) -> bool:
        """Whether this request is to fail; counts it if it matches."""
        if self.times <= 0 or method != self.method or not re.fullmatch(self.path, path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class WebApi:
    """A simulated API as a WSGI application. It handles one request at a time.

    Args:
        store: The simulated clouds' store.

    Attributes:
        log: Method and path of every request, in order.
        faults: The faults still to come.
        kill_at: The number of a write in the store; the engine that this process started is killed after it.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.log: list[tuple[str, str]] = []
        self.faults: list[HttpFault] = []
        self.kill_at: int | None = None
        self._lock = threading.RLock()
        self._map = Map(
            [Rule(path, methods=[method], endpoint=handler) for method, path, handler in self.routes()],
            strict_slashes=False,
        )

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """The API's requests: method, path below the API's address, and handler."""
        raise NotImplementedError

    def before_request(self, request: Request) -> Response | None:
        """An answer instead of any handler's, as for wrong credentials; None to go on."""
        raise NotImplementedError

    def not_found(self, request: Request) -> Response:
        """The answer to a path that the API doesn't have."""
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
        """The answer to a request; None to close the connection."""
        self.log.append((request.method, request.full_path.rstrip("?")))
        fault = next((fault for fault in self.faults if fault.applies_to(request.method, request.path)), None)
        before = self.store.written
        if fault is None or fault.after:
            response = self._handle(request)
        if self.kill_at is not None and before < self.kill_at <= self.store.written:
            _kill_engines()
            return None
        if fault is None:
            return response
        return None if fault.cut else Response(fault.body, fault.status, fault.headers)

    def _handle(self, request: Request) -> Response:
        refusal = self.before_request(request)
        if refusal is not None:
            return refusal
        try:
            handler, values = self._map.bind_to_environ(request.environ).match()
            answer: Response = handler(request, **values)
        except HTTPException:
            return self.not_found(request)
        return answer

    def count(self, method: str, path: str) -> int:
        """How many requests of a method there were whose path, without the query, matches a regular expression."""
        paths = (logged.partition("?")[0] for logged_method, logged in self.log if logged_method == method)
        return sum(re.fullmatch(path, logged) is not None for logged in paths)


def _kill_engines() -> None:
    """Kill the engines that this process started, before they hear of an answer."""
    for children in Path("/proc/self/task").glob("*/children"):
        for process in children.read_text(encoding="utf-8").split():
            if Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip() == ENGINE:
                os.kill(int(process), signal.SIGKILL)


class _Silent(WSGIRequestHandler):
    """Keeps requests out of standard error; they are in the API's log."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 # the base class's name
        """Print nothing."""


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
