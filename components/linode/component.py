"""The components of Linodes, and of the firewalls that they share."""

from base64 import b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import Output, ResourceOptions

from components.endpoint import Endpoint
from components.firewall import inbound
from components.host import Account, Host, HostArgs, kept
from components.linode.labels import FIREWALL_LABEL, INSTANCE_LABEL, label, stack_tag
from components.linode.row import LinodeHost
from fleet.blueprint.firewalls import Firewall
from fleet.blueprint.hosts import HostBlueprint
from fleet.inventory.cloud import Kept
from fleet.inventory.firewall import Inbound

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
    "swapSize",
]
"""Arguments whose change would replace or power off a running Linode. They apply to new ones only."""
KEPT_ON_ADOPTION = [*FIRST_BOOT_ONLY, "firewallId", "region"]
"""Arguments that an adopted Linode keeps as they are, since a change would replace or move it.

Arguments that need an image, such as swap, can't be kept that way: an ignored change gets the value that the import
read, and an import reads no image. They are left out instead.
"""
KEPT: dict[Kept, list[str]] = {
    "name": ["label"],
    "tags": ["tags"],
    "backups": ["backupsEnabled"],
    "size": ["type"],
}
"""The arguments that an adopted Linode keeps for each entry of the row's `keep`."""


def tags(args: HostArgs[LinodeHost]) -> list[str]:
    """A Linode's tags, sorted, like `manager:ann`: Linode has no labels with keys and values."""
    common = [stack_tag(args.stack), f"environment:{args.row.environment}", f"manager:{args.host.manager}"]
    return sorted([*common, *(f"service:{service}" for service in args.host.services)])


def created(args: HostArgs[LinodeHost]) -> dict[str, Any]:
    """The arguments that only a new Linode gets.

    Network helper writes the network's configuration at each boot, so that a changed address can't lock anyone out.
    Lassie, the watchdog, boots a machine that went down by itself. Disks are encrypted, which costs nothing and can't
    be had later. Swap is a disk of its own, since Linode makes one anyway.
    """
    return {
        "image": args.row.image,
        "authorized_keys": list(args.ssh_keys),
        "metadatas": [{"user_data": b64encode(args.host.user_data.encode()).decode()}],
        "swap_size": args.row.swap_mb,
        "network_helper": True,
        "watchdog_enabled": True,
        "disk_encryption": "enabled",
    }


class LinodeServer(Host):
    """A Linode that is created, adopted or only registered. It can be deleted only after it was retired."""

    TYPE = "fleet:hosting:LinodeServer"

    def __init__(self, name: str, args: HostArgs[LinodeHost], opts: ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        row = args.row
        if row.state == "registered":
            self.finish(Endpoint(name, row.ipv4, row.ipv6))
            return
        from pulumi_linode import Instance

        adopted = row.state == "adopted"
        instance = Instance(
            name,
            label=label(name, INSTANCE_LABEL),
            region=row.region,
            type=row.size,
            tags=tags(args),
            backups_enabled=row.backups,
            # A disk that has grown can't shrink, so a larger size leaves the way back open unless the row says not to.
            resize_disk=True if row.grow_disk else None,
            # The machine goes on running while it is copied.
            migration_type="warm",
            **({} if adopted else created(args)),
            opts=self.child(
                import_=row.provider_id,
                # Two Linodes can't have one label at the same time.
                delete_before_replace=True,
                ignore_changes=[*KEPT_ON_ADOPTION, *kept(row, KEPT)] if adopted else FIRST_BOOT_ONLY,
            ),
        )
        # A set, in which a private address may come first.
        ipv4, ipv6 = self.address("ipv4", instance.ipv4s), self.address("ipv6", Output.all(instance.ipv6))
        endpoint = Endpoint(name, ipv4, ipv6, instance.id)
        records = self.declare_records(endpoint)
        if not adopted and (args.host.reverse_dns or self.is_left_alone("linode:index/rdns:Rdns", "-ipv4")):
            self._declare_reverse(endpoint, records)
        self.finish(endpoint, records)

    def _declare_reverse(self, endpoint: Endpoint, records: list[pulumi.Resource]) -> None:
        from pulumi_linode import Rdns

        for family, address in (("ipv4", endpoint.ipv4), ("ipv6", endpoint.ipv6)):
            if address is not None:
                # Linode accepts a name only once DNS answers with this address.
                Rdns(
                    f"{endpoint.fqdn}-{family}",
                    address=address,
                    rdns=endpoint.fqdn,
                    wait_for_available=True,
                    opts=self.child(f"-{family}", protect=False, depends_on=records),
                )


def firewall_inbounds(rules: list[Inbound]) -> "list[linode.FirewallInboundArgs]":
    """The inbound rules as Linode's firewall takes them, each with protocol and port in its label."""
    from pulumi_linode import FirewallInboundArgs

    return [
        FirewallInboundArgs(
            label=f"{rule.protocol}-{rule.port or 'any'}",
            action="ACCEPT",
            protocol=rule.protocol.upper(),
            ports=rule.port,
            ipv4s=rule.ipv4s or None,
            ipv6s=rule.ipv6s or None,
        )
        for rule in rules
    ]


class LinodeAccount(Account):
    """An account at Linode, with a firewall for each distinct rule set.

    A firewall lists its Linodes, so it is declared after them. That way a Linode can change its rule sets in place (its
    own `firewall_id` would replace it), and needs no resource for its membership.
    """

    _prometheus: Mapping[str, Endpoint]

    def host(self, host: HostBlueprint) -> LinodeServer:
        """Declare a Linode."""
        return LinodeServer(host.name, self.args(host, LinodeHost, host.ssh_keys))

    def declare_shared(self, prometheus: Mapping[str, Endpoint]) -> None:
        """Keep the Prometheus servers, which the firewalls let in."""
        self._prometheus = prometheus

    def declare_memberships(self, hosts: Mapping[str, Endpoint]) -> None:
        """Declare the firewalls, each with the Linodes that it protects."""
        for firewall in self.blueprint.firewalls.values():
            self._add_firewall(firewall, [_number(hosts[name]) for name in firewall.members])

    def _add_firewall(self, firewall: Firewall, linodes: list[Any]) -> None:
        from pulumi_linode import Firewall as Resource

        rule_sets = ".".join(firewall.rule_sets)
        Resource(
            f"linode-{rule_sets}",
            label=label(f"{self.stack}-{rule_sets}", FIREWALL_LABEL),
            inbounds=firewall_inbounds(inbound(firewall, self._prometheus)),
            inbound_policy="DROP",
            outbound_policy="ACCEPT",
            linodes=linodes,
            tags=[stack_tag(self.stack)],
        )


def _number(linode: Endpoint) -> Any:
    """A Linode's number; unknown in a preview if it doesn't exist yet."""
    return int(linode.provider_id) if isinstance(linode.provider_id, str) else pulumi.UNKNOWN
