"""The provider's whole life in the hands of the real engine, in a project that has nothing to do with the fleet."""

import importlib.util
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
from providers.kit.sdk import sdk
from sandbox.hetzner_robot import FIREWALLS, KEYS, REVERSE_DNS, SERVERS, HetznerRobot, seed_server


def _stack_module() -> Any:
    path = Path(__file__).parents[1] / "stack.py"
    spec = importlib.util.spec_from_file_location("provider_stack", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


STACK = _stack_module()
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
    number: int = 321, name: str = "web1.example.org", rules: tuple[Any, ...] = (SSH,), imports: str = ""
) -> Callable[[], None]:
    def options(kind: str, id_: str) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(import_=id_ if imports in (kind, "all") else None)

    def run() -> None:
        server = Server("server", options("server", str(number)), server_number=number, name=name)
        ReverseDns("reverse", options("reverse", ADDRESS), ip=ADDRESS, ptr=name)
        v6 = server.ipv6_network.apply(lambda network: f"{(network or '').partition('/')[0]}1")
        ReverseDns("reverse6", ip=v6, ptr=name)
        keeping = ["ssh_sources"] if imports else None
        Firewall(
            "firewall",
            pulumi.ResourceOptions.merge(
                options("firewall", str(number)), pulumi.ResourceOptions(ignore_changes=keeping)
            ),
            server_number=number,
            input=list(rules),
            ssh_sources=["192.0.2.0/24"],
        )
        SshKey("key", name="ann", public_key=f"{LINE} ann@laptop")
        pulumi.export("servers", get_servers()["servers"])
        pulumi.export("ipv4", server.ipv4)

    return run


@pytest.fixture
def env(url: str) -> dict[str, str]:
    return {"HETZNER_ROBOT_USER": USER, "HETZNER_ROBOT_PASSWORD": PASSWORD, "HETZNER_ROBOT_URL": url}


@pytest.fixture
def stack(tmp_path: Path, env: dict[str, str]) -> Any:
    return STACK.Stack(tmp_path, "hetznerrobot", env)


def test_a_whole_life(robot: HetznerRobot, stack: Any, change: Callable[..., None], env: dict[str, str]) -> None:
    robot.settling = 1
    assert stack.preview(program())["create"] == 6
    assert not robot.store.writes()
    assert stack.up(program())["create"] == 6
    outputs = {name: one.value for name, one in stack.stack.outputs().items()}
    assert [one["number"] for one in outputs["servers"]] == [321, 322]
    assert outputs["ipv4"] == ADDRESS
    assert robot.store.get(REVERSE_DNS, "2001:db8:321:1::1") is not None
    secret = PASSWORD, PASSWORD[2:]
    written = robot.store.writes()

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

    # Rotated credentials change nothing.
    robot._password = "another password"
    stack.stack.workspace.env_vars["HETZNER_ROBOT_PASSWORD"] = robot._password
    assert stack.up(program()) == {"same": 6}

    assert stack.up(program(322, "web2.example.org"))["replace"] == 3
    assert stack.resource("server")["outputs"]["serverNumber"] == 322
    assert robot.store.get(FIREWALLS, "321") is None

    assert stack.destroy() == {"delete": 6}
    assert not stack.resources()
    assert not robot.store.all(FIREWALLS) + robot.store.all(KEYS)
    assert len(robot.store.all(SERVERS)) == 2
    assert len(robot.store.writes()) > len(written)
    assert not robot.cut_off
    assert not robot.failed_logins
    everything = stack.state() + "".join(stack.said)
    assert not [one for one in (*secret, robot._password) if one in everything]


def test_what_is_there_is_imported(robot: HetznerRobot, stack: Any, change: Callable[..., None]) -> None:
    change(SERVERS, "321", server_name="web1.example.org")
    robot.store.add(REVERSE_DNS, ADDRESS, None, {"ip": ADDRESS, "ptr": "web1.example.org"}, by_hand=True)
    flags = {"status": "active", "filter_ipv6": True, "whitelist_hos": True, "port": "main"}
    rules = {"input": [SSH], "output": [{"name": "all", "action": "accept"}]}
    robot.store.add(FIREWALLS, "321", None, flags | {"rules": rules}, by_hand=True)
    done = stack.up(program(imports="all"))
    assert done["import"] == 3
    assert {kind for _, kind, _ in robot.store.writes()} == {REVERSE_DNS, KEYS}
    assert stack.preview(program(imports="all")) == {"same": 6}
    count = len(robot.store.writes())
    # Where managers log in from is known to the provider alone.
    assert stack.up(program()) == {"same": 5, "update": 1}
    assert len(robot.store.writes()) == count


def test_a_lockout_is_refused_in_a_preview(robot: HetznerRobot, stack: Any) -> None:
    with pytest.raises(auto.CommandError, match="lockout_confirmed_for=321"):
        stack.preview(program(rules=({**SSH, "dst_port": "80"},)))
    assert not robot.log


def test_wrong_credentials_are_sent_once(robot: HetznerRobot, tmp_path: Path, env: dict[str, str]) -> None:
    stack = STACK.Stack(tmp_path, "hetznerrobot", env | {"HETZNER_ROBOT_PASSWORD": "wrong and secret"})

    def run() -> None:
        for number in range(10):
            Server(f"server{number}", server_number=300 + number, name="x")
            SshKey(f"key{number}", name="x", public_key=LINE)

    with pytest.raises(auto.CommandError, match="three failed logins lock this address out") as refusal:
        stack.up(run)
    assert robot.failed_logins == len(robot.log) == 1
    assert "wrong and secret" not in f"{refusal.value}{stack.said}{stack.state()}"


def test_it_can_be_published_alone(robot: HetznerRobot, tmp_path: Path, env: dict[str, str]) -> None:
    alone = tmp_path / "alone" / "providers"
    for name in ("kit", "hetznerrobot"):
        shutil.copytree(STACK.PROVIDERS / name, alone / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(STACK.PROVIDERS / "__init__.py", alone)
    stack = STACK.Stack(tmp_path, "hetznerrobot", env, alone)
    assert stack.up(lambda: Server("server", server_number=322, name="web2") and None)["create"] == 2
    assert stack.resource("server")["outputs"]["product"] == "EX44"
    assert robot.store.writes() == [("update", SERVERS, "322")]


def test_the_sdk_is_that_of_the_models() -> None:
    path = Path(STACK.PROVIDERS) / "hetznerrobot" / "sdk.py"
    assert path.read_text() == sdk(PACKAGE)


def test_a_server_is_rented_once(robot: HetznerRobot) -> None:
    seed_server(robot.store, 322, "again", "203.0.113.22", "2001:db8:322:1::", "EX44")
    stored = robot.store.get(SERVERS, "322")
    assert stored is not None
    assert stored.properties["server_name"] == "old name"
