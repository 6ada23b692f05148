import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from providers.hetznerrobot.account import LOGIN_REFUSED, Account
from providers.hetznerrobot.lookups import GetServers, ServersArguments
from providers.hetznerrobot.package import PACKAGE
from providers.hetznerrobot.server import Server, ServerArguments
from providers.hetznerrobot.simulated import HetznerRobot
from providers.kit.arguments import checked
from providers.kit.http import AnswerError, UnknownOutcomeError
from providers.kit.resource import RefusalError
from sandbox.web import HttpFault
from tests.providers.plugin import Plugin, is_secret

USER, PASSWORD = "#ws+sandbox", "a very secret password"
BASIC = "I3dzK3NhbmRib3g6YSB2ZXJ5IHNlY3JldCBwYXNzd29yZA=="


def error(status: int, **told: Any) -> str:
    return json.dumps({"error": {"status": status, **told}})


@pytest.mark.parametrize(("user", "password"), [("#ws+sandbox", "wrong"), ("wrong", PASSWORD)])
def test_nothing_is_sent_after_the_first_wrong_login(
    robot: HetznerRobot, connect: Callable[..., Account], user: str, password: str
) -> None:
    account = connect(user, password)

    def ask(number: int) -> str:
        with pytest.raises(RefusalError) as refusal:
            Server(account).read(str(number), None)
        return str(refusal.value)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(20))) == {LOGIN_REFUSED}
    assert len(robot.log) == robot.failed_logins == 1
    assert password not in LOGIN_REFUSED


def test_three_wrong_logins_lock_the_address_out(robot: HetznerRobot, connect: Callable[..., Account]) -> None:
    for _ in range(3):
        with pytest.raises(RefusalError):
            connect(password="wrong").servers.all()
    assert robot.failed_logins == 3
    with pytest.raises(RefusalError, match="lock this address out"):
        connect().servers.all()


@pytest.mark.parametrize(("user", "password"), [(None, PASSWORD), ("#ws+sandbox", None)])
def test_without_credentials_it_is_said_how_to_give_them(
    robot: HetznerRobot, connect: Callable[..., Account], user: str | None, password: str | None
) -> None:
    with pytest.raises(RefusalError, match="set HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD") as refusal:
        connect(user, password).servers.all()
    for name in ("user", "password"):
        assert f"`pulumi config set --secret hetznerrobot:{name}`" in str(refusal.value)
    with pytest.raises(RefusalError, match="set HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD"):
        checked(Server(connect(user, password)), {"serverNumber": 321, "name": "x"})
    assert not robot.log


def test_reading_everything_is_one_request_of_a_list(robot: HetznerRobot, account: Account) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: Server(account).read(str(number), None), (321, 322, 323) * 5))
    assert [one.id if one else None for one in found[:3]] == ["321", "322", None]
    assert robot.log == [("GET", "/server")]


