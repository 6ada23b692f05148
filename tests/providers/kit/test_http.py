import socket
from collections.abc import Iterator

import httpx
import pytest
from werkzeug.wrappers import Request, Response

from providers.kit.http import MAX_ATTEMPTS, AnswerError, Api, ApiConventions, UnknownOutcomeError, text_message
from providers.kit.rate_limit import RateLimit
from providers.kit.resource import RefusalError
from providers.kit.runtime import CancelledError
from sandbox.store import Store
from sandbox.web import Handler, HttpFault, WebApi, serving
from tests.providers.clock import Clock
from tests.shared import PATIENCE_SECONDS

KEY = "sesame"


class Echo(WebApi):
    """An API that has one thing."""

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        for method in ("GET", "POST"):
            yield method, "/thing", lambda _: Response("done")

    def before_request(self, request: Request) -> None:
        del request

    def not_found(self, request: Request) -> Response:
        return Response(f"no {request.path}", 404)


def busy(response: httpx.Response) -> float | None:
    return float(response.headers.get("Retry-After", 60)) if response.status_code == 429 else None


class Setup:
    """The API over loopback HTTP, and who asks it with a clock of its own."""

    def __init__(self, store: Store, url: str, served: Echo) -> None:
        del store
        self.served, self.clock = served, Clock()
        self._conventions = ApiConventions("Echo", text_message, busy, credentials=(KEY,), max_wait=300)
        self.api = self.at(url)

    def at(self, url: str, rate_limit: RateLimit | None = None, transport: httpx.BaseTransport | None = None) -> Api:
        client = httpx.Client(base_url=url, timeout=PATIENCE_SECONDS, transport=transport)
        return Api(client, self._conventions, self.clock, rate_limit)

    def bad(self, method: str, status: int = 500, times: int = 1, **more: object) -> None:
        self.served.faults.append(HttpFault(method, "/thing", status, times=times, **more))  # type: ignore[arg-type]


@pytest.fixture
def setup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setup]:
    store = Store(tmp_path_factory.mktemp("store") / "store.sqlite")
    served = Echo(store)
    with serving(served) as url:
        yield Setup(store, url, served)
    store.close()


def test_an_answer_comes_at_once(setup: Setup) -> None:
    assert setup.api.request("GET", "/thing").text == "done"
    assert setup.clock.passed == 0


def test_trouble_is_waited_out_a_little_longer_each_time(setup: Setup) -> None:
    setup.bad("GET", 503, times=MAX_ATTEMPTS - 1)
    assert setup.api.request("GET", "/thing").text == "done"
    assert setup.clock.passed == 0.5 + 1 + 2 + 4


def test_trouble_that_lasts_is_told_in_the_services_words(setup: Setup) -> None:
    setup.bad("GET", 502, times=100, body="the well is dry\nreally")
    with pytest.raises(AnswerError, match=r"^Echo answered 502: the well is dry$"):
        setup.api.request("GET", "/thing")
    assert setup.served.count("GET", "/thing") == MAX_ATTEMPTS


@pytest.mark.parametrize("day", [{"status": 500}, {"status": 404}, {"cut": True}])
def test_what_may_not_be_repeated_is_asked_once(setup: Setup, day: dict[str, object]) -> None:
    setup.bad("POST", **day)  # type: ignore[arg-type]
    with pytest.raises((AnswerError, UnknownOutcomeError)):
        setup.api.request("POST", "/thing", repeat=False)
    assert setup.served.count("POST", "/thing") == 1


def test_a_refusal_is_not_asked_again(setup: Setup) -> None:
    setup.bad("GET", 400, times=100, body="never")
    with pytest.raises(AnswerError, match="Echo answered 400: never") as caught:
        setup.api.request("GET", "/thing")
    assert caught.value.status == 400
    assert setup.served.count("GET", "/thing") == 1


