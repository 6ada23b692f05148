"""Dedicated servers: they are rented and given back elsewhere, and only named here."""

import threading
from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Annotated, Any, ClassVar

import httpx
from pydantic import Field

from providers.hetznerrobot.account import SERVICE, Account, LoginError, understood
from providers.hetznerrobot.addresses import spelt_address
from providers.hetznerrobot.server_answer import ServerAnswer
from providers.kit.http import AnswerError
from providers.kit.model import REPLACES, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object, RefusalError, Resource

NAME_LENGTH = 100
"""Characters of a server's name at most."""


class ServerArguments(Arguments):
    """Which server it is, and what it is called."""

    server_number: Annotated[int, REPLACES] = Field(
        ge=1, description="Its number in Robot; another number is another server"
    )
    name: str = Field(description="What it is called in Robot, 1 to 100 characters")
    ipv4: str | None = Field(
        None, description="An address that it must have, so that a wrong number is noticed; nothing is set by it"
    )


class ServerOutputs(Outputs):
    """What only Robot knows of a server."""

    main_ipv4: str | None = Field(None, description="The main IPv4 address; none if it has only IPv6")
    ipv6_network: str | None = Field(None, description="The IPv6 network with its mask, like 2a01:4f8:1:2::/64")
    product: str = Field(description="What is rented, like AX41-NVMe")
    location: str = Field(description="The data centre, like FSN1-DC14")
    addresses: list[str] = Field(description="All single addresses, the main one first")


class Server(Resource[ServerArguments, ServerOutputs]):
    """A dedicated server that was rented before.

    It is found by its number, and its name is set. A preview refuses a number that the account doesn't have, and one
    whose server has another address than `ipv4`, if that is given. It is never ordered nor cancelled: what the program
    no longer has is only forgotten, and stays rented and running. An import names the server's number.
    """

    arguments = ServerArguments
    outputs = ServerOutputs
    import_id = "the server's number"
    connection: Account
    accepts_unknowns: ClassVar[bool] = True

    def __init__(self, connection: Account) -> None:
        super().__init__(connection)
        self._checking = threading.Lock()
        self._is_unreadable = False

    def complete(self, arguments: ServerArguments) -> ServerArguments:
        """Spell the address in its shortest form."""
        return arguments.model_copy(update={"ipv4": spelt_address(arguments.ipv4)}) if arguments.ipv4 else arguments

    def validate(self, arguments: ServerArguments) -> Iterator[InvalidArgument]:
        """A name that is empty or too long, which a server that was just rented has; then what the account has not."""
        found = list(_mistakes(arguments))
        # What can be seen from here is told without asking anyone.
        yield from found or self._not_there(arguments)

    def create(self, arguments: ServerArguments) -> Object[ServerArguments, ServerOutputs]:
        """Find it and name it."""
        item = self.connection.servers.get(str(arguments.server_number))
        for wrong in _differences(item, arguments):
            raise RefusalError(f"{SERVICE}: {wrong.reason}")
        return self._named(item, arguments)

    def read(self, id_: str, known: ServerArguments | None) -> Object[ServerArguments, ServerOutputs] | None:
        """What the list says of it."""
        item = self.connection.servers.get(id_)
        return None if item is None else self._object(item, known.ipv4 if known else None)

    def update(
        self, id_: str, old: ServerArguments, arguments: ServerArguments
    ) -> Object[ServerArguments, ServerOutputs]:
        """Name it anew."""
        del id_, old
        item = self.connection.servers.get(str(arguments.server_number))
        for wrong in _differences(item, arguments) if item is not None else ():
            raise RefusalError(f"{SERVICE}: {wrong.reason}")
        return self._named(item, arguments)

    def delete(self, id_: str, old: ServerArguments) -> None:
        """Forget it; nothing is sent."""
        del old
        self.connection.runtime.log(f"{SERVICE}: server {id_} is forgotten; it stays rented and running")

    def _not_there(self, arguments: ServerArguments) -> Iterator[InvalidArgument]:
        """What the account's list says against it; nothing where the list can't be read just now.

        Raises:
            LoginError: There is no login, or it is a wrong one.
        """
        with self._checking:
            if self._is_unreadable:
                return
            try:
                found = list(_differences(self.connection.servers.get(str(arguments.server_number)), arguments))
            except LoginError:
                raise
            except RefusalError as refusal:
                self._is_unreadable = True
                words = f"the servers' numbers and addresses are not checked: {refusal}"
                self.connection.runtime.log(words, warning=True)
                return
        yield from found

    def _named(self, item: dict[str, Any] | None, arguments: ServerArguments) -> Object[ServerArguments, ServerOutputs]:
        """It with its name; nothing is sent where it has that already."""
        number = arguments.server_number
        if item is not None and understood(ServerAnswer, item, "server").server_name == arguments.name:
            return self._object(item, arguments.ipv4)
        try:
            told = self.connection.request("POST", f"/server/{number}", data={"server_name": arguments.name})
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            raise RefusalError(
                f"{SERVICE}: the account has no server {number} any more; take it out of the program, or write the "
                "number that Robot shows"
            ) from None
        item = self.connection.servers.put(told)
        self.connection.runtime.log(f"{SERVICE}: server {number} is called {arguments.name}")
        return self._object(item, arguments.ipv4)

    def _object(self, item: dict[str, Any], ipv4: str | None) -> Object[ServerArguments, ServerOutputs]:
        found = understood(ServerAnswer, item, "server")
        if found.cancelled:
            self.connection.runtime.log(
                f"{SERVICE}: server {found.server_number} is cancelled and will be gone; retire it from the program",
                warning=True,
            )
        arguments = ServerArguments(server_number=found.server_number, name=found.server_name or "", ipv4=ipv4)
        outputs = ServerOutputs(
            main_ipv4=found.server_ip or None,
            ipv6_network=found.ipv6_network,
            product=found.product or "",
            location=found.dc or "",
            addresses=found.addresses,
        )
        return Object(str(found.server_number), arguments, outputs)


def _mistakes(arguments: ServerArguments) -> Iterator[InvalidArgument]:
    """What is wrong with them by themselves."""
    if not arguments.name.strip() or len(arguments.name) > NAME_LENGTH:
        yield InvalidArgument(
            "name", f"it has {len(arguments.name)} characters; give 1 to {NAME_LENGTH}, not only spaces"
        )
    try:
        IPv4Address(arguments.ipv4 or "0.0.0.0")  # noqa: S104 # none is as good as any
    except ValueError:
        yield InvalidArgument("ipv4", "it is no IPv4 address; write one like 203.0.113.5, or leave it out")


def _differences(item: dict[str, Any] | None, arguments: ServerArguments) -> Iterator[InvalidArgument]:
    """What the account has instead of what the arguments say."""
    number, ipv4 = arguments.server_number, arguments.ipv4
    if item is None:
        yield InvalidArgument(
            "server_number",
            f"the account has no server {number}; write the number that Robot shows, or rent the server first: this "
            "provider never orders one",
        )
        return
    addresses = understood(ServerAnswer, item, "server").addresses
    if ipv4 and ipv4 not in map(spelt_address, addresses):
        there = ", ".join(addresses) or "no IPv4 address"
        yield InvalidArgument("ipv4", f"server {number} has {there}, not {ipv4}: check the number")
