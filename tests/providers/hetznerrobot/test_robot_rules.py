from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.hetznerrobot.account import Account
from providers.hetznerrobot.firewall import Firewall
from providers.hetznerrobot.guard import allowed_sources, lockout
from providers.hetznerrobot.mistakes import mistakes
from providers.hetznerrobot.rules import FirewallArguments, FirewallRule, form
from providers.hetznerrobot.simulated import HetznerRobot
from providers.hetznerrobot.simulated_objects import FIREWALLS, seed_server
from providers.kit.arguments import checked, differences
from sandbox.store import Store
from sandbox.web import serving

SSH = {"name": "ssh", "ipVersion": "ipv4", "protocol": "tcp", "dstPort": "22", "action": "accept"}
ANSWERS = {"ipVersion": "ipv4", "protocol": "tcp", "dstPort": "32768-65535", "tcpFlags": "ack", "action": "accept"}


class Quiet:
    def now(self) -> float:
        return 0

    def today(self) -> float:
        return 0

    def wait(self, seconds: float) -> None:
        raise AssertionError(f"waits {seconds} s")

    def log(self, message: str, *, warning: bool = False) -> None:
        assert message
        assert not warning or "replaced" in message


def firewall(*rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"serverNumber": 321.0, "input": list(rules), **more}


def wrong(given: dict[str, Any]) -> list[str]:
    unreachable = Account(None, None, "http://127.0.0.1:1", Quiet())
    _, found = checked(Firewall(unreachable), given)
    return [f"{one.field}: {one.reason}" for one in found]


def test_a_sound_firewall_is_taken_with_its_defaults() -> None:
    told, found = checked(Firewall(Account(None, None, "", Quiet())), firewall(SSH, ANSWERS))
    assert not found
    assert told["output"] == [{"name": "all", "action": "accept"}]
    assert (told["filterIpv6"], told["whitelistHos"], told["port"], told["sshPort"]) == (True, True, "main", 22)
    assert (told["sshSources"], told["allowLockout"], "lockoutConfirmedFor" in told) == (["0.0.0.0/0"], False, False)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"name": "café"}, "rule 1 (café): its name has other characters"),
        ({"name": 'a"b'}, "its name has other characters"),
        ({"srcIp": "192.0.2.0/24", "protocol": "tcp"}, "src_ip and protocol can't be named without ip_version"),
        ({"dstIp": "192.0.2.0/24"}, "dst_ip can't be named without ip_version"),
        (
            {"ipVersion": "ipv6", "srcIp": "192.0.2.0/24"},
            "src_ip 192.0.2.0/24 is no ipv6 network; write ip_version ipv4",
        ),
        ({"ipVersion": "ipv4", "dstIp": "2001:db8::/32"}, "is no ipv4 network; write ip_version ipv6"),
        ({"ipVersion": "ipv4", "srcIp": "office"}, "src_ip 'office' is no network"),
        ({"ipVersion": "ipv4", "protocol": "sctp"}, "there is no protocol sctp, but tcp, udp"),
        ({"ipVersion": "ipv4", "protocol": "icmp", "dstPort": "22"}, "icmp has no ports"),
        ({"ipVersion": "ipv4", "protocol": "gre", "srcPort": "22"}, "gre has no ports"),
        ({"dstPort": "ssh"}, "dst_port 'ssh' is no port"),
        ({"dstPort": "23-20"}, "is no port"),
        ({"dstPort": "22,"}, "is no port"),
        ({"dstPort": "22;80"}, "is no port"),
        ({"ipVersion": "ipv6", "srcIp": "2001:db8::/32"}, "Robot takes no address with ipv6"),
        ({"ipVersion": "ipv6", "dstIp": "::/0"}, "Robot takes no address with ipv6"),
        ({"srcPort": "65536"}, "src_port '65536' is no port"),
        ({"ipVersion": "ipv4", "protocol": "udp", "tcpFlags": "ack"}, "tcp_flags are for protocol tcp only"),
        ({"tcpFlags": "ack"}, "tcp_flags are for protocol tcp only"),
        ({"ipVersion": "ipv4", "protocol": "tcp", "tcpFlags": "established"}, "'established' are no tcp_flags"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told(rule: dict[str, Any], words: str) -> None:
    (found,) = wrong(firewall({"action": "accept", **rule}, SSH))
    assert found.startswith("input: rule 1")
    assert words in found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"input": [SSH] * 11}, "input: there are 11 rules, and Robot takes 10"),
        ({"output": [{"action": "accept"}] * 11}, "output: there are 11 rules"),
        ({"output": []}, "output: there is no rule, which cuts the server off"),
        ({"sshSources": ["home"]}, "ssh_sources: 'home' is no network"),
        ({"sshSources": []}, "sshSources: "),
        ({"input": [{"action": "drop"}]}, "input[0].action: input should be 'accept' or 'discard'"),
        ({"input": [{"name": "x"}]}, "input[0].action: this is missing"),
        ({"input": [{"action": "accept", "port": 22}]}, "input[0].port: there is no such field"),
        ({"port": "side"}, "port: input should be 'main' or 'kvm'"),
    ],
)
def test_what_is_wrong_with_a_firewall_is_told(change: dict[str, Any], words: str) -> None:
    (found,) = wrong(firewall(SSH) | change)
    assert found.startswith(words.replace("ssh_sources", "sshSources"))