def test_a_rate_limit_that_passes_soon_is_waited_for(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    body = error(403, code="RATE_LIMIT_EXCEEDED", message="rate limit exceeded", max_request=200, interval=120)
    robot.faults = [HttpFault("GET", "/server", 403, body, times=2)]
    assert len(account.servers.all()) == 2
    assert runtime.waited == [120, 120]


def test_a_rate_limit_is_not_waited_for_beyond_patience(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    body = error(403, code="RATE_LIMIT_EXCEEDED", message="rate limit exceeded", max_requests=200, interval=120)
    robot.faults = [HttpFault("GET", "/server", 403, body, times=9)]
    with pytest.raises(RefusalError, match="it takes 200 requests in 120 seconds"):
        account.servers.all()
    assert runtime.waited == [120, 120]


def test_the_limit_of_an_hour_is_told_at_once(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    robot.limits = {("GET", "/server"): 1}
    assert account.servers.all()
    account.servers.forget()
    with pytest.raises(RefusalError, match="it takes 1 requests in 3600 seconds; run again after that time"):
        account.servers.all()
    assert not runtime.waited
    assert robot.count("GET", "/server") == 2


def test_a_rate_limit_without_numbers_is_one_of_a_minute(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    robot.faults = [
        HttpFault("GET", "/server", 403, error(403, code="RATE_LIMIT_EXCEEDED", message="no", interval=None))
    ]
    assert account.servers.all()
    assert runtime.waited == [60]


def test_another_refusal_with_403_is_none_of_the_rate(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    robot.faults = [HttpFault("GET", "/server", 403, error(403, code="FORBIDDEN", message="not for you"))]
    with pytest.raises(AnswerError, match=r"answered 403: not for you \(FORBIDDEN\)"):
        account.servers.all()
    assert not runtime.waited


@pytest.mark.parametrize("day", [{"status": 503}, {"status": 500}, {"cut": True}, {"status": 502, "body": "<html>"}])
def test_trouble_is_tried_again(robot: HetznerRobot, account: Account, runtime: Any, day: dict[str, Any]) -> None:
    robot.faults = [HttpFault("GET", "/server", times=2, **day)]
    assert len(account.servers.all()) == 2
    assert runtime.waited == [0.5, 1]


def test_lasting_trouble_is_told(robot: HetznerRobot, account: Account) -> None:
    robot.faults = [HttpFault("GET", "/server", 503, error(503, code="MAINTENANCE", message="come back"), times=9)]
    with pytest.raises(AnswerError, match=r"Hetzner Robot answered 503: come back \(MAINTENANCE\)"):
        account.servers.all()
    assert robot.count("GET", "/server") == 5


def test_what_is_missing_and_invalid_is_told(robot: HetznerRobot, account: Account) -> None:
    body = error(400, code="INVALID_INPUT", message="invalid input", missing=["a", "b"], invalid={"c": ["no"]})
    robot.faults = [HttpFault("POST", "/server/322", 400, body)]
    with pytest.raises(AnswerError, match=r"invalid input \(INVALID_INPUT\); missing: a, b; invalid: c$"):
        Server(account).create(ServerArguments(server_number=322, name="x"))


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (400, "plain words\nmore", "answered 400: plain words$"),
        (404, "<html><body>lost</body></html>", r"\(a page, not an answer of the API\)"),
        (400, "", "answered 400: "),
        (400, '"text"', "answered 400"),
        (400, '{"error": "text"}', "answered 400"),
    ],
)
def test_errors_that_are_no_json_of_the_service_survive(
    robot: HetznerRobot, account: Account, status: int, body: str, words: str
) -> None:
    robot.faults = [HttpFault("POST", "/key", status, body)]
    with pytest.raises(AnswerError, match=words):
        account.request("POST", "/key", data={})


@pytest.mark.parametrize(
    "body", ["<html>welcome to the hotel's network</html>", "{}", "[1]", '[{"server": {}}]', "null"]
)
def test_a_list_that_is_none_is_told(robot: HetznerRobot, account: Account, body: str) -> None:
    robot.faults = [HttpFault("GET", "/server", 200, body)]
    with pytest.raises(
        RefusalError,
        match=r"Hetzner Robot (answered (GET /server|200, but no JSON)|returned a server in an unknown form)",
    ):
        account.servers.all()
    assert len(account.servers.all()) == 2


def test_fields_that_are_new_are_no_error_and_broken_ones_name_the_place(robot: HetznerRobot, account: Account) -> None:
    body = [{"server": {"server_number": 1, "server_name": ["x"]}}, {"server": {"server_number": 2, "new": 1}}]
    robot.faults = [HttpFault("GET", "/server", 200, json.dumps(body))]
    with pytest.raises(RefusalError, match=r"returned a server in an unknown form \(at server_name\)"):
        Server(account).read("1", None)
    assert Server(account).read("2", None) is not None


def test_no_error_and_no_word_has_the_credentials(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    echo = f"{USER} sent {BASIC} and {PASSWORD}"
    body = error(400, code="ECHO", message=echo)
    robot.faults = [HttpFault("POST", "/server/322", 400, body), HttpFault("POST", "/server/322", 200, echo)]
    said = ""
    for kind in (AnswerError, UnknownOutcomeError):
        with pytest.raises(kind) as refusal:
            Server(account).create(ServerArguments(server_number=322, name="x"))
        said += repr(refusal.value)
    said += f"{runtime.logged} {runtime.warned}"
    assert said.count("*** sent *** and ***") == 2
    assert not [one for one in (USER, BASIC, PASSWORD) if one in said]


def test_the_user_is_a_secret_too(url: str, runtime: Any) -> None:
    settings, failures = Plugin.direct(PACKAGE, runtime).check_config({"user": USER, "password": PASSWORD, "url": url})
    assert {name for name, value in settings.items() if is_secret(value)} == {"password", "user"}
    assert failures == {}


def test_an_empty_account_has_empty_lists(robot: HetznerRobot, account: Account) -> None:
    for number in ("321", "322"):
        robot.store.remove("hetznerrobot:index:Server", number)
    assert account.servers.all() == account.keys.all() == account.reverse_dns.all() == []


def test_servers_are_found(account: Account) -> None:
    found = GetServers(account).answer(ServersArguments(name=None)).plain()["servers"]
    assert [one["number"] for one in found] == [321, 322]
    (one,) = GetServers(account).answer(ServersArguments(name="old name")).plain()["servers"]
    assert one == {"number": 322, "name": "old name", "product": "EX44", "ipv4": "203.0.113.22"}
