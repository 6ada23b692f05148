"""Hetzner's dedicated machines: ordered by hand, and registered."""

from components.host import Account, RegisteredHost


class HetznerDedicatedServer(RegisteredHost):
    """A dedicated machine at Hetzner."""

    TYPE = "fleet:hosting:HetznerDedicatedServer"


class HetznerDedicatedAccount(Account):
    """The account in Hetzner's Robot console."""

    def host(self, name: str) -> HetznerDedicatedServer:
        """Declare a machine as it is."""
        return HetznerDedicatedServer(name, self.args(name, self.fleet.hosts[name]))