def test_all_mistakes_are_told_at_once() -> None:
    bad = {"action": "accept", "name": "ü", "dstPort": "x", "protocol": "nix"}
    assert len(wrong(firewall(bad, bad, output=[], sshSources=["home", "office"]))) == 11


def test_one_thing_has_one_spelling() -> None:
    rule = {"ipVersion": "ipv4", "protocol": "TCP", "dstPort": 22.0, "srcIp": "192.0.2.5/24", "action": "accept"}
    told, _ = checked(
        Firewall(Account(None, None, "", Quiet())), firewall(rule, {**SSH, "dstPort": "20 - 23", "srcIp": "192.0.2.5"})
    )
    assert [one["srcIp"] for one in told["input"]] == ["192.0.2.0/24", "192.0.2.5/32"]
    assert [one["dstPort"] for one in told["input"]] == ["22", "20-23"]
    assert told["input"][0]["protocol"] == "tcp"


def test_the_form_has_no_empty_fields() -> None:
    arguments = FirewallArguments.model_validate(firewall(SSH, {"action": "discard"}))
    assert form(arguments) == {
        "status": "active",
        "filter_ipv6": "true",
        "whitelist_hos": "true",
        "port": "main",
        "rules[input][0][name]": "ssh",
        "rules[input][0][ip_version]": "ipv4",
        "rules[input][0][protocol]": "tcp",
        "rules[input][0][dst_port]": "22",
        "rules[input][0][action]": "accept",
        "rules[input][1][action]": "discard",
        "rules[output][0][name]": "all",
        "rules[output][0][action]": "accept",
    }


V6 = {**SSH, "ipVersion": "ipv6"}
OFFICE = {**SSH, "srcIp": "192.0.2.0/24"}
OUT = {"ipVersion": "ipv4", "protocol": "tcp", "srcPort": "22", "action": "accept"}
DISCARD = {"action": "discard"}


