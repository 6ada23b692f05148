"""Bytemark: machines whose API is not used, so they are registered and nothing more."""

from components.host import Account, HostArgs, RegisteredHost


class BytemarkAccount(Account):
    """The account at Bytemark."""

    def host(self, name: str) -> RegisteredHost:
        """Declare a machine as it is."""
        args = HostArgs.of(self.fleet, name, self.fleet.hosts[name], self.stack)
        return RegisteredHost("fleet:hosting:BytemarkServer", name, args)
