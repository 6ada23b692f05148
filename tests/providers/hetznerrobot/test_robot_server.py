from collections.abc import Callable
from typing import Any

import pytest

from providers.hetznerrobot.account import Account
from providers.hetznerrobot.server import Server, ServerArguments
from providers.hetznerrobot.simulated import HetznerRobot
from providers.hetznerrobot.simulated_objects import SERVERS
from providers.kit.arguments import checked
from providers.kit.resource import RefusalError
from providers.kit.values import UNKNOWN
from sandbox.web import HttpFault

WEB = ServerArguments(server_number=321, name="web1.example.org")


def test_it_is_adopted_and_named(robot: HetznerRobot, account: Account) -> None:
    made = Server(account).create(WEB)
    assert made.id == "321"
    assert made.arguments == WEB
    assert made.outputs.plain() == {
        "mainIpv4": "203.0.113.21",
        "ipv6Network": "2001:db8:321:1::/64",
        "product": "AX41-NVMe",
        "location": "FSN1-DC14",
        "addresses": ["203.0.113.21"],
    }
    assert robot.store.writes() == [("update", SERVERS, "321")]
    assert Server(account).read("321", WEB) == made


def test_one_that_has_the_name_is_sent_nothing(robot: HetznerRobot, account: Account) -> None:
    Server(account).create(ServerArguments(server_number=322, name="old name"))
    assert robot.log == [("GET", "/server")]


def test_it_is_renamed(robot: HetznerRobot, account: Account) -> None:
    changed = Server(account).update("321", WEB, WEB.model_copy(update={"name": "Müller & Söhne"}))
    assert changed.arguments.name == "Müller & Söhne"
    stored = robot.store.get(SERVERS, "321")
    assert stored is not None
    assert stored.properties["server_name"] == "Müller & Söhne"


def test_a_rename_without_an_answer_is_sent_again(robot: HetznerRobot, account: Account) -> None:
    robot.faults = [HttpFault("POST", "/server/321", cut=True, after=True)]
    assert Server(account).create(WEB).arguments == WEB


def test_one_that_the_account_has_not_is_told(robot: HetznerRobot, account: Account) -> None:
    with pytest.raises(RefusalError, match="the account has no server 999; write the number that Robot shows"):
        Server(account).create(ServerArguments(server_number=999, name="x"))
    with pytest.raises(RefusalError, match="the account has no server 999 any more"):
        Server(account).update("999", WEB, ServerArguments(server_number=999, name="x"))
    assert Server(account).read("999", None) is None
    assert not robot.store.writes()


def test_deleting_sends_nothing(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    Server(account).delete("321", WEB)
    assert not robot.log
    assert "stays rented and running" in runtime.logged[0]


def test_a_cancelled_one_is_warned_of(account: Account, change: Callable[..., None], runtime: Any) -> None:
    change(SERVERS, "321", cancelled=True)
    assert Server(account).read("321", WEB) is not None
    assert "server 321 is cancelled" in runtime.warned[0]


def test_what_a_server_may_lack_is_left_out(account: Account, change: Callable[..., None]) -> None:
    change(SERVERS, "321", server_ip=None, server_ipv6_net=None, ip=None, subnet=None, server_name=None)
    found = Server(account).read("321", None)
    assert found is not None
    assert found.arguments.name == ""
    assert found.outputs.plain() == {"product": "AX41-NVMe", "location": "FSN1-DC14", "addresses": []}


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        ({"serverNumber": 999}, "serverNumber", "the account has no server 999; write the number that Robot shows"),
        ({"serverNumber": 322}, "ipv4", "server 322 has 203.0.113.22, not 203.0.113.21: check the number"),
        ({"ipv4": "web1"}, "ipv4", "it is no IPv4 address; write one like 203.0.113.5, or leave it out"),
        ({"ipv4": "2001:db8::1"}, "ipv4", "it is no IPv4 address"),
    ],
)
def test_a_number_of_another_server_is_refused_before_anything_is_touched(
    robot: HetznerRobot, account: Account, given: dict[str, Any], field: str, reason: str
) -> None:
    right = WEB.plain() | {"ipv4": "203.0.113.21"}
    assert checked(Server(account), right) == (right, [])
    _, (wrong,) = checked(Server(account), right | given)
    assert wrong.field == field
    assert wrong.reason.startswith(reason)
    assert robot.log == [("GET", "/server")]