@pytest.mark.parametrize(
    "given",
    [
        firewall(SSH),
        firewall({"action": "accept"}),
        firewall({"dstPort": "20-23", "action": "accept"}),
        firewall({**SSH, "srcPort": "1024-65535"}),
        firewall({**SSH, "dstIp": "0.0.0.0/0", "srcIp": "0.0.0.0/0"}),
        firewall(OFFICE, DISCARD, sshSources=["192.0.2.7"]),
        firewall({**SSH, "srcIp": "0.0.0.0/1"}, {**SSH, "srcIp": "128.0.0.0/1"}),
        firewall({**SSH, "srcIp": "192.0.2.128/25"}, OFFICE, sshSources=["192.0.2.0/24"]),
        firewall({**DISCARD, "ipVersion": "ipv4", "srcIp": "198.51.100.0/24"}, OFFICE, sshSources=["192.0.2.0/24"]),
        firewall({**DISCARD, "ipVersion": "ipv4", "protocol": "udp"}, SSH),
        firewall({**DISCARD, "dstPort": "23"}, {**DISCARD, "srcPort": "1-1023"}, SSH),
        firewall({**DISCARD, "ipVersion": "ipv6"}, SSH),
        firewall({**SSH, "tcpFlags": "syn"}, {**SSH, "tcpFlags": "ack"}),
        firewall({**SSH, "tcpFlags": "syn|ack"}),
        firewall({**DISCARD, "ipVersion": "ipv4", "protocol": "tcp", "tcpFlags": "syn&fin"}, SSH),
        firewall({**SSH, "dstPort": "2222"}, sshPort=2222),
        firewall(V6, sshSources=["2001:db8::/32"]),
        firewall(filterIpv6=False, sshSources=["2001:db8::/32"]),
        firewall(SSH, output=[OUT]),
        firewall(SSH, output=[{**OUT, "tcpFlags": "ack"}, DISCARD]),
        firewall(OFFICE, output=[{**OUT, "dstIp": "192.0.0.0/8"}], sshSources=["192.0.2.0/24"]),
    ],
)
def test_managers_who_can_log_in_are_no_error(given: dict[str, Any]) -> None:
    assert wrong(given) == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (firewall(), "input"),
        (firewall(ANSWERS), "input"),
        (firewall(OFFICE), "input"),
        (firewall(DISCARD, SSH), "input"),
        (firewall({**DISCARD, "dstPort": "1-1024"}, SSH), "input"),
        (firewall({**DISCARD, "srcPort": "40000"}, SSH), "input"),
        (firewall({**DISCARD, "ipVersion": "ipv4", "dstIp": "203.0.113.21"}, SSH), "input"),
        (
            firewall({**DISCARD, "ipVersion": "ipv4", "srcIp": "192.0.2.64/26"}, OFFICE, sshSources=["192.0.2.0/24"]),
            "input",
        ),
        (firewall({**SSH, "dstIp": "203.0.113.21"}), "input"),
        (firewall({**SSH, "srcPort": "1024-2048"}), "input"),
        (firewall({**SSH, "protocol": "udp"}), "input"),
        (firewall({**SSH, "tcpFlags": "syn"}), "input"),
        (firewall({**SSH, "tcpFlags": "ack"}), "input"),
        (firewall({**DISCARD, "ipVersion": "ipv4", "protocol": "tcp", "tcpFlags": "syn"}, SSH), "input"),
        (firewall({**SSH, "srcIp": "0.0.0.0/1"}), "input"),
        (firewall(SSH, sshPort=2222), "input"),
        (firewall(V6), "input"),
        (firewall(SSH, sshSources=["0.0.0.0/0", "2001:db8::/32"]), "input"),
        (firewall(SSH, output=[DISCARD]), "output"),
        (firewall(SSH, output=[{**OUT, "srcPort": "80"}]), "output"),
        (firewall(SSH, output=[{**OUT, "tcpFlags": "syn"}]), "output"),
        (firewall(SSH, output=[{**OUT, "tcpFlags": "syn&ack"}]), "output"),
        (firewall(SSH, output=[{**OUT, "dstIp": "192.0.2.0/24"}]), "output"),
        (firewall(SSH, output=[{**OUT, "dstPort": "22"}]), "output"),
    ],
)
def test_a_lockout_is_refused_unless_it_is_told_twice(given: dict[str, Any], field: str) -> None:
    (found,) = wrong(given)
    assert found.startswith(f"{field}: managers at ")
    assert "allow_lockout=True and lockout_confirmed_for=321" in found
    assert wrong(given | {"allowLockout": True}) == [found]
    assert wrong(given | {"lockoutConfirmedFor": 321.0}) == [found]
    assert wrong(given | {"allowLockout": True, "lockoutConfirmedFor": 322.0}) == [found]
    assert wrong(given | {"allowLockout": True, "lockoutConfirmedFor": 321.0}) == []


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (firewall(SSH, OFFICE), ["0.0.0.0/0"]),
        (firewall(OFFICE, {**V6, "srcIp": "2001:db8::/32"}, OFFICE), ["192.0.2.0/24", "2001:db8::/32"]),
        (firewall(OFFICE, {**SSH, "srcIp": "198.51.100.0/24", "dstPort": "80"}), ["192.0.2.0/24"]),
        (firewall({**SSH, "dstPort": "80"}), ["0.0.0.0/0"]),
    ],
)
def test_an_import_finds_where_managers_may_log_in_from(given: dict[str, Any], found: list[str]) -> None:
    assert allowed_sources(FirewallArguments.model_validate(given)) == found


