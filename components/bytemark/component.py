"""Bytemark: machines whose API is not used, so they are registered and nothing more."""

from components.bytemark.row import BytemarkHost
from components.host import Account, RegisteredHost
from fleet.blueprint.hosts import HostBlueprint


class BytemarkServer(RegisteredHost):
    """A machine at Bytemark."""

    TYPE = "fleet:hosting:BytemarkServer"


class BytemarkAccount(Account):
    """The account at Bytemark."""

    def host(self, host: HostBlueprint) -> BytemarkServer:
        """Declare a machine as it is."""
        return BytemarkServer(host.name, self.args(host, BytemarkHost))
