from collections.abc import Callable

import pytest

from providers.hetznerrobot.account import Account
from providers.hetznerrobot.reverse_dns import ReverseDns, ReverseDnsArguments
from providers.hetznerrobot.simulated import HetznerRobot
from providers.hetznerrobot.simulated_objects import REVERSE_DNS, static_name
from providers.kit.arguments import checked
from providers.kit.http import AnswerError
from sandbox.web import HttpFault

V4 = ReverseDnsArguments(ip="203.0.113.21", ptr="web1.example.org")
V6 = ReverseDnsArguments(ip="2001:db8:321:1::1", ptr="web1.example.org")


@pytest.mark.parametrize("arguments", [V4, V6])
def test_it_is_made_read_changed_and_deleted(
    robot: HetznerRobot, account: Account, connect: Callable[..., Account], arguments: ReverseDnsArguments
) -> None:
    reverse = ReverseDns(account)
    made = reverse.create(arguments)
    assert (made.id, made.arguments) == (arguments.ip, arguments)
    assert reverse.read(made.id, None) == made
    other = arguments.model_copy(update={"ptr": "web2.example.org"})
    assert reverse.update(made.id, arguments, other).arguments == other
    reverse = ReverseDns(connect())
    reverse.delete(made.id, other)
    path = f"/rdns/{arguments.ip}"
    assert robot.log == [("GET", "/rdns"), ("PUT", path), ("POST", path), ("DELETE", path)]


def test_one_that_another_resource_has_taken_over_stays(robot: HetznerRobot, account: Account) -> None:
    reverse = ReverseDns(account)
    reverse.delete(reverse.create(V6).id, V6)
    assert robot.store.get(REVERSE_DNS, V6.ip) is not None
    reverse.delete(V4.ip, V4)


def test_one_that_was_deleted_is_known_to_be_gone(robot: HetznerRobot, account: Account) -> None:
    robot.store.add(REVERSE_DNS, V6.ip, None, V6.plain(), by_hand=True)
    reverse = ReverseDns(account)
    assert reverse.read(V6.ip, None) is not None
    reverse.delete(V6.ip, V6)
    assert reverse.read(V6.ip, V6) is None


def test_a_main_address_goes_back_to_hetzners_name(account: Account, connect: Callable[..., Account]) -> None:
    ReverseDns(connect()).delete(ReverseDns(account).create(V4).id, V4)
    found = ReverseDns(connect()).read(V4.ip, None)
    assert found is not None
    assert found.arguments.ptr == static_name(V4.ip) == "static.21.113.0.203.clients.your-server.de"


def test_one_that_is_there_is_taken_over(robot: HetznerRobot, account: Account) -> None:
    robot.store.add(REVERSE_DNS, V4.ip, None, {"ip": V4.ip, "ptr": "Other.example.org."}, by_hand=True)
    assert ReverseDns(account).create(V4).arguments == V4
    assert robot.log[1:] == [("POST", f"/rdns/{V4.ip}")]
    assert ReverseDns(account).create(V4).arguments == V4
    assert len(robot.log) == 2


def test_one_that_turns_out_to_be_there_is_changed(robot: HetznerRobot, account: Account) -> None:
    account.reverse_dns.all()
    robot.store.add(REVERSE_DNS, V4.ip, None, {"ip": V4.ip, "ptr": "other.example.org"}, by_hand=True)
    assert ReverseDns(account).create(V4).arguments == V4
    assert [method for method, _ in robot.log] == ["GET", "PUT", "POST"]


@pytest.mark.parametrize("day", [{"cut": True}, {"status": 500}, {"status": 503}])
def test_one_that_was_made_without_an_answer_is_found(
    robot: HetznerRobot, account: Account, day: dict[str, int]
) -> None:
    robot.faults = [HttpFault("PUT", "/rdns/.*", after=True, **day)]  # type: ignore[arg-type] # any of its fields
    assert ReverseDns(account).create(V4).arguments == V4
    assert robot.store.writes() == [("create", REVERSE_DNS, V4.ip), ("update", REVERSE_DNS, V4.ip)]


def test_one_that_was_deleted_by_hand_is_made_anew(robot: HetznerRobot, account: Account) -> None:
    assert ReverseDns(account).update(V4.ip, V4, V4).arguments == V4
    assert robot.store.writes() == [("create", REVERSE_DNS, V4.ip)]


def test_a_second_delete_is_as_good(account: Account) -> None:
    ReverseDns(account).delete(V6.ip, V6)


def test_other_refusals_of_a_delete_are_told(robot: HetznerRobot, account: Account) -> None:
    robot.faults = [HttpFault("DELETE", "/rdns/.*", 409, "locked")]
    with pytest.raises(AnswerError, match="locked"):
        ReverseDns(account).delete(V6.ip, V6)


def test_an_address_of_others_is_refused(account: Account) -> None:
    with pytest.raises(AnswerError, match=r"The IP address was not found \(IP_NOT_FOUND\)"):
        ReverseDns(account).create(V4.model_copy(update={"ip": "198.51.100.1"}))


def test_only_the_status_that_says_so_leads_to_the_other_method(robot: HetznerRobot, account: Account) -> None:
    path = f"/rdns/{V4.ip}"
    robot.faults = [HttpFault("PUT", path, 404, "IP_NOT_FOUND"), HttpFault("POST", path, 409, "CONFLICT")]
    with pytest.raises(AnswerError, match="IP_NOT_FOUND"):
        ReverseDns(account).create(V4)
    with pytest.raises(AnswerError, match="CONFLICT"):
        ReverseDns(account).update(V4.ip, V4, V4)
    assert robot.log == [("GET", "/rdns"), ("PUT", path), ("POST", path)]
    assert robot.store.writes() == []


def test_spellings_of_one_thing_are_the_same(account: Account) -> None:
    given = {"ip": "2001:DB8:321:1:0:0:0:1", "ptr": "Web1.Example.org."}
    assert checked(ReverseDns(account), given) == (V6.plain(), [])
    ReverseDns(account).create(V6)
    found = ReverseDns(account).read("2001:DB8:321:1:0::1", None)
    assert found is not None
    assert found.id == V6.ip


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ip", "203.0.113.0/24", "is no address"),
        ("ip", "web1", "is no address"),
        ("ptr", "", "is no host name"),
        ("ptr", "web1", "is no host name"),
        ("ptr", "we b.example.org", "is no host name"),
        ("ptr", "-a.example.org", "is no host name"),
        ("ptr", "a." * 127 + "org", "is no host name"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_sent(
    robot: HetznerRobot, account: Account, field: str, value: str, words: str
) -> None:
    _, (wrong,) = checked(ReverseDns(account), V4.plain() | {field: value})
    assert wrong.field == field
    assert words in wrong.reason
    assert not robot.log
