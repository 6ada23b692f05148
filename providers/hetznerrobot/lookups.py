"""What is there already."""

from typing import ClassVar

from pydantic import Field

from providers.hetznerrobot.account import Account, understood
from providers.hetznerrobot.server_answer import ServerAnswer
from providers.kit.model import Arguments, Outputs
from providers.kit.resource import Function


class ServersArguments(Arguments):
    """Which ones."""

    name: str | None = Field(None, description="Only those of this name")


class FoundServer(Outputs):
    """A server that is there."""

    number: int = Field(description="What a resource or an import names")
    name: str = Field(description="What it is called; may be empty")
    product: str = Field(description="What is rented, like AX41-NVMe")
    ipv4: str | None = Field(None, description="The main IPv4 address")


class FoundServers(Outputs):
    """The servers that are there."""

    servers: list[FoundServer] = Field(description="By number")


class GetServers(Function):
    """The account's servers, in one request of its list."""

    name: ClassVar[str] = "getServers"
    arguments = ServersArguments
    outputs = FoundServers
    connection: Account

    def answer(self, arguments: ServersArguments) -> FoundServers:
        """Look them up."""
        found = (understood(ServerAnswer, item, "server") for item in self.connection.servers.all())
        return FoundServers(
            servers=[
                FoundServer(
                    number=one.server_number,
                    name=one.server_name or "",
                    product=one.product or "",
                    ipv4=one.server_ip or None,
                )
                for one in sorted(found, key=lambda one: one.server_number)
                if arguments.name in (None, one.server_name or "")
            ]
        )
