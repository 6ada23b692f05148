"""The provider's whole life in the hands of the real engine, in a project that has nothing to do with the fleet."""

import runpy
import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pulumi
import pulumi.automation as auto
import pytest

from providers.hetznerrobot.package import PACKAGE
from providers.hetznerrobot.sdk import Firewall, ReverseDns, Server, SshKey, get_servers
from providers.hetznerrobot.simulated import HetznerRobot
from providers.hetznerrobot.simulated_objects import FIREWALLS, KEYS, REVERSE_DNS, SERVERS, seed_server
from providers.hetznerrobot.simulated_rules import FIELDS
from providers.kit.sdk import sdk
from tests.providers.stack import PROVIDERS, Stack

USER, PASSWORD = "#ws+sandbox", "a very secret password"
LINE = "ssh-ed25519 " + b64encode(b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + bytes(32)).decode()
SSH: dict[str, Any] = {
    "name": "ssh",
    "ip_version": "ipv4",
    "protocol": "tcp",
    "src_ip": "192.0.2.0/24",
    "dst_port": "22",
    "action": "accept",
}
ADDRESS = "203.0.113.21"


def program(
    number: int = 321,
    name: str = "web1.example.org",
    rules: tuple[Any, ...] = (SSH,),
    imports: str = "",
    ipv4: str | None = None,
) -> Callable[[], None]:
    def options(kind: str, id_: str) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(import_=id_ if imports in (kind, "all") else None)

    def run() -> None:
        server = Server("server", options("server", str(number)), server_number=number, name=name, ipv4=ipv4)
        ReverseDns("reverse", options("reverse", ADDRESS), ip=ADDRESS, ptr=name)
        v6 = server.ipv6_network.apply(lambda network: f"{(network or '').partition('/')[0]}1")
        ReverseDns("reverse6", ip=v6, ptr=name)
        Firewall(
            "firewall",
            options("firewall", str(number)),
            server_number=number,
            input=list(rules),
            ssh_sources=["192.0.2.0/24"],
        )
        SshKey("key", name="ann", public_key=f"{LINE} ann@laptop")
        pulumi.export("servers", get_servers()["servers"])
        pulumi.export("ipv4", server.main_ipv4)

    return run


@pytest.fixture
def env(url: str) -> dict[str, str]:
    return {"HETZNER_ROBOT_USER": USER, "HETZNER_ROBOT_PASSWORD": PASSWORD, "HETZNER_ROBOT_URL": url}


@pytest.fixture
def stack(tmp_path: Path, env: dict[str, str]) -> Stack:
    return Stack(tmp_path, "hetznerrobot", env)


def test_the_whole_life(robot: HetznerRobot, stack: Stack, change: Callable[..., None]) -> None:
    robot.firewalls.settling = 1
    assert stack.preview(program())["create"] == 6
    assert not robot.store.writes()
    assert stack.up(program())["create"] == 6
    outputs = {name: one.value for name, one in stack.stack.outputs().items()}
    assert [one["number"] for one in outputs["servers"]] == [321, 322]
    assert outputs["ipv4"] == ADDRESS
    assert robot.store.get(REVERSE_DNS, "2001:db8:321:1::1") is not None
    robot.firewalls.settling = 0

    # Rotated credentials change nothing.
    robot._password = "another password"
    workspace = stack.stack.workspace
    workspace.env_vars = {**workspace.env_vars, "HETZNER_ROBOT_PASSWORD": robot._password}
    robot.log.clear()
    assert stack.up(program()) == {"same": 6}
    assert {method for method, _ in robot.log} == {"GET"}

    def hand() -> None:
        change(SERVERS, "321", server_name="by hand")
        change(FIREWALLS, "321", rules={"input": [], "output": [{"action": "accept"}]})
        robot.store.remove(REVERSE_DNS, ADDRESS, by_hand=True)

    hand()
    robot.log.clear()
    assert stack.refresh() == {"same": 3, "update": 2, "delete": 1}
    assert sorted(robot.log) == [("GET", "/firewall/321"), ("GET", "/key"), ("GET", "/rdns"), ("GET", "/server")]
    assert stack.up(program()) == {"same": 3, "update": 2, "create": 1}
    assert robot.store.get(SERVERS, "321").properties["server_name"] == "web1.example.org"  # type: ignore[union-attr]

    assert stack.up(program(322, "web2.example.org"))["replace"] == 3
    assert stack.resource("server")["outputs"]["serverNumber"] == 322
    assert robot.store.get(FIREWALLS, "321") is None

    assert stack.destroy() == {"delete": 6}
    assert not stack.resources()
    assert not robot.store.all(FIREWALLS) + robot.store.all(KEYS)
    assert len(robot.store.all(SERVERS)) == 2
    assert not robot.firewalls.cut_off
    assert not robot.failed_logins
    everything = stack.state() + "".join(stack.logged)
    assert not [one for one in (PASSWORD, robot._password) if one in everything]


def stored_firewall(robot: HetznerRobot) -> None:
    flags = {"status": "active", "filter_ipv6": True, "whitelist_hos": True, "port": "main"}
    rules = {"input": [SSH], "output": [{"name": "all", "action": "accept"}]}
    robot.store.add(FIREWALLS, "321", None, flags | {"rules": rules}, by_hand=True)


