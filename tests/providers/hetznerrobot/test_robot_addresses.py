"""One address has one spelling."""

from ipaddress import ip_network

import pytest

from providers.hetznerrobot.addresses import network, normal_address, normal_network


@pytest.mark.parametrize(
    ("text", "address", "with_mask"),
    [
        (" 203.0.113.5 ", "203.0.113.5", "203.0.113.5/32"),
        ("2001:0DB8::0:1", "2001:db8::1", "2001:db8::1/128"),
        ("203.0.113.5/24", "203.0.113.5/24", "203.0.113.0/24"),
        ("home", "home", "home"),
    ],
)
def test_a_text_has_its_shortest_form_or_stays_as_it_is(text: str, address: str, with_mask: str) -> None:
    assert (normal_address(text), normal_network(text)) == (address, with_mask)


def test_an_address_is_a_network_of_one() -> None:
    assert network("203.0.113.5") == ip_network("203.0.113.5/32")
    assert network("home") is None
