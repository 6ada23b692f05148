"""Hetzner Cloud servers, and the firewalls and keys that they share."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pulumi
from pulumi import Output, ResourceOptions

from components.endpoint import Endpoint
from components.firewall import inbound
from components.hetzner_cloud.labels import label
from components.hetzner_cloud.row import HetznerCloudHost
from components.host import Account, Host, HostArgs, kept
from components.zone import Zones
from fleet.addresses import FAMILIES
from fleet.blueprint.firewalls import Firewall
from fleet.blueprint.hosts import AccountBlueprint, HostBlueprint, key_owners
from fleet.digest import digest
from fleet.inventory.cloud import Kept
from fleet.inventory.firewall import Inbound

if TYPE_CHECKING:
    import pulumi_hcloud as hcloud

FIRST_BOOT_ONLY = ["image", "sshKeys", "userData", "publicNets"]
"""Arguments whose change would replace a running server, or power it off. They apply to new servers only."""
KEPT_ON_ADOPTION = [*FIRST_BOOT_ONLY, "location"]
"""Arguments that an adopted server keeps as they are, since a change would replace it."""
KEPT: dict[Kept, list[str]] = {
    "name": ["name"],
    "tags": ["labels"],
    "backups": ["backups"],
    "size": ["serverType"],
}
"""The arguments that an adopted server keeps for each entry of the row's `keep`."""


def firewall_label(rule_sets: tuple[str, ...]) -> str:
    """The label by which the firewall of these rule sets selects its servers."""
    return label(".".join(rule_sets))


def labels(args: HostArgs[HetznerCloudHost]) -> dict[str, str]:
    """A server's labels. Firewalls select servers by `fleet` and `firewall`, so that none needs a resource for it."""
    labels = {"fleet": args.stack, "environment": args.row.environment, "manager": label(args.host.manager)}
    if args.row.rule_sets:
        labels["firewall"] = firewall_label(args.row.rule_sets)
    return labels | {f"service/{label(service)}": "" for service in args.host.services}


