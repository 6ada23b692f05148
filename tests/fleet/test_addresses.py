"""Addresses are chosen by what they are, and never by where they stand."""

from ipaddress import IPv4Address, IPv6Address
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.addresses import FAMILIES, Family, is_address, public_address

PUBLIC: dict[Family, str] = {"ipv4": "203.0.113.9", "ipv6": "2001:db8::9"}


@pytest.mark.parametrize(
    "other",
    [
        "192.168.130.7",
        "10.0.0.2",
        "172.31.255.254",
        "100.64.3.1",
        "169.254.10.1",
        "127.0.0.1",
        "0.0.0.7",
        "239.1.1.1",
        "fd00::7",
        "fe80::1",
        "::1",
        "::",
        "::ffff:203.0.113.1",
        "ff02::1",
    ],
)
def test_a_public_address_is_found_in_any_order_and_no_other_ever(other: str) -> None:
    for family in FAMILIES:
        assert public_address([other], family) is None
        for order in permutations([other, "", None, *PUBLIC.values()]):
            assert public_address(order, family) == PUBLIC[family]


@pytest.mark.parametrize("given", [None, [], [""], [None], ["", None]])
def test_what_is_not_there_is_none(given: list[str | None] | None) -> None:
    assert [public_address(given, family) for family in FAMILIES] == [None, None]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("2001:db8::9/128", "2001:db8::9"),
        ("2001:db8::9/64", "2001:db8::9"),
        ("2001:0DB8:0::9", "2001:db8::9"),
        ("2a01:7e00::f03c:93ff:fe00:1/128", "2a01:7e00::f03c:93ff:fe00:1"),
    ],
)
def test_an_address_has_no_prefix_length_and_is_in_its_shortest_form(written: str, address: str) -> None:
    assert public_address([written], "ipv6") == address
    assert public_address(["203.0.113.9/24"], "ipv4") == "203.0.113.9"


@given(
    st.sets(st.integers(0xCB007100, 0xCB0071FF), min_size=1), st.sets(st.integers(0xC0A80000, 0xC0A8FFFF)), st.data()
)
def test_of_several_the_lowest_is_chosen_whatever_their_order(
    public: set[int], private: set[int], data: st.DataObject
) -> None:
    order = data.draw(st.permutations([str(IPv4Address(number)) for number in public | private]))
    assert public_address(order, "ipv4") == str(IPv4Address(min(public)))


@given(st.ip_addresses())
def test_an_address_is_of_one_family(address: IPv4Address | IPv6Address) -> None:
    assert None in {public_address([str(address)], family) for family in FAMILIES}


@pytest.mark.parametrize(
    ("text", "family"),
    [("203.0.113.9", "ipv4"), ("2001:db8::9", "ipv6"), ("www.example.org", None), ("", None), ("203.0.113.9/32", None)],
)
def test_a_text_is_an_address_of_one_family_or_of_none(text: str, family: str | None) -> None:
    assert [each for each in FAMILIES if is_address(text, each)] == ([family] if family else [])
