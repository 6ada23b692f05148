import json
from collections.abc import Callable
from typing import Any

import pytest

from providers.hetznerrobot.account import Account
from providers.hetznerrobot.firewall import Firewall
from providers.hetznerrobot.rules import FirewallArguments
from providers.hetznerrobot.simulated import HetznerRobot
from providers.hetznerrobot.simulated_objects import FIREWALLS
from providers.kit.http import AnswerError
from providers.kit.resource import RefusalError
from sandbox.web import HttpFault

AT = "/firewall/321"
SSH = {"name": "ssh", "ip_version": "ipv4", "protocol": "tcp", "dst_port": "22", "action": "accept"}
WANTED = FirewallArguments.model_validate({"server_number": 321, "input": [SSH]})
OTHER = FirewallArguments.model_validate({"server_number": 321, "input": [SSH, {**SSH, "dst_port": "80"}]})


@pytest.fixture(autouse=True)
def never_cut_off(robot: HetznerRobot) -> Any:
    yield
    assert not robot.firewalls.cut_off


def methods(robot: HetznerRobot) -> str:
    return " ".join(method for method, _ in robot.log)


def test_it_is_made_read_changed_and_switched_off(
    robot: HetznerRobot, account: Account, connect: Callable[..., Account], runtime: Any
) -> None:
    made = Firewall(account).create(WANTED)
    assert (made.id, made.arguments) == ("321", WANTED)
    assert Firewall(connect()).read("321", None) == made
    assert Firewall(connect()).update("321", WANTED, OTHER).arguments == OTHER
    fresh = Firewall(connect())
    found = fresh.read("321", WANTED)
    assert found is not None
    assert found.arguments == OTHER
    fresh.delete("321", OTHER)
    assert "everyone reaches the server" in runtime.warned[0]
    assert fresh.read("321", OTHER) is None
    assert [operation for operation, *_ in robot.store.writes()] == ["create", "create", "delete"]


def test_two_that_change_places_both_stay(
    robot: HetznerRobot, account: Account, connect: Callable[..., Account]
) -> None:
    there = WANTED.model_copy(update={"server_number": 322})
    for one in (WANTED, there):
        Firewall(account).create(one)
    firewall = Firewall(connect())
    for one in (there, WANTED):
        firewall.create(one)
    for one in (WANTED, there):
        firewall.delete(str(one.server_number), one)
    assert len(robot.store.all(FIREWALLS)) == 2


def test_reading_is_one_request_a_run(robot: HetznerRobot, account: Account) -> None:
    firewall = Firewall(account)
    assert [firewall.read("321", None) for _ in range(3)] == [None] * 3
    assert methods(robot) == "GET"


def test_a_server_that_is_not_there_has_none(account: Account) -> None:
    firewall = Firewall(account)
    assert firewall.read("999", None) is None
    with pytest.raises(RefusalError, match="there is no firewall for server 999"):
        firewall.create(WANTED.model_copy(update={"server_number": 999}))
    firewall.delete("999", WANTED.model_copy(update={"server_number": 999}))
    with pytest.raises(RefusalError, match="a firewall's id is its server's number, not 'web1'"):
        firewall.read("web1", None)


def test_what_is_there_by_hand_is_replaced_with_a_warning(
    account: Account, connect: Callable[..., Account], runtime: Any
) -> None:
    Firewall(connect()).create(OTHER)
    Firewall(account).create(WANTED)
    assert "whose rules are replaced: ssh, ssh, all" in runtime.warned[0]


def test_what_is_there_as_it_should_be_is_sent_nothing(
    robot: HetznerRobot, account: Account, connect: Callable[..., Account]
) -> None:
    Firewall(connect()).create(WANTED)
    robot.log.clear()
    Firewall(account).create(WANTED)
    assert methods(robot) == "GET"


def test_other_places_to_log_in_from_are_sent_nothing(robot: HetznerRobot, account: Account) -> None:
    changed = WANTED.model_copy(update={"ssh_sources": ["192.0.2.0/24"]})
    assert Firewall(account).update("321", WANTED, changed).arguments == changed
    assert not robot.log


