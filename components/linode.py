"""Linodes, and the firewalls that they share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import ResourceOptions

from components.face import Face
from components.host import Account, Host, HostArgs, fitted, public_keys
from fleet.hosts import LinodeHost
from fleet.model import FirewallRule

if TYPE_CHECKING:
    import pulumi_linode as linode

FIRST_BOOT_ONLY = [
    "image",
    "authorizedKeys",
    "authorizedUsers",
    "rootPass",
    "metadatas",
    "diskEncryption",
    "networkHelper",
]
"""What would replace a running Linode; it applies to new ones only."""
KEPT_ON_ADOPTION = [*FIRST_BOOT_ONLY, "firewallId", "region"]
"""What an adopted Linode keeps as it was found: each would replace or move it.

What needs an image (swap among it) can't be kept so: ignoring it gives it the value that the import read, and an import
reads no image. It is left out instead.
"""
FIREWALL_LABEL = 32
"""Characters of a firewall's label at most (Linode's API)."""


def tags(args: HostArgs[LinodeHost]) -> list[str]:
    """A Linode's tags, sorted; Linode knows no keys and values, so a colon stands between them."""
    found = [f"fleet:{args.stack}", f"environment:{args.row.environment}", f"manager:{args.manager}"]
    return sorted([*found, *(f"service:{service}" for service in args.services)])


class LinodeServer(Host):
    """A Linode that is created, adopted or only registered, and that deletes only after it was retired."""

    TYPE = "fleet:hosting:LinodeServer"

    def __init__(self, name: str, args: HostArgs[LinodeHost], opts: ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        row = args.row
        if row.state == "registered":
            self.finish(Face(name, row.ipv4, row.ipv6))
            return
        from pulumi_linode import Instance, Rdns

        adopted = row.state == "adopted"
        instance = Instance(
            name,
            label=name,
            region=row.region,
            type=row.size,
            image=None if adopted else row.image,
            authorized_keys=None if adopted else list(args.ssh_keys),
            tags=tags(args),
            backups_enabled=row.backups,
            opts=ResourceOptions(
                parent=self,
                import_=row.provider_id,
                ignore_changes=KEPT_ON_ADOPTION if adopted else FIRST_BOOT_ONLY,
            ),
        )
        ipv4 = instance.ipv4s.apply(lambda addresses: addresses[0])
        # Linode writes the address with its prefix length.
        ipv6 = instance.ipv6.apply(lambda address: address.partition("/")[0])
        if not adopted:
            for family, address in (("ipv4", ipv4), ("ipv6", ipv6)):
                # Linode accepts a name only once DNS answers with this address.
                Rdns(
                    f"{name}-{family}",
                    address=address,
                    rdns=name,
                    wait_for_available=True,
                    opts=ResourceOptions(parent=self),
                )
        self.finish(Face(name, ipv4, ipv6, instance.id))


def firewall_inbounds(rules: list[FirewallRule]) -> "list[linode.FirewallInboundArgs]":
    """Rules that let traffic in, named by what they let in."""
    from pulumi_linode import FirewallInboundArgs

    return [
        FirewallInboundArgs(
            label=f"{rule.protocol}-{rule.port or 'any'}",
            action="ACCEPT",
            protocol=rule.protocol.upper(),
            ports=rule.port,
            ipv4s=[source for source in rule.sources if ":" not in source] or None,
            ipv6s=[source for source in rule.sources if ":" in source] or None,
        )
        for rule in rules
    ]


class LinodeAccount(Account):
    """An account at Linode: one firewall for each distinct rule set.

    A firewall lists its Linodes, so that one may change its rules in place (the machine's own `firewall_id` would
    replace it) and none needs a resource for its membership. It is therefore declared after them.
    """

    def host(self, name: str) -> LinodeServer:
        """Declare a Linode of the fleet."""
        row = self.fleet.hosts[name]
        if not isinstance(row, LinodeHost):
            raise TypeError(f"{name} is not a Linode")
        keys = public_keys(self.fleet, self.fleet.host_manager(name))
        return LinodeServer(name, HostArgs.of(self.fleet, name, row, self.stack, tuple(keys)))

    def close(self, hosts: Mapping[str, Face]) -> None:
        """Declare the firewalls, with every Linode that they guard."""
        for rule_sets, linodes in sorted(self._members(hosts).items()):
            self._add_firewall(rule_sets, linodes)

    def _members(self, hosts: Mapping[str, Face]) -> dict[tuple[str, ...], list[Any]]:
        """The numbers of the Linodes behind each firewall; one that is yet to be created has none in a preview."""
        members: dict[tuple[str, ...], list[Any]] = {}
        for name, row in sorted(self.fleet.hosts.items()):
            if isinstance(row, LinodeHost) and row.rule_sets:
                linode_id = hosts[name].provider_id
                known = int(linode_id) if isinstance(linode_id, str) else pulumi.UNKNOWN
                members.setdefault(row.rule_sets, []).append(known)
        return members

    def _add_firewall(self, rule_sets: tuple[str, ...], linodes: list[Any]) -> None:
        from pulumi_linode import Firewall

        chosen = ".".join(rule_sets)
        Firewall(
            f"linode-{chosen}",
            label=fitted(f"{self.stack}-{chosen}", FIREWALL_LABEL),
            inbounds=firewall_inbounds(self.fleet.rules(rule_sets)),
            inbound_policy="DROP",
            outbound_policy="ACCEPT",
            linodes=linodes,
            tags=[f"fleet:{self.stack}"],
        )
