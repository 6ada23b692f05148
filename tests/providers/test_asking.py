"""A service is asked over real HTTP, once for each path."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.wrappers import Request, Response

from providers.asking import UnansweredError, asking
from sandbox.store import Store
from sandbox.web import Handler, HttpFault, WebApi, serving

TOKEN = "a-token-that-nobody-may-see"


class Service(WebApi):
    """Answers one path, to whoever has the token."""

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        yield "GET", "/things", lambda _: Response("[1, 2]")
        yield "GET", "/page", lambda _: Response("<html>sorry</html>")

    def before_request(self, request: Request) -> Response | None:
        return None if request.headers.get("Authorization") == f"Bearer {TOKEN}" else Response("who?", 401)

    def not_found(self, request: Request) -> Response:
        return Response(f"{request.path} is not there, {TOKEN}", 404)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[tuple[Service, str]]:
    api = Service(Store(tmp_path / "clouds.sqlite"))
    with serving(api) as address:
        yield api, address


def test_each_path_is_asked_for_once(service: tuple[Service, str]) -> None:
    api, address = service
    with asking("Somewhere", address, TOKEN) as get:
        assert get("things") == get("things") == [1, 2]
    assert len(api.log) == 1


def test_a_busy_service_is_given_time(service: tuple[Service, str]) -> None:
    api, address = service
    api.faults += [HttpFault("GET", "/.*", status=429, headers={"Retry-After": "0"}), HttpFault("GET", "/.*", cut=True)]
    with asking("Somewhere", address, TOKEN) as get:
        assert get("things") == [1, 2]
    assert len(api.log) == 3


@pytest.mark.parametrize(
    ("path", "token", "words"),
    [
        ("nothing", TOKEN, r"Somewhere answered 404: /nothing is not there, \*\*\*"),
        ("things", "another", "Somewhere answered 401: who\\?"),
        ("page", TOKEN, "Somewhere answered 200, but no JSON"),
    ],
)
def test_a_refusal_is_told_without_the_token(service: tuple[Service, str], path: str, token: str, words: str) -> None:
    with asking("Somewhere", service[1], token) as get, pytest.raises(UnansweredError, match=words) as error:
        get(path)
    assert TOKEN not in str(error.value)