def test_telling_it_twice_is_for_the_lockout_only() -> None:
    sure = {"allowLockout": True, "lockoutConfirmedFor": 321.0}
    assert wrong(firewall(output=[], **sure)) == [
        "output: there is no rule, which cuts the server off; leave output out to let everything out"
    ]


PORTS = st.one_of(
    st.none(),
    st.sampled_from(
        ["22", "20-23", "80", "80,22", "443,20-23,80", "1024-65535", "32768-65535", "0-65535", "1-1023", "40000"]
    ),
    st.tuples(st.integers(0, 65535), st.integers(0, 65535)).map(lambda pair: f"{min(pair)}-{max(pair)}"),
)
NETWORKS = {
    "ipv4": ["0.0.0.0/0", "192.0.2.0/24", "192.0.2.0/25", "192.0.2.128/25", "192.0.2.7/32", "198.51.100.0/24"],
    "ipv6": ["::/0", "2001:db8::/32", "2001:db8:8000::/33", "2001:db8::7/128"],
}
NAMES = st.text("abcXYZ019 .-+_@", max_size=20).map(str.strip)
FLAGS = [None, None, "ack", "syn", "syn|ack", "syn&ack", "fin|syn&ack"]


@st.composite
def rules(draw: st.DrawFn) -> FirewallRule:
    version = draw(st.sampled_from([None, "ipv4", "ipv6"]))
    told: dict[str, Any] = {"name": draw(NAMES), "action": draw(st.sampled_from(["accept", "accept", "discard"]))}
    protocol = draw(st.sampled_from([None, "tcp", "tcp", "udp", "icmp", "esp"])) if version else None
    if version:
        addresses = st.sampled_from([None, None, *(NETWORKS["ipv4"] if version == "ipv4" else [])])
        told |= {"ip_version": version, "protocol": protocol, "src_ip": draw(addresses), "dst_ip": draw(addresses)}
    if protocol in (None, "tcp", "udp"):
        told |= {"src_port": draw(PORTS), "dst_port": draw(PORTS)}
    if protocol == "tcp":
        told["tcp_flags"] = draw(st.sampled_from(FLAGS))
    return FirewallRule.model_validate(told)


@st.composite
def firewalls(draw: st.DrawFn) -> FirewallArguments:
    sources = st.sampled_from([*NETWORKS["ipv4"], *NETWORKS["ipv6"]])
    return FirewallArguments(
        server_number=321,
        input=draw(st.lists(rules(), max_size=10)),
        output=draw(st.lists(rules(), min_size=1, max_size=10)),
        filter_ipv6=draw(st.booleans()),
        whitelist_hos=draw(st.booleans()),
        port=draw(st.sampled_from(["main", "kvm"])),
        ssh_sources=draw(st.lists(sources, min_size=1, max_size=2)),
        ssh_port=draw(st.sampled_from([22, 80])),
    )


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[HetznerRobot, str]]:
    with TemporaryDirectory() as home:
        store = Store(Path(home) / "clouds.sqlite")
        seed_server(store, 321, "web1", "203.0.113.21", "2001:db8:321:1::", "AX41-NVMe")
        robot = HetznerRobot(store, "user", "password")
        with serving(robot) as url:
            yield robot, url
        store.close()