def test_what_is_there_is_imported(robot: HetznerRobot, stack: Stack, change: Callable[..., None]) -> None:
    change(SERVERS, "321", server_name="web1.example.org")
    robot.store.add(REVERSE_DNS, ADDRESS, None, {"ip": ADDRESS, "ptr": "web1.example.org"}, by_hand=True)
    stored_firewall(robot)
    done = stack.up(program(imports="all"))
    assert done["import"] == 3
    assert {kind for _, kind, _ in robot.store.writes()} == {REVERSE_DNS, KEYS}
    assert stack.preview(program(imports="all")) == {"same": 6}
    assert stack.up(program()) == {"same": 6}
    robot.log.clear()
    assert stack.up(program(ipv4=ADDRESS)) == {"same": 5, "update": 1}
    assert stack.up(program(ipv4=ADDRESS)) == stack.refresh() == {"same": 6}
    assert {method for method, _ in robot.log} == {"GET"}


def test_the_command_imports_too(robot: HetznerRobot, stack: Stack, change: Callable[..., None]) -> None:
    change(SERVERS, "321", server_name="web1.example.org")
    stored_firewall(robot)
    wanted = (("Server", "server"), ("Firewall", "firewall"))
    rows: Any = [{"type": PACKAGE.token(kind), "name": name, "id": "321"} for kind, name in wanted]
    stack.stack.import_resources(resources=rows, protect=False, generate_code=False)
    rules: Any = [SSH]

    def run() -> None:
        Server("server", server_number=321, name="web1.example.org")
        Firewall("firewall", server_number=321, input=rules, ssh_sources=["192.0.2.0/24"])

    assert stack.preview(run) == {"same": 3}
    assert not robot.store.writes()


def test_a_lockout_is_refused_in_a_preview(robot: HetznerRobot, stack: Stack) -> None:
    with pytest.raises(auto.CommandError, match="lockout_confirmed_for=321"):
        stack.preview(program(rules=({**SSH, "dst_port": "80"},)))
    # Whether the server is looked at first is a matter of timing.
    assert {method for method, _ in robot.log} <= {"GET"}


def test_a_number_of_another_server_is_refused_in_a_preview(robot: HetznerRobot, stack: Stack) -> None:
    def run(number: int) -> None:
        Server("server", server_number=number, name="x", ipv4=ADDRESS)

    with pytest.raises(auto.CommandError, match="serverNumber: the account has no server 999"):
        stack.preview(lambda: run(999))
    with pytest.raises(auto.CommandError, match=r"ipv4: server 322 has 203.0.113.22, not 203.0.113.21: check the num"):
        stack.preview(lambda: run(322))
    assert {method for method, _ in robot.log} == {"GET"}


def test_wrong_credentials_are_sent_once(robot: HetznerRobot, tmp_path: Path, env: dict[str, str]) -> None:
    stack = Stack(tmp_path, "hetznerrobot", env | {"HETZNER_ROBOT_PASSWORD": "wrong and secret"})

    def run() -> None:
        for number in range(3):
            Server(f"server{number}", server_number=300 + number, name="x")
            SshKey(f"key{number}", name="x", public_key=LINE)

    with pytest.raises(auto.CommandError, match="three failed logins lock this address out") as refusal:
        stack.preview(run)
    assert robot.failed_logins == len(robot.log) == 1
    with pytest.raises(auto.CommandError, match="three failed logins lock this address out"):
        stack.up(run)
    assert robot.failed_logins == len(robot.log) == 2
    assert "wrong and secret" not in f"{refusal.value}{stack.logged}{stack.state()}"


def test_it_can_be_published_alone(robot: HetznerRobot, tmp_path: Path, env: dict[str, str]) -> None:
    alone = tmp_path / "alone" / "providers"
    for name in ("kit", "hetznerrobot"):
        shutil.copytree(PROVIDERS / name, alone / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROVIDERS / "__init__.py", alone)
    stack = Stack(tmp_path, "hetznerrobot", env, alone, cold=True)
    text = (alone / "hetznerrobot" / "README.md").read_text()
    example = tmp_path / "example.py"
    example.write_text(text.partition("```python\n")[2].partition("```")[0])

    def run() -> None:
        runpy.run_path(str(example))

    assert stack.up(run)["create"] == 5
    assert sorted(robot.store.all(FIREWALLS)[0].properties["rules"]["input"][0].items()) == sorted(
        (dict.fromkeys(FIELDS) | SSH).items()
    )


def test_the_sdk_is_that_of_the_models() -> None:
    path = PROVIDERS / "hetznerrobot" / "sdk.py"
    assert path.read_text() == sdk(PACKAGE)


def test_a_server_is_rented_once(robot: HetznerRobot) -> None:
    seed_server(robot.store, 322, "again", "203.0.113.22", "2001:db8:322:1::", "EX44")
    stored = robot.store.get(SERVERS, "322")
    assert stored is not None
    assert stored.properties["server_name"] == "old name"
