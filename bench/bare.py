"""What a careful person would write without Fleet: a plain synchronous program that registers the same resources."""

import pulumi
import pulumi_hcloud as hcloud
from pulumi import ResourceOptions

from bench.inventory import SSH_KEY, names


class Server(pulumi.ComponentResource):
    """A server with its reverse DNS."""

    def __init__(self, name: str, key: hcloud.SshKey) -> None:
        super().__init__("bare:hosting:Server", name)
        server = hcloud.Server(
            name,
            name=name,
            server_type="cx23",
            location="fsn1",
            image="ubuntu-24.04",
            ssh_keys=[key.name],
            labels={"environment": "production", "manager": "ops", "firewall": "web"},
            backups=True,
            delete_protection=True,
            rebuild_protection=True,
            opts=ResourceOptions(parent=self, protect=True, ignore_changes=["image", "sshKeys", "userData"]),
        )
        for family, address in (("ipv4", server.ipv4_address), ("ipv6", server.ipv6_address)):
            hcloud.Rdns(
                f"{name}-{family}",
                server_id=server.id.apply(int),
                ip_address=address,
                dns_ptr=name,
                opts=ResourceOptions(parent=self),
            )
        self.ipv4, self.ipv6 = server.ipv4_address, server.ipv6_address
        self.register_outputs({"ipv4": self.ipv4, "ipv6": self.ipv6})


def program(count: int) -> None:
    """Register that many servers, their firewall and their key."""
    hcloud.Firewall(
        "web",
        name="web",
        rules=[
            hcloud.FirewallRuleArgs(direction="in", protocol="tcp", port=port, source_ips=["0.0.0.0/0", "::/0"])
            for port in ("22", "80", "443")
        ],
        apply_tos=[{"label_selector": "firewall=web"}],
    )
    key = hcloud.SshKey("ops", name="ops", public_key=SSH_KEY)
    services = [pulumi.ComponentResource("bare:service:Service", "all")]
    servers = {name: Server(name, key) for name in names(count)}
    pulumi.export("hosts", {name: {"ipv4": server.ipv4, "ipv6": server.ipv6} for name, server in servers.items()})
    pulumi.export("services", len(services))
