"""Bytemark: machines whose API is not used, so they are registered and nothing more."""

from components.host import Account, HostArgs, RegisteredHost


class BytemarkServer(RegisteredHost):
    """A machine at Bytemark."""

    TYPE = "fleet:hosting:BytemarkServer"


class BytemarkAccount(Account):
    """The account at Bytemark."""

    def host(self, name: str) -> BytemarkServer:
        """Declare a machine as it is."""
        return BytemarkServer(name, HostArgs.of(self.fleet, name, self.fleet.hosts[name], self.stack))
