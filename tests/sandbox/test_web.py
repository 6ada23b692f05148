import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from sandbox.store import Store
from sandbox.web import Handler, HttpFault, WebApi, serving


class Counter(WebApi):
    """Counts how often it was asked to."""

    counted, writes = 0, 0

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        yield "POST", "/count/<int:by>", self._count

    def before_request(self, request: Request) -> Response | None:
        return Response("who?", 401) if "user" not in request.headers else None

    def not_found(self, request: Request) -> Response:
        return Response(f"no {request.path}", 404)

    def _count(self, _request: Request, by: int) -> Response:
        self.counted += by
        for _ in range(self.writes):
            self.store.put("a:index:Count", "1", {"counted": self.counted})
        return Response(str(self.counted))


@pytest.fixture
def api(store: Store) -> Counter:
    return Counter(store)


@pytest.fixture
def client(api: Counter) -> Iterator[httpx.Client]:
    with serving(api) as url, httpx.Client(base_url=url, headers={"user": "me"}) as client:
        yield client


def test_a_request_is_answered_and_in_the_log(api: Counter, client: httpx.Client) -> None:
    assert client.post("/count/2").text == "2"
    assert client.post("/count/3?why=not").text == "5"
    assert api.log == [("POST", "/count/2"), ("POST", "/count/3?why=not")]
    assert api.count("POST", r"/count/\d") == 2
    assert api.count("GET", r"/count/\d") == 0


@pytest.mark.parametrize(("method", "path"), [("GET", "/count/2"), ("POST", "/count/two"), ("POST", "/")])
def test_what_is_not_there_is_missing(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert (answer.status_code, answer.text) == (404, f"no {path}")


def test_what_comes_before_all_comes_first(api: Counter, client: httpx.Client) -> None:
    del client.headers["user"]
    assert client.post("/count/2").status_code == 401
    assert api.counted == 0


def test_a_bad_day_is_instead_of_the_answer_or_after_the_deed(api: Counter, client: httpx.Client) -> None:
    api.faults = [
        HttpFault("POST", "/count/.*", 503, "no", {"Retry-After": "7"}, times=2),
        HttpFault("POST", "/count/.*", after=True),
    ]
    answer = client.post("/count/1")
    assert (answer.status_code, answer.text, answer.headers["Retry-After"]) == (503, "no", "7")
    assert client.post("/count/1").status_code == 503
    assert api.counted == 0
    assert client.post("/count/1").status_code == 500
    assert api.counted == 1
    assert client.post("/count/1").text == "2"


def test_a_bad_day_befalls_its_own_requests_only_and_in_its_turn(api: Counter, client: httpx.Client) -> None:
    api.faults = [HttpFault("GET", ".*"), HttpFault("POST", "/count"), HttpFault("POST", "/count/1", skip=1)]
    assert [client.post(path).status_code for path in ("/count/1", "/count/2", "/count/1", "/count/1")] == [
        200,
        200,
        500,
        200,
    ]


@pytest.mark.parametrize("after", [False, True])
def test_a_cut_connection_gives_no_answer(api: Counter, client: httpx.Client, *, after: bool) -> None:
    api.faults = [HttpFault("POST", ".*", cut=True, after=after)]
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/count/1")
    assert api.counted == int(after)
    assert client.post("/count/1").status_code == 200


@pytest.mark.parametrize(("writes", "number", "answered"), [(1, 2, 1), (2, 3, 1), (2, 2, 0), (0, 1, 3), (1, 9, 3)])
def test_the_engine_is_killed_after_a_write_and_hears_of_no_answer(
    api: Counter, client: httpx.Client, monkeypatch: pytest.MonkeyPatch, *, writes: int, number: int, answered: int
) -> None:
    api.writes, api.kill_at = writes, number
    pipe = subprocess.PIPE
    with subprocess.Popen(["cat", "-u"], stdin=pipe, stdout=pipe, bufsize=0) as engine:
        assert engine.stdin is not None
        assert engine.stdout is not None
        # It has its own name only some time after it was started.
        engine.stdin.write(b".")
        assert engine.stdout.read(1) == b"."
        monkeypatch.setattr("sandbox.web.ENGINE", "cat")
        told = 0
        with suppress(httpx.RemoteProtocolError, httpx.ReadError):
            for _ in range(3):
                client.post("/count/1")
                told += 1
        engine.stdin.close()
        assert engine.wait() == (0 if answered == 3 else -signal.SIGKILL)
    assert told == answered