def test_a_busy_service_is_waited_for_as_long_as_it_says_even_where_nothing_may_be_repeated(setup: Setup) -> None:
    setup.bad("POST", 429, headers={"Retry-After": "17"})
    setup.bad("POST", 429, headers={"Retry-After": "4"})
    assert setup.api.request("POST", "/thing", repeat=False).text == "done"
    assert setup.clock.passed == 21
    assert setup.clock.logged[0] == "Echo: waiting 17 s for its rate limit or its answer"


def test_patience_has_an_end_with_a_clear_error(setup: Setup) -> None:
    setup.bad("GET", 429, times=100, body="slow down", headers={"Retry-After": "70"})
    with pytest.raises(AnswerError, match="Echo answered 429: slow down"):
        setup.api.request("GET", "/thing")
    assert setup.clock.passed == 280
    with pytest.raises(AnswerError, match="Echo answered 429"):
        setup.api.request("GET", "/thing")


def test_a_reported_wait_holds_for_every_request(setup: Setup) -> None:
    rate_limit = RateLimit(setup.clock, 100)
    api = setup.at(str(setup.api._client.base_url), rate_limit)
    setup.bad("GET", 429, headers={"Retry-After": "30"})
    assert api.request("GET", "/thing").text == "done"
    assert setup.clock.passed == 30
    setup.bad("GET", 429, headers={"Retry-After": "400"})
    with pytest.raises(AnswerError, match="429"):
        api.request("GET", "/thing")
    assert setup.clock.passed == 30
    assert api.request("GET", "/thing").text == "done"
    assert setup.clock.passed == 430


def test_requests_keep_the_pace(setup: Setup) -> None:
    api = setup.at(str(setup.api._client.base_url), RateLimit(setup.clock, 2))
    assert [api.request("GET", "/thing").status_code for _ in range(5)] == [200] * 5
    assert setup.clock.passed == 120


def test_a_cut_connection_is_asked_again_where_that_does_no_harm(setup: Setup) -> None:
    setup.bad("GET", cut=True, times=2)
    assert setup.api.request("GET", "/thing").text == "done"


def test_a_connection_that_is_always_cut_is_told(setup: Setup) -> None:
    setup.bad("GET", cut=True, times=100)
    with pytest.raises(
        UnknownOutcomeError, match=r"Echo gave no answer to GET /thing \(RemoteProtocolError, timed out or cut"
    ):
        setup.api.request("GET", "/thing")


def test_an_address_where_nobody_answers_is_told(setup: Setup) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        api = setup.at(f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(
            RefusalError, match=r"Echo can't be reached \(ConnectError\); check the network and the addr"
        ):
            api.request("POST", "/thing", repeat=False)
    assert setup.clock.passed > 0


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ReadTimeout, UnknownOutcomeError),
        (httpx.WriteError, UnknownOutcomeError),
        (httpx.ConnectTimeout, RefusalError),
    ],
)
def test_an_answer_that_takes_too_long_leaves_open_whether_it_was_done(
    setup: Setup, error: type[httpx.HTTPError], kind: type[RefusalError]
) -> None:
    asked = []

    def fail(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise error(f"over {KEY}")

    api = setup.at("http://echo.invalid", transport=httpx.MockTransport(fail))
    with pytest.raises(kind, match=error.__name__) as caught:
        api.request("POST", "/thing", repeat=False)
    assert type(caught.value) is kind
    assert KEY not in str(caught.value)
    assert len(asked) == (1 if kind is UnknownOutcomeError else MAX_ATTEMPTS)


def test_a_credential_is_never_in_an_error(setup: Setup) -> None:
    setup.bad("GET", 403, body=f"who is {KEY}?")
    with pytest.raises(AnswerError, match=r"Echo answered 403: who is \*\*\*\?") as caught:
        setup.api.request("GET", "/thing")
    assert KEY not in repr(caught.value)
    assert caught.value.__cause__ is None


def test_a_cancelled_run_waits_for_nothing(setup: Setup) -> None:
    setup.bad("GET", 429)
    setup.clock.cancel()
    with pytest.raises(CancelledError):
        setup.api.request("GET", "/thing")
    assert setup.served.count("GET", "/thing") == 1
