"""Hetzner Cloud servers, and the firewalls and keys that they share."""

from hashlib import sha256

import pulumi
import pulumi_hcloud as hcloud
from pulumi import ResourceOptions

from components.face import Face
from components.host import Account, Host, HostArgs
from fleet.hosts import HetznerCloudHost
from fleet.model import FirewallRule, Fleet

FIRST_BOOT_ONLY = ["image", "sshKeys", "userData"]
"""What would replace a running server; it applies to new servers only."""
KEPT_ON_ADOPTION = [*FIRST_BOOT_ONLY, "location"]
"""What an adopted server keeps as it was found; each of these would replace it."""


def labels(args: HostArgs[HetznerCloudHost]) -> dict[str, str]:
    """A server's labels; firewalls select by `fleet` and `firewall`, so that none needs a resource for its membership."""
    found = {"fleet": args.stack, "environment": args.row.environment, "manager": args.manager}
    if args.row.rule_sets:
        found["firewall"] = ".".join(args.row.rule_sets)
    return found | {f"service/{service}": "" for service in args.services}


class HetznerCloudServer(Host):
    """A server that is created, adopted or only registered, and that deletes only after it was retired."""

    def __init__(
        self,
        name: str,
        args: HostArgs[HetznerCloudHost],
        ssh_keys: list[pulumi.Input[str]],
        opts: ResourceOptions | None = None,
    ) -> None:
        super().__init__("fleet:hosting:HetznerCloudServer", name, args, opts)
        row = args.row
        if row.state == "registered":
            self.finish(Face.of(name, row.ipv4, row.ipv6))
            return
        adopted = row.state == "adopted"
        server = hcloud.Server(
            name,
            name=name,
            server_type=row.size or "",
            location=None if adopted else row.region,
            image=None if adopted else row.image,
            ssh_keys=None if adopted else ssh_keys,
            labels=labels(args),
            backups=row.backups,
            # The API wants both to be the same.
            delete_protection=True,
            rebuild_protection=True,
            opts=ResourceOptions(
                parent=self,
                import_=row.provider_id,
                ignore_changes=KEPT_ON_ADOPTION if adopted else FIRST_BOOT_ONLY,
            ),
        )
        if not adopted:
            for family, address in (("ipv4", server.ipv4_address), ("ipv6", server.ipv6_address)):
                hcloud.Rdns(
                    f"{name}-{family}",
                    server_id=server.id.apply(int),
                    ip_address=address,
                    dns_ptr=name,
                    opts=ResourceOptions(parent=self),
                )
        self.finish(Face.of(name, server.ipv4_address, server.ipv6_address, server.id))


def firewall_rules(rules: list[FirewallRule]) -> list[hcloud.FirewallRuleArgs]:
    """Rules that let traffic in; whatever no rule lets in, Hetzner's firewall drops."""
    return [
        hcloud.FirewallRuleArgs(direction="in", protocol=rule.protocol, port=rule.port, source_ips=list(rule.sources))
        for rule in rules
    ]


class HetznerCloudAccount(Account):
    """A project at Hetzner Cloud: one firewall for each distinct rule set, one key for each sysadmin's."""

    def __init__(self, fleet: Fleet, stack: str) -> None:
        super().__init__(fleet, stack)
        self._rows = {name: row for name, row in fleet.hosts.items() if isinstance(row, HetznerCloudHost)}
        for rule_sets in sorted({row.rule_sets for row in self._rows.values() if row.rule_sets}):
            chosen = ".".join(rule_sets)
            hcloud.Firewall(
                f"hetzner-cloud-{chosen}",
                name=f"{stack}-{chosen}",
                rules=firewall_rules(fleet.rules(rule_sets)),
                apply_tos=[{"label_selector": f"fleet={stack},firewall={chosen}"}],
                labels={"fleet": stack},
            )
        created = [name for name, row in self._rows.items() if row.state == "created"]
        self._keys = {
            manager: self._add_keys(manager) for manager in sorted({fleet.host_manager(name) for name in created})
        }

    def _add_keys(self, contact: str) -> list[pulumi.Input[str]]:
        added: list[pulumi.Input[str]] = []
        for line in self.fleet.contacts[contact].ssh_keys:
            public = " ".join(line.split()[:2])
            # Named by its content, so that adding one renames none.
            label = f"{self.stack}-{contact}-{sha256(public.encode()).hexdigest()[:8]}"
            key = hcloud.SshKey(f"hetzner-cloud-{label}", name=label, public_key=public, labels={"fleet": self.stack})
            added.append(key.name)
        return added

    def host(self, name: str) -> HetznerCloudServer:
        """Declare a server of the fleet."""
        args = HostArgs.of(self.fleet, name, self._rows[name], self.stack)
        return HetznerCloudServer(name, args, self._keys.get(args.manager, []))
