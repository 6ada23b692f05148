"""Functions that look up existing objects."""

from typing import ClassVar

from pydantic import Field

from providers.hetznerrobot.account import Account, parsed
from providers.hetznerrobot.server_answer import ServerAnswer
from providers.kit.model import Arguments, Outputs
from providers.kit.resource import Function


class ServersArguments(Arguments):
    """Which servers to return."""

    name: str | None = Field(None, description="Only those of this name")


class FoundServer(Outputs):
    """An existing server."""

    number: int = Field(description="The number for a resource or an import")
    name: str = Field(description="What it is called; may be empty")
    product: str = Field(description="What is rented, like AX41-NVMe")
    ipv4: str | None = Field(None, description="The main IPv4 address")


class FoundServers(Outputs):
    """The existing servers."""

    servers: list[FoundServer] = Field(description="By number")


class GetServers(Function):
    """The account's servers, in one request of its list."""

    name: ClassVar[str] = "getServers"
    arguments = ServersArguments
    outputs = FoundServers
    connection: Account

    def answer(self, arguments: ServersArguments) -> FoundServers:
        """Read the list and return those of the name."""
        servers = (parsed(ServerAnswer, item, "server") for item in self.connection.servers.all())
        return FoundServers(
            servers=[
                FoundServer(
                    number=server.server_number,
                    name=server.server_name or "",
                    product=server.product or "",
                    ipv4=server.server_ip or None,
                )
                for server in sorted(servers, key=lambda server: server.server_number)
                if arguments.name in (None, server.server_name or "")
            ]
        )
