"""What the API says of a server."""

from providers.kit.model import Answer


class Subnet(Answer):
    """A network of a server; the mask is a number of bits, or of IPv4 in dotted form."""

    ip: str
    mask: str | int


class ServerAnswer(Answer):
    """What the API says of a server."""

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
        """The main IPv6 network, whose mask stands elsewhere; Hetzner's networks have 64 bits."""
        if not self.server_ipv6_net:
            return None
        masks = (one.mask for one in self.subnet or [] if one.ip == self.server_ipv6_net)
        return f"{self.server_ipv6_net}/{next(masks, 64)}"

    @property
    def addresses(self) -> list[str]:
        """All single addresses, the main one first."""
        return list(dict.fromkeys([*([self.server_ip] if self.server_ip else []), *(self.ip or [])]))
