"""Hetzner's dedicated machines, which people order by hand, and the fleet adopts by their number."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import pulumi

from components.endpoint import Endpoint
from components.firewall import inbound
from components.hetzner_dedicated.row import HetznerDedicatedHost
from components.hetzner_dedicated.rules import stateless
from components.host import Account, Host, HostArgs
from components.settings import is_managed, report_unmanaged
from components.zone import Zones
from fleet.blueprint.hosts import AccountBlueprint, HostBlueprint, key_owners
from fleet.digest import digest, fitting
from fleet.inventory.field_types import is_fqdn

if TYPE_CHECKING:
    from providers.hetznerrobot import sdk

PACKAGE = "hetznerrobot"


class HetznerDedicatedServer(Host):
    """A dedicated machine at Hetzner. The fleet sets its name, reverse DNS and firewall; people order and cancel it."""

    TYPE = "fleet:hosting:HetznerDedicatedServer"

    def __init__(
        self, name: str, args: HostArgs[HetznerDedicatedHost], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__(name, args, opts)
        row = args.row
        self.finish(Endpoint(name, row.ipv4, row.ipv6, row.provider_id))

    def manage(self, name: str, row: HetznerDedicatedHost, rules: "list[sdk.FirewallRule] | None") -> None:
        """Declare its name, reverse DNS and firewall at Hetzner Robot.

        Args:
            name: Its name.
            row: Its row, with its number.
            rules: The firewall's inbound rules; None leaves the firewall alone.
        """
        from providers.hetznerrobot.sdk import Firewall, ReverseDns, Server
        from providers.hetznerrobot.server_answer import NAME_LENGTH

        number = row.server_number or 0
        server = Server(name, self.child(), server_number=number, name=fitting(name, NAME_LENGTH), ipv4=row.ipv4)
        for family, address in (("ipv4", row.ipv4), ("ipv6", row.ipv6)):
            if address is not None and is_fqdn(name):
                # Unprotected: another address replaces it, which takes a second.
                own = self.child(f"-{family}", protect=False, depends_on=[server])
                ReverseDns(f"{name}-{family}", own, ip=address, ptr=name)
        if rules is not None:
            Firewall(
                f"{name}-firewall",
                # Kept on deletion: otherwise removing the rule sets from the row, or retiring it, would open it
                # to everyone.
                self.child("-firewall", protect=False, retain_on_delete=True, depends_on=[server]),
                server_number=number,
                input=list(rules),
            )


class HetznerDedicatedAccount(Account):
    """The account at Hetzner Robot. If the stack's settings leave it out, its machines are only registered."""

    def __init__(self, blueprint: AccountBlueprint, stack: str, zones: Zones) -> None:
        super().__init__(blueprint, stack, zones)
        self._prometheus: Mapping[str, Endpoint] = {}
        numbered = [name for name, host in blueprint.hosts.items() if host.row.state == "adopted"]
        self._managed = frozenset(numbered) if is_managed(PACKAGE) else frozenset()
        self._add_keys()
        if numbered and not self._managed:
            report_unmanaged(PACKAGE, f"machines with a number are only registered ({len(numbered)})")

    def _add_keys(self) -> None:
        """Declare the managers' keys, each once, for the machines that are installed from now on."""
        from providers.hetznerrobot.sdk import SshKey

        for public in key_owners(self.blueprint.hosts[name] for name in self._managed):
            # Named after its content, so that adding a key renames no other, and every stack gives it the same name.
            SshKey(f"hetzner-dedicated-key-{digest(public)}", name=f"fleet-{digest(public)}", public_key=public)

    def declare_shared(self, prometheus: Mapping[str, Endpoint]) -> None:
        """Keep the Prometheus servers, which the firewalls let in."""
        self._prometheus = prometheus

    def host(self, host: HostBlueprint) -> HetznerDedicatedServer:
        """Register a machine; if it has a number, also manage it at Robot."""
        args = self.args(host, HetznerDedicatedHost)
        server = HetznerDedicatedServer(host.name, args)
        if host.name in self._managed:
            firewall = self.blueprint.firewalls.get(args.row.rule_sets)
            rules = inbound(firewall, self._prometheus, args.row.exporter_port) if firewall else None
            server.manage(
                host.name,
                args.row,
                None if rules is None else [cast("sdk.FirewallRule", rule) for rule in stateless(rules)],
            )
        return server
