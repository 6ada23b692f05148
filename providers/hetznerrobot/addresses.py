"""One spelling of each address and network, so that no difference is seen where there is none."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network


def spelt_address(text: str) -> str:
    """An address in its shortest form; what is none stays as it is, for the checks to refuse."""
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return text


def spelt_network(text: str) -> str:
    """A network with its mask and without host bits; what is none stays as it is, for the checks to refuse."""
    found = network(text)
    return text if found is None else str(found)


def network(text: str) -> Network | None:
    """A network, or the network of one address, if it is one."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None