def test_a_server_without_an_address_is_not_the_one_with_it(account: Account, change: Callable[..., None]) -> None:
    change(SERVERS, "321", server_ip=None, ip=None)
    _, (wrong,) = checked(Server(account), WEB.plain() | {"ipv4": "203.0.113.21"})
    assert wrong.reason == "server 321 has no IPv4 address, not 203.0.113.21: check the number"


def test_what_is_unknown_yet_is_not_judged(account: Account) -> None:
    assert checked(Server(account), WEB.plain() | {"ipv4": UNKNOWN})[1] == []
    assert checked(Server(account), {"serverNumber": UNKNOWN, "name": "x"})[1] == []
    assert [one.field for one in checked(Server(account), {"serverNumber": 999, "name": UNKNOWN})[1]] == [
        "serverNumber"
    ]


def test_a_list_that_can_not_be_read_lets_a_preview_go_on_with_one_warning(
    robot: HetznerRobot, account: Account, runtime: Any
) -> None:
    robot.faults = [HttpFault("GET", "/server", 503, "out of order", times=5)]
    server = Server(account)
    for number in (321, 322, 999):
        assert checked(server, {"serverNumber": number, "name": "x", "ipv4": "203.0.113.22"})[1] == []
    (warned,) = runtime.warned
    assert warned.startswith("the servers' numbers and addresses are not checked: Hetzner Robot answered 503: out of")
    assert robot.count("GET", "/server") == 5
    for number in (321, 999):
        with pytest.raises(RefusalError, match=r"server 321 has 203.0.113.21, not|the account has no server 999"):
            server.create(ServerArguments(server_number=number, name="x", ipv4="203.0.113.22"))
    with pytest.raises(RefusalError, match=r"server 321 has 203.0.113.21, not 203.0.113.22: check the number"):
        server.update("321", WEB, WEB.model_copy(update={"ipv4": "203.0.113.22"}))
    assert not robot.store.writes()


def test_a_wrong_login_is_told_by_every_check_and_sent_once(
    robot: HetznerRobot, connect: Callable[..., Account], runtime: Any
) -> None:
    server = Server(connect(password="wrong"))
    for number in (321, 322):
        with pytest.raises(RefusalError, match="three failed logins lock this address out"):
            checked(server, {"serverNumber": number, "name": "x"})
    assert robot.failed_logins == len(robot.log) == 1
    assert not runtime.warned


def test_the_address_is_as_it_is_known_and_nothing_is_sent_for_it(robot: HetznerRobot, account: Account) -> None:
    server, known = Server(account), ServerArguments(server_number=322, name="old name", ipv4="203.0.113.22")
    bare = known.model_copy(update={"ipv4": None})
    read, imported = server.read("322", known), server.read("322", None)
    assert read is not None
    assert imported is not None
    assert (read.arguments, imported.arguments) == (known, bare)
    assert server.create(known).arguments == server.update("322", bare, known).arguments == known
    assert robot.log == [("GET", "/server")]


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
def test_a_wrong_name_is_told_before_anything_is_sent(robot: HetznerRobot, account: Account, name: str) -> None:
    _, (wrong,) = checked(Server(account), {"serverNumber": 321.0, "name": name})
    assert wrong.field == "name"
    assert "give 1 to 100" in wrong.reason
    assert not robot.log


def test_the_api_can_order_and_cancel_and_the_provider_never_asks_for_it() -> None:
    from pathlib import Path

    import providers.hetznerrobot

    folder = Path(providers.hetznerrobot.__file__).parent
    text = "".join(path.read_text() for path in folder.glob("*.py"))
    assert "/order" not in text
    assert "/cancellation" not in text
    assert "/reset" not in text