class HetznerCloudServer(Host):
    """A server that is created, adopted or only registered. It can be deleted only after it was retired."""

    TYPE = "fleet:hosting:HetznerCloudServer"

    def __init__(self, name: str, args: HostArgs[HetznerCloudHost], opts: ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        row = args.row
        if row.state == "registered":
            self.finish(Endpoint(name, row.ipv4, row.ipv6))
            return
        from pulumi_hcloud import Server

        adopted, retiring = row.state == "adopted", row.retire is not None
        first: dict[str, Any] = {
            "location": row.region,
            "image": row.image,
            "ssh_keys": list(args.ssh_keys),
            "user_data": args.host.user_data,
        }
        server = Server(
            name,
            name=name,
            server_type=row.size or "",
            labels=labels(args),
            backups=row.backups,
            # The API requires both to be the same.
            delete_protection=not retiring,
            rebuild_protection=not retiring,
            # A disk that has grown can't shrink, so a larger size leaves the way back open unless the row says not to.
            keep_disk=not row.grow_disk,
            **({} if adopted else first | _public_nets(row)),
            opts=self.child(
                import_=row.provider_id,
                ignore_changes=[*KEPT_ON_ADOPTION, *kept(row, KEPT)] if adopted else FIRST_BOOT_ONLY,
            ),
        )
        # Of a family that it lacks, Hetzner gives it an empty text.
        ipv4, ipv6 = Output.all(server.ipv4_address), Output.all(server.ipv6_address)
        endpoint = Endpoint(name, self.address("ipv4", ipv4), self.address("ipv6", ipv6), server.id)
        records = self.declare_records(endpoint)
        if not adopted:
            self._declare_reverse(endpoint, server, records)
        if retiring:
            self._declare_snapshot(name, server, args.stack)
        self.finish(endpoint, records)

    def _declare_reverse(self, endpoint: Endpoint, server: "hcloud.Server", records: list[pulumi.Resource]) -> None:
        from pulumi_hcloud import Rdns

        for family, address in (("ipv4", endpoint.ipv4), ("ipv6", endpoint.ipv6)):
            if address is not None:
                Rdns(
                    f"{endpoint.fqdn}-{family}",
                    server_id=server.id.apply(int),
                    ip_address=address,
                    dns_ptr=endpoint.fqdn,
                    opts=self.child(f"-{family}", protect=False, depends_on=records),
                )

    def _declare_snapshot(self, name: str, server: "hcloud.Server", stack: str) -> None:
        """Declare a last snapshot, which remains when the server and its backups are deleted."""
        from pulumi_hcloud import Snapshot

        Snapshot(
            f"{name}-last",
            server_id=server.id.apply(int),
            description=f"{name} before it was retired",
            labels={"fleet": stack, "host": label(name)},
            opts=self.child("-last", retain_on_delete=True),
        )


def _public_nets(row: HetznerCloudHost) -> dict[str, Any]:
    """The argument that leaves out a kind of address; nothing where the server has both, as the API gives it."""
    if row.families is None:
        return {}
    return {"public_nets": [{f"{family}_enabled": family in row.families for family in FAMILIES}]}


def firewall_rules(rules: list[Inbound]) -> "list[hcloud.FirewallRuleArgs]":
    """The rules as Hetzner's firewall takes them. It drops traffic that no rule lets in."""
    from pulumi_hcloud import FirewallRuleArgs

    return [
        FirewallRuleArgs(direction="in", protocol=rule.protocol, port=rule.port, source_ips=[*rule.ipv4s, *rule.ipv6s])
        for rule in rules
    ]


class HetznerCloudAccount(Account):
    """A project at Hetzner Cloud, with a firewall for each distinct rule set and each SSH key of the sysadmins."""

    def __init__(self, blueprint: AccountBlueprint, stack: str, zones: Zones) -> None:
        super().__init__(blueprint, stack, zones)
        self._add_firewalls({}, exporter=False)
        created = [host for host in blueprint.hosts.values() if host.row.state == "created"]
        self._keys = {public: self._added_key(public, owners) for public, owners in key_owners(created).items()}

    def declare_shared(self, prometheus: Mapping[str, Endpoint]) -> None:
        """Declare the firewalls that let Prometheus in. Those that don't, its own among them, are declared already."""
        self._add_firewalls(prometheus, exporter=True)

    def _add_firewalls(self, prometheus: Mapping[str, Endpoint], *, exporter: bool) -> None:
        for firewall in self.blueprint.firewalls.values():
            if firewall.lets_prometheus_in == exporter:
                self._add_firewall(firewall, prometheus)

    def _add_firewall(self, firewall: Firewall, prometheus: Mapping[str, Endpoint]) -> None:
        from pulumi_hcloud import Firewall as Resource

        value = firewall_label(firewall.rule_sets)
        Resource(
            f"hetzner-cloud-{value}",
            name=f"{self.stack}-{value}",
            rules=firewall_rules(inbound(firewall, prometheus)),
            apply_tos=[{"label_selector": f"fleet={self.stack},firewall={value}"}],
            labels={"fleet": self.stack},
        )

    def _added_key(self, public: str, owners: tuple[str, ...]) -> pulumi.Input[str]:
        from pulumi_hcloud import SshKey

        # Named after its content, so that adding a key renames no other.
        return SshKey(
            f"hetzner-cloud-key-{digest(public)}",
            name=f"{self.stack}-{digest(public)}",
            public_key=public,
            labels={"fleet": self.stack} | {f"contact/{label(contact)}": "" for contact in owners},
            # Two keys can't have one name at the same time.
            opts=ResourceOptions(delete_before_replace=True),
        ).name

    def host(self, host: HostBlueprint) -> HetznerCloudServer:
        """Declare a server."""
        keys = tuple(self._keys[public] for public in host.ssh_keys) if host.row.state == "created" else ()
        return HetznerCloudServer(host.name, self.args(host, HetznerCloudHost, keys))
