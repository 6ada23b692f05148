"""Bytemark: machines whose API is not used, so they are registered and nothing more."""

from components.host import Account, RegisteredHost


class BytemarkServer(RegisteredHost):
    """A machine at Bytemark."""

    TYPE = "fleet:hosting:BytemarkServer"


class BytemarkAccount(Account):
    """The account at Bytemark."""

    def host(self, name: str) -> BytemarkServer:
        """Declare a machine as it is."""
        return BytemarkServer(name, self.args(name, self.fleet.hosts[name]))
