"""Servers as the API returns them."""

from providers.kit.model import Answer

NAME_LENGTH = 100
"""Characters of a server's name at most."""


class Subnet(Answer):
    """A network of a server. The mask is a number of bits, or for IPv4 also in dotted form."""

    ip: str
    mask: str | int


class ServerAnswer(Answer):
    """A server as the API returns it."""

    server_number: int
    server_name: str | None = None
    server_ip: str | None = None
    server_ipv6_net: str | None = None
    product: str | None = None
    dc: str | None = None
    cancelled: bool | None = None
    ip: list[str] | None = None
    subnet: list[Subnet] | None = None

    @property
    def ipv6_network(self) -> str | None:
        """The main IPv6 network with its mask, which the API has in `subnet`; 64 bits if it is missing there."""
        if not self.server_ipv6_net:
            return None
        masks = (subnet.mask for subnet in self.subnet or [] if subnet.ip == self.server_ipv6_net)
        return f"{self.server_ipv6_net}/{next(masks, 64)}"

    @property
    def addresses(self) -> list[str]:
        """All single addresses, the main one first."""
        return list(dict.fromkeys([*([self.server_ip] if self.server_ip else []), *(self.ip or [])]))