@settings(max_examples=25, deadline=None)
@given(wanted=firewalls())
def test_what_is_sent_is_what_is_read(served: tuple[HetznerRobot, str], wanted: FirewallArguments) -> None:
    robot, url = served
    assert not list(mistakes(wanted))
    Firewall(Account("user", "password", url, Quiet())).create(wanted)
    for known in (wanted, None):
        found = Firewall(Account("user", "password", url, Quiet())).read("321", known)
        assert found is not None
        different = differences(FirewallArguments, found.arguments.plain(), wanted.plain())
        assert different.keys() <= (set() if known else {"sshSources", "sshPort"})
    writes = len(robot.store.writes())
    Firewall(Account("user", "password", url, Quiet())).create(wanted)
    assert len(robot.store.writes()) == writes
    assert (FIREWALLS, "321") in {(kind, id_) for _, kind, id_ in robot.store.writes()}
    assert not robot.firewalls.cut_off


def passes(rules: list[FirewallRule], packet: dict[str, Any]) -> bool:
    """A firewall that looks at one packet."""
    for rule in rules:
        version = f"ipv{ip_address(packet['src_ip']).version}"
        alternatives = (rule.tcp_flags or "").split("|")
        if (
            rule.ip_version in (None, version)
            and rule.protocol in (None, "tcp")
            and all(
                told is None or ip_address(packet[name]) in ip_network(told)
                for name, told in (("src_ip", rule.src_ip), ("dst_ip", rule.dst_ip))
            )
            and all(
                told is None
                or any(int(part.split("-")[0]) <= packet[name] <= int(part.split("-")[-1]) for part in told.split(","))
                for name, told in (("src_port", rule.src_port), ("dst_port", rule.dst_port))
            )
            and (not rule.tcp_flags or any(set(one.split("&")) <= packet["flags"] for one in alternatives))
        ):
            return rule.action == "accept"
    return False


@settings(max_examples=150, deadline=None)
@given(wanted=firewalls(), data=st.data())
def test_who_is_said_to_get_in_does(wanted: FirewallArguments, data: st.DataObject) -> None:
    # Without a rule at the top that lets SSH in, hardly any random firewall does.
    opened = {"dst_port": str(wanted.ssh_port), "action": "accept"}
    answered = {"src_port": str(wanted.ssh_port), "action": "accept"}
    rules_in, rules_out = list(wanted.input), list(wanted.output)
    if data.draw(st.booleans()):
        rules_in.insert(data.draw(st.integers(0, 2)), FirewallRule.model_validate(opened))
        rules_out.insert(data.draw(st.integers(0, 2)), FirewallRule.model_validate(answered))
    wanted = wanted.model_copy(update={"input": rules_in, "output": rules_out, "filter_ipv6": True})
    if list(lockout(wanted)):
        return
    source = ip_network(data.draw(st.sampled_from(wanted.ssh_sources)))
    offset = data.draw(st.integers(0, min(source.num_addresses - 1, 2**32 - 1)))
    client, server = str(source[offset]), "203.0.113.21" if source.version == 4 else "2001:db8:321:1::1"
    port = data.draw(st.sampled_from([32768, 40000, 65535]))
    there = {"src_ip": client, "src_port": port, "dst_ip": server, "dst_port": wanted.ssh_port}
    back = {"src_ip": server, "src_port": wanted.ssh_port, "dst_ip": client, "dst_port": port}
    for flags in ({"syn"}, {"ack"}):
        assert passes(rules_in, {**there, "flags": flags})
    for flags in ({"syn", "ack"}, {"ack"}):
        assert passes(rules_out, {**back, "flags": flags})
