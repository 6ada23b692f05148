"""Bytemark's machines, which are only registered, since the fleet doesn't use its API."""

from components.bytemark.row import BytemarkHost
from components.host import Account, RegisteredHost
from fleet.blueprint.hosts import HostBlueprint


class BytemarkServer(RegisteredHost):
    """A machine at Bytemark."""

    TYPE = "fleet:hosting:BytemarkServer"


class BytemarkAccount(Account):
    """The account at Bytemark."""

    def host(self, host: HostBlueprint) -> BytemarkServer:
        """Register a machine."""
        return BytemarkServer(host.name, self.args(host, BytemarkHost))
