from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

import pytest

from sandbox.addresses import ipv4, ipv6, ipv6_network
from sandbox.refusal import CloudError

DOCUMENTATION = [ip_network(text) for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15")]
LAST = 3 * 254 + 2**17 - 2


@pytest.mark.parametrize("number", [1, 254, 255, 508, 509, 762, 763, LAST])
def test_addresses_belong_to_nobody(number: int) -> None:
    address = IPv4Address(ipv4(number))
    assert any(address in network for network in DOCUMENTATION)
    assert address not in {edge for network in DOCUMENTATION for edge in (network[0], network[-1])}
    assert IPv6Address(ipv6(number)) in IPv6Network("2001:db8::/32")
    assert IPv6Address(ipv6(number)) in IPv6Network(ipv6_network(number))


def test_each_object_has_its_own() -> None:
    numbers = [*range(1, 2000), LAST - 1, LAST]
    for address in (ipv4, ipv6, ipv6_network):
        assert len({address(number) for number in numbers}) == len(numbers)
    assert {IPv6Network(ipv6_network(number)).prefixlen for number in numbers} == {64}


def test_a_cloud_that_is_full_says_what_to_do() -> None:
    with pytest.raises(CloudError, match=r"no address left; remove the folder \.sandbox"):
        ipv4(LAST + 1)
