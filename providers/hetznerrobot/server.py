"""Dedicated servers: they are rented and given back elsewhere, and only named here."""

from collections.abc import Iterator
from typing import Annotated, Any

import httpx
from pydantic import Field

from providers.hetznerrobot.account import SERVICE, Account, understood
from providers.kit.http import AnswerError
from providers.kit.model import REPLACES, Answer, Arguments, Outputs
from providers.kit.resource import Object, RefusalError, Resource, Wrong

NAME_LENGTH = 100
"""Characters of a server's name at most."""


class ServerArguments(Arguments):
    """Which server it is, and what it is called."""

    server_number: Annotated[int, REPLACES] = Field(
        ge=1, description="Its number in Robot; another number is another server"
    )
    name: str = Field(description="What it is called in Robot, 1 to 100 characters")


class ServerOutputs(Outputs):
    """What only Robot knows of a server."""

    ipv4: str | None = Field(None, description="The main IPv4 address; none if it has only IPv6")
    ipv6_network: str | None = Field(None, description="The IPv6 network with its mask, like 2a01:4f8:1:2::/64")
    product: str = Field(description="What is rented, like AX41-NVMe")
    location: str = Field(description="The data centre, like FSN1-DC14")
    addresses: list[str] = Field(description="All single addresses, the main one first")


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


class Server(Resource[ServerArguments, ServerOutputs]):
    """A dedicated server that was rented before.

    It is found by its number, and its name is set. It is never ordered nor cancelled: what the program no longer has
    is only forgotten, and stays rented and running. An import names the server's number.
    """

    arguments = ServerArguments
    outputs = ServerOutputs
    import_id = "the server's number"
    connection: Account

    def wrong(self, arguments: ServerArguments) -> Iterator[Wrong]:
        """A name that is empty or too long; not in the model, as a server that was just rented has none."""
        if not arguments.name.strip() or len(arguments.name) > NAME_LENGTH:
            yield Wrong("name", f"it has {len(arguments.name)} characters; give 1 to {NAME_LENGTH}, not only spaces")

    def create(self, arguments: ServerArguments) -> Object[ServerArguments, ServerOutputs]:
        """Find it and name it."""
        item = self.connection.servers.get(str(arguments.server_number))
        if item is None:
            raise RefusalError(
                f"{SERVICE}: the account has no server {arguments.server_number}; write the number that Robot shows, "
                "or rent the server first: this provider never orders one"
            )
        if understood(ServerAnswer, item, "server").server_name == arguments.name:
            return self._object(item)
        return self._named(arguments)

    def read(self, id_: str, known: ServerArguments | None) -> Object[ServerArguments, ServerOutputs] | None:
        """What the list says of it."""
        del known
        item = self.connection.servers.get(id_)
        return None if item is None else self._object(item)

    def update(
        self, id_: str, old: ServerArguments, arguments: ServerArguments
    ) -> Object[ServerArguments, ServerOutputs]:
        """Name it anew."""
        del id_, old
        return self._named(arguments)

    def delete(self, id_: str, old: ServerArguments) -> None:
        """Forget it; nothing is sent."""
        del old
        self.connection.runtime.say(f"{SERVICE}: server {id_} is forgotten; it stays rented and running")

    def _named(self, arguments: ServerArguments) -> Object[ServerArguments, ServerOutputs]:
        number = arguments.server_number
        try:
            told = self.connection.ask("POST", f"/server/{number}", data={"server_name": arguments.name})
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            raise RefusalError(
                f"{SERVICE}: the account has no server {number} any more; take it out of the program, or write the "
                "number that Robot shows"
            ) from None
        item = self.connection.servers.put(told)
        self.connection.runtime.say(f"{SERVICE}: server {number} is called {arguments.name}")
        return self._object(item)

    def _object(self, item: dict[str, Any]) -> Object[ServerArguments, ServerOutputs]:
        found = understood(ServerAnswer, item, "server")
        if found.cancelled:
            self.connection.runtime.say(
                f"{SERVICE}: server {found.server_number} is cancelled and will be gone; retire it from the program",
                warning=True,
            )
        arguments = ServerArguments(server_number=found.server_number, name=found.server_name or "")
        outputs = ServerOutputs(
            ipv4=found.server_ip or None,
            ipv6_network=found.ipv6_network,
            product=found.product or "",
            location=found.dc or "",
            addresses=found.addresses,
        )
        return Object(str(found.server_number), arguments, outputs)
