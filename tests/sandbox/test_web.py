from collections.abc import Iterator

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from sandbox.store import Store
from sandbox.web import Handler, HttpFault, WebApi, serving


class Counter(WebApi):
    """Counts how often it was asked to."""

    counted = 0

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        yield "POST", "/count/<int:by>", self._count

    def before_request(self, request: Request) -> Response | None:
        return Response("who?", 401) if "user" not in request.headers else None

    def not_found(self, request: Request) -> Response:
        return Response(f"no {request.path}", 404)

    def _count(self, _request: Request, by: int) -> Response:
        self.counted += by
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
