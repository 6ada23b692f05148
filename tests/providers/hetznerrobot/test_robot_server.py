from collections.abc import Callable
from typing import Any

import pytest

from providers.hetznerrobot.account import Account
from providers.hetznerrobot.server import Server, ServerArguments
from providers.kit.arguments import checked
from providers.kit.resource import RefusalError
from sandbox.hetzner_robot import SERVERS, HetznerRobot
from sandbox.web import BadDay

WEB = ServerArguments(server_number=321, name="web1.example.org")


def test_it_is_adopted_and_named(robot: HetznerRobot, account: Account) -> None:
    made = Server(account).create(WEB)
    assert made.id == "321"
    assert made.arguments == WEB
    assert made.outputs.plain() == {
        "ipv4": "203.0.113.21",
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
    robot.days = [BadDay("POST", "/server/321", cut=True, after=True)]
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
    assert "stays rented and running" in runtime.said[0]


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
