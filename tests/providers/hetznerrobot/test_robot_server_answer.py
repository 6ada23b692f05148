"""Servers as the API returns them."""

from typing import Any

import pytest

from providers.hetznerrobot.server_answer import ServerAnswer


@pytest.mark.parametrize(
    ("told", "network"),
    [
        ({}, None),
        ({"server_ipv6_net": "2001:db8::"}, "2001:db8::/64"),
        ({"server_ipv6_net": "2001:db8::", "subnet": [{"ip": "2001:db8::", "mask": "56"}]}, "2001:db8::/56"),
        ({"server_ipv6_net": "2001:db8::", "subnet": [{"ip": "192.0.2.0", "mask": 29}]}, "2001:db8::/64"),
    ],
)
def test_the_mask_of_the_main_network_is_among_the_subnets(told: dict[str, Any], network: str | None) -> None:
    assert ServerAnswer.model_validate({"server_number": 321, **told}).ipv6_network == network


def test_the_main_address_comes_first_and_none_twice() -> None:
    told = {"server_number": 321, "server_ip": "192.0.2.2", "ip": ["192.0.2.1", "192.0.2.2"], "new": 1}
    assert ServerAnswer.model_validate(told).addresses == ["192.0.2.2", "192.0.2.1"]
    assert ServerAnswer(server_number=321).addresses == []