def test_it_is_waited_for_until_active(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    robot.firewalls.settling = 6
    Firewall(account).create(WANTED)
    assert runtime.waited == [1, 2, 4, 8, 10, 10]
    assert methods(robot) == "GET POST" + " GET" * 7
    assert "waiting 10 s" in runtime.logged[-2]


def test_one_that_is_never_active_is_told_after_a_while(robot: HetznerRobot, account: Account, runtime: Any) -> None:
    robot.firewalls.settling = 1000
    with pytest.raises(RefusalError, match="server 321 has been in process for 180 s; it was sent"):
        Firewall(account).create(WANTED)
    assert sum(runtime.waited) == 180
    assert max(runtime.waited) == 10


def test_reading_waits_too(
    robot: HetznerRobot, account: Account, connect: Callable[..., Account], runtime: Any
) -> None:
    Firewall(connect()).create(WANTED)
    robot.firewalls._reads_in_process["321"] = 2
    found = Firewall(account).read("321", None)
    assert found is not None
    assert found.arguments == WANTED
    assert runtime.waited == [1, 2]
    robot.firewalls._reads_in_process["321"] = 1000
    with pytest.raises(RefusalError, match="nothing was sent"):
        Firewall(connect()).read("321", None)


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_a_write_while_another_is_in_process_waits(
    robot: HetznerRobot, account: Account, connect: Callable[..., Account], runtime: Any, verb: str
) -> None:
    Firewall(account).create(WANTED)
    robot.log.clear()
    robot.firewalls._reads_in_process["321"] = 2
    if verb == "update":
        assert Firewall(account).update("321", WANTED, OTHER).arguments == OTHER
        assert methods(robot) == "POST GET GET GET POST GET"
    else:
        Firewall(connect()).delete("321", WANTED)
        assert methods(robot) == "DELETE GET GET GET DELETE"
    assert runtime.waited[:2] == [1, 2]


@pytest.mark.parametrize("day", [{"status": 500}, {"status": 503}, {"cut": True}])
def test_a_write_that_was_done_without_an_answer_is_not_sent_again(
    robot: HetznerRobot, account: Account, day: dict[str, Any]
) -> None:
    robot.faults = [HttpFault("POST", AT, after=True, **day)]
    robot.firewalls.settling = 1
    assert Firewall(account).create(WANTED).arguments == WANTED
    assert robot.count("POST", AT) == 1


@pytest.mark.parametrize("day", [{"status": 500}, {"cut": True}])
def test_a_write_that_was_not_done_is_sent_again(robot: HetznerRobot, account: Account, day: dict[str, Any]) -> None:
    robot.faults = [HttpFault("POST", AT, times=2, **day)]
    assert Firewall(account).create(WANTED).arguments == WANTED
    assert robot.count("POST", AT) == 3


def test_a_write_that_is_never_taken_is_told(robot: HetznerRobot, account: Account) -> None:
    robot.faults = [
        HttpFault("POST", AT, 503, "maintenance", times=9),
        HttpFault("DELETE", AT, 503, "maintenance", times=9),
    ]
    with pytest.raises(AnswerError, match="maintenance"):
        Firewall(account).create(WANTED)
    with pytest.raises(AnswerError, match="maintenance"):
        Firewall(account).delete("321", WANTED)
    assert (robot.count("POST", AT), robot.count("DELETE", AT)) == (3, 3)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_refusal_is_told_at_once(robot: HetznerRobot, account: Account, method: str) -> None:
    robot.faults = [
        HttpFault(method, AT, 400, json.dumps({"error": {"message": "no", "code": "X", "invalid": ["rules"]}}))
    ]
    with pytest.raises(AnswerError, match=r"answered 400: no \(X\); invalid: rules"):
        Firewall(account).create(WANTED) if method == "POST" else Firewall(account).delete("321", WANTED)
    assert robot.count(method, AT) == 1


def test_one_that_is_off_after_it_was_sent_is_told(robot: HetznerRobot, account: Account) -> None:
    body = {"firewall": {"server_number": 321, "status": "disabled"}}
    robot.faults = [HttpFault("GET", AT, 200, json.dumps(body), skip=1)]
    with pytest.raises(RefusalError, match="was sent and is disabled instead of active"):
        Firewall(account).create(WANTED)


def test_the_apis_own_form_is_no_difference(robot: HetznerRobot, account: Account) -> None:
    nothing = dict.fromkeys(["dst_ip", "src_ip", "src_port", "tcp_flags"])
    rule = {"name": "ssh", "ip_version": "ipv4", "protocol": "tcp", "dst_port": 22, "action": "accept", **nothing}
    everything = dict.fromkeys(["ip_version", "dst_ip", "dst_port", "src_port", "protocol"], "")
    told = {"status": "active", "filter_ipv6": True, "whitelist_hos": True, "port": "main", "new": 1}
    rules = {"input": [rule], "output": [{"name": "all", "action": "accept", "src_ip": None, **everything}]}
    robot.store.add(FIREWALLS, "321", None, told | {"rules": rules}, by_hand=True)
    found = Firewall(account).read("321", None)
    assert found is not None
    assert found.arguments == WANTED


def test_the_sandbox_tells_of_a_server_that_is_cut_off(robot: HetznerRobot, account: Account) -> None:
    account.request("POST", AT, data={"status": "active", "rules[input][0][action]": "accept"})
    assert robot.firewalls.cut_off == ["321"]
    robot.firewalls.cut_off.clear()
    with pytest.raises(AnswerError, match=r"INVALID_INPUT\); invalid: rules\[input\]"):
        account.request("POST", AT, data={f"rules[input][{number}][action]": "accept" for number in range(11)})
