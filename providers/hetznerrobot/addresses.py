"""Normal forms of addresses and networks, so that two spellings of one address are no difference."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def normal_address(text: str) -> str:
    """An address in its shortest form. A text that is no address is returned as it is, for validation to refuse."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return text


def normal_network(text: str) -> str:
    """A network with its mask and without host bits: `203.0.113.5/24` becomes `203.0.113.0/24`.

    A text that is no network is returned as it is, for validation to refuse.
    """
    parsed = network(text)
    return text if parsed is None else str(parsed)


def network(text: str) -> Network | None:
    """The network that a text names; an address is a network of one. None if it is neither."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None
