"""Dedicated servers. People rent and cancel them in Robot; this resource only names them."""

import threading
from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Annotated, Any, ClassVar

import httpx
from pydantic import Field

from providers.hetznerrobot.account import SERVICE, Account, LoginError, parsed
from providers.hetznerrobot.addresses import normal_address
from providers.hetznerrobot.server_answer import NAME_LENGTH, ServerAnswer
from providers.kit.http import AnswerError
from providers.kit.model import REPLACES, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object, RefusalError, Resource


class ServerArguments(Arguments):
    """Which server it is, and what it is called."""

    server_number: Annotated[int, REPLACES] = Field(
        ge=1, description="The server's number in Robot; another number is another server"
    )
    name: str = Field(description="The server's name in Robot, 1 to 100 characters")
    ipv4: str | None = Field(
        None,
        description="An address that the server must have, so that a wrong number is noticed; nothing is set by it",
    )


class ServerOutputs(Outputs):
    """A server's outputs."""

    main_ipv4: str | None = Field(None, description="The main IPv4 address; none if it has only IPv6")
    ipv6_network: str | None = Field(None, description="The IPv6 network with its mask, like 2a01:4f8:1:2::/64")
    product: str = Field(description="The rented model, like AX41-NVMe")
    location: str = Field(description="The data centre, like FSN1-DC14")
    addresses: list[str] = Field(description="All single addresses, the main one first")


class Server(Resource[ServerArguments, ServerOutputs]):
    """A dedicated server that was rented before.

    It is looked up by its number, and its name is set. A preview refuses a number that the account doesn't have, and
    one whose server has another address than `ipv4`, if that is given. It is never ordered or cancelled. A server that
    is removed from the program is only forgotten, and stays rented and running. An import takes the server's number.
    """

    noun = "server"
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
        """Write the address in its shortest form."""
        return arguments.model_copy(update={"ipv4": normal_address(arguments.ipv4)}) if arguments.ipv4 else arguments

    def validate(self, arguments: ServerArguments) -> Iterator[InvalidArgument]:
        """An empty or too long name; if there is none, a number or address that the account doesn't have."""
        invalid = list(_mistakes(arguments))
        # Mistakes that need no request are reported without one.
        yield from invalid or self._not_in_account(arguments)

    def create(self, arguments: ServerArguments) -> Object[ServerArguments, ServerOutputs]:
        """Look the server up and name it."""
        item = self.connection.servers.get(str(arguments.server_number))
        for invalid in _differences(item, arguments):
            raise RefusalError(f"{SERVICE}: {invalid.reason}")
        return self._named(item, arguments)

    def read(self, id_: str, recorded: ServerArguments | None) -> Object[ServerArguments, ServerOutputs] | None:
        """The server as the list has it; None if the account doesn't have it."""
        item = self.connection.servers.get(id_)
        return None if item is None else self._object(item, recorded.ipv4 if recorded else None)

    def update(
        self, id_: str, old: ServerArguments, arguments: ServerArguments
    ) -> Object[ServerArguments, ServerOutputs]:
        """Set another name."""
        del id_, old
        item = self.connection.servers.get(str(arguments.server_number))
        for invalid in _differences(item, arguments) if item is not None else ():
            raise RefusalError(f"{SERVICE}: {invalid.reason}")
        return self._named(item, arguments)

    def delete(self, id_: str, old: ServerArguments) -> None:
        """Forget the server. Nothing is sent."""
        del old
        self.connection.runtime.log(f"{SERVICE}: server {id_} is forgotten; it stays rented and running")

    def _not_in_account(self, arguments: ServerArguments) -> Iterator[InvalidArgument]:
        """The number or address that the account doesn't have. Not checked if the list can't be read just now.

        Raises:
            LoginError: There are no credentials, or they are wrong.
        """
        with self._checking:
            if self._is_unreadable:
                return
            try:
                invalid = list(_differences(self.connection.servers.get(str(arguments.server_number)), arguments))
            except LoginError:
                raise
            except RefusalError as refusal:
                self._is_unreadable = True
                message = f"the servers' numbers and addresses are not checked: {refusal}"
                self.connection.runtime.log(message, warning=True)
                return
        yield from invalid

    def _named(self, item: dict[str, Any] | None, arguments: ServerArguments) -> Object[ServerArguments, ServerOutputs]:
        """Set the server's name. Nothing is sent if it has that name already."""
        number = arguments.server_number
        if item is not None and parsed(ServerAnswer, item, "server").server_name == arguments.name:
            return self._object(item, arguments.ipv4)
        try:
            answer = self.connection.request("POST", f"/server/{number}", data={"server_name": arguments.name})
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            raise RefusalError(
                f"{SERVICE}: the account has no server {number} any more; take it out of the program, or write the "
                "number that Robot shows"
            ) from None
        item = self.connection.servers.put(answer)
        self.connection.runtime.log(f"{SERVICE}: server {number} is called {arguments.name}")
        return self._object(item, arguments.ipv4)

    def _object(self, item: dict[str, Any], ipv4: str | None) -> Object[ServerArguments, ServerOutputs]:
        answer = parsed(ServerAnswer, item, "server")
        if answer.cancelled:
            self.connection.runtime.log(
                f"{SERVICE}: server {answer.server_number} is cancelled and will be gone; retire it from the program",
                warning=True,
            )
        arguments = ServerArguments(server_number=answer.server_number, name=answer.server_name or "", ipv4=ipv4)
        outputs = ServerOutputs(
            main_ipv4=answer.server_ip or None,
            ipv6_network=answer.ipv6_network,
            product=answer.product or "",
            location=answer.dc or "",
            addresses=answer.addresses,
        )
        return Object(str(answer.server_number), arguments, outputs)


def _mistakes(arguments: ServerArguments) -> Iterator[InvalidArgument]:
    """The mistakes that need no request to be answer."""
    if not arguments.name.strip() or len(arguments.name) > NAME_LENGTH:
        yield InvalidArgument(
            "name", f"it has {len(arguments.name)} characters; give 1 to {NAME_LENGTH}, not only spaces"
        )
    try:
        IPv4Address(arguments.ipv4 or "0.0.0.0")  # noqa: S104 # any valid address will do in place of none
    except ValueError:
        yield InvalidArgument("ipv4", "it is no IPv4 address; write one like 203.0.113.5, or leave it out")


def _differences(item: dict[str, Any] | None, arguments: ServerArguments) -> Iterator[InvalidArgument]:
    """The number or address in which the account's server differs from the arguments."""
    number, ipv4 = arguments.server_number, arguments.ipv4
    if item is None:
        yield InvalidArgument(
            "server_number",
            f"the account has no server {number}; write the number that Robot shows, or rent the server first: this "
            "provider never orders one",
        )
        return
    addresses = parsed(ServerAnswer, item, "server").addresses
    if ipv4 and ipv4 not in map(normal_address, addresses):
        current = ", ".join(addresses) or "no IPv4 address"
        yield InvalidArgument("ipv4", f"server {number} has {current}, not {ipv4}: check the number")
