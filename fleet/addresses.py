"""Which of a machine's addresses others reach it at."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_interface, ip_network
from typing import Literal

Family = Literal["ipv4", "ipv6"]
"""A kind of address."""
FAMILIES: tuple[Family, ...] = ("ipv4", "ipv6")

_VERSIONS = {"ipv4": 4, "ipv6": 6}
# Python's own is_global also leaves out the ranges for documentation, in which simulated machines are.
_NOT_PUBLIC = [
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network (RFC 1122)
        "10.0.0.0/8",  # private (RFC 1918), as the next two
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",  # behind a carrier's translation (RFC 6598)
        "127.0.0.0/8",  # the machine itself (RFC 1122)
        "169.254.0.0/16",  # one link (RFC 3927)
        "224.0.0.0/3",  # multicast and reserved (RFC 5771, RFC 1112)
        "::/8",  # unspecified, the machine itself, IPv4 in IPv6 (RFC 4291, RFC 6052)
        "fc00::/7",  # private (RFC 4193)
        "fe80::/9",  # one link, and what was one site (RFC 4291)
        "ff00::/8",  # multicast (RFC 4291)
    )
]


def public_address(addresses: Iterable[str | None] | None, family: Family) -> str | None:
    """The public address of a family among a machine's addresses, which may be in any order; none if it has none.

    Of several it is the lowest, so that the order doesn't matter. Prefix lengths are left out; what is empty is none.

    Example: of `["192.168.130.7", "203.0.113.9"]`, the IPv4 address is `203.0.113.9`.
    """
    found = {ip_interface(text).ip for text in addresses or () if text}
    of_family = (address for address in found if address.version == _VERSIONS[family])
    return next((str(address) for address in sorted(of_family, key=int) if _is_public(address)), None)


def is_address(text: str, family: Family) -> bool:
    """Whether a text is an address of a family."""
    try:
        return ip_address(text).version == _VERSIONS[family]
    except ValueError:
        return False


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return not any(address in network for network in _NOT_PUBLIC)
