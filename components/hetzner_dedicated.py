"""Hetzner's dedicated machines: ordered by hand, and registered."""

from components.host import Account, HostArgs, RegisteredHost


class HetznerDedicatedAccount(Account):
    """The account in Hetzner's Robot console."""

    def host(self, name: str) -> RegisteredHost:
        """Declare a machine as it is."""
        args = HostArgs.of(self.fleet, name, self.fleet.hosts[name], self.stack)
        return RegisteredHost("fleet:hosting:HetznerDedicatedServer", name, args)
