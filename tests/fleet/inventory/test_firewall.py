"""What firewalls let in."""

import pytest
from pydantic import ValidationError

from fleet.inventory.firewall import FirewallRule


@pytest.mark.parametrize(
    ("protocol", "port", "said"),
    [
        ("icmp", "80", "icmp has no ports; leave port out"),
        ("tcp", None, 'tcp needs a port; write port: "443" or port: "8000-8010"'),
        ("udp", None, 'udp needs a port; write port: "443" or port: "8000-8010"'),
    ],
)
def test_a_rule_has_a_port_where_there_are_ports(protocol: str, port: str | None, said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        FirewallRule.model_validate({"protocol": protocol, "port": port})
    assert [error["msg"] for error in caught.value.errors()] == [said]
