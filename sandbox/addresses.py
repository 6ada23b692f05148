"""Addresses for simulated machines, from ranges that are reserved for documentation and tests."""

import ipaddress

from sandbox.refusal import CloudError

_IPV4 = [ipaddress.ip_network(n) for n in ("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "198.18.0.0/15")]
"""RFC 5737's ranges for documentation, and RFC 2544's for benchmarks when those are used up."""
_IPV6 = ipaddress.IPv6Network("2001:db8::/32")
"""RFC 3849's range for documentation."""


def ipv4(number: int) -> str:
    """The address of the object with this number, counting from 1.

    Raises:
        CloudError: There are no more addresses, after about 130,000 objects.
    """
    for network in _IPV4:
        usable = network.num_addresses - 2
        if number <= usable:
            return str(network[number])
        number -= usable
    raise CloudError("the simulated cloud has no address left; remove the folder .sandbox and start again")


def ipv6_network(number: int) -> str:
    """The /64 network of the object with this number."""
    return str(ipaddress.IPv6Network((int(_IPV6.network_address) + (number << 64), 64)))


def ipv6(number: int) -> str:
    """The first address in the network of the object with this number."""
    return str(ipaddress.IPv6Network(ipv6_network(number))[1])
