"""From which ports managers have to be able to log in, and which of them a rule may not discard."""

from typing import Any

import pytest

from providers.hetznerrobot.guard import lockout
from providers.hetznerrobot.rules import FirewallArguments

SSH = {"protocol": "tcp", "ip_version": "ipv4", "dst_port": "22", "action": "accept"}
ANSWERS = {"protocol": "tcp", "ip_version": "ipv4", "src_port": "22", "action": "accept"}
DISCARD = {"action": "discard"}


def shut(*rules: dict[str, Any], **more: Any) -> list[str]:
    """The directions in which managers don't get through."""
    arguments = FirewallArguments.model_validate({"server_number": 321, "input": list(rules), **more})
    return [wrong.field for wrong in lockout(arguments)]


@pytest.mark.parametrize("ports", ["1024", "1024-32767", "1-1024", "32767", "40000", "65535"])
def test_no_port_that_a_client_may_log_in_from_is_discarded(ports: str) -> None:
    assert shut({**DISCARD, "src_port": ports}, SSH) == ["input"]
    assert shut(SSH, output=[{**DISCARD, "dst_port": ports}, ANSWERS]) == ["output"]


@pytest.mark.parametrize("ports", ["1", "1023", "1-1023"])
def test_the_ports_of_servers_may_be_discarded(ports: str) -> None:
    assert shut({**DISCARD, "src_port": ports}, SSH, output=[{**DISCARD, "dst_port": ports}, ANSWERS]) == []


@pytest.mark.parametrize(
    ("ports", "enough"),
    [("32768-65535", True), ("1024-65535", True), ("32769-65535", False), ("32768-65534", False), ("40000", False)],
)
def test_todays_clients_are_let_in_from_all_their_ports(ports: str, *, enough: bool) -> None:
    assert shut({**SSH, "src_port": ports}) == ([] if enough else ["input"])
    assert shut(SSH, output=[{**ANSWERS, "dst_port": ports}]) == ([] if enough else ["output"])
