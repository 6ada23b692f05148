"""Facts about Hetzner Cloud: its limits, its DNS, and what changes there mean for people."""

from components.hetzner_cloud.labels import wrong_stack
from components.hetzner_cloud.names import wrong_zone
from components.hetzner_cloud.row import HetznerCloudHost
from components.hetzner_cloud.sizes import SOURCE
from fleet.hosting import Hosting, Limits, Machine, ResourceType, ZoneHosting

FIREWALL_RULES = 50
"""Rules of a firewall at most (Hetzner Cloud's documentation of firewalls)."""
RULE_SOURCES = 100
"""Networks that a rule may let in at most (Hetzner Cloud's API reference, on a rule's `source_ips`)."""
USER_DATA = 32 * 1024
"""Bytes of user data at most (Hetzner Cloud's API reference, on creating a server; it refuses more than 32768)."""

RESOURCE_TYPES = {
    "hcloud:index/server:Server": ResourceType(
        "server",
        {
            "serverType": "size",
            "location": "region",
            "keepDisk": "grow disk",
            "publicNets": "families",
            "sshKeys": "keys",
            "deleteProtection": "protection",
            "rebuildProtection": "protection",
        },
        unsent=frozenset(["keepDisk", "shutdownBeforeDeletion"]),
    ),
    "hcloud:index/rdns:Rdns": ResourceType(
        "reverse DNS", {"serverId": "server", "ipAddress": "address", "dnsPtr": "name"}
    ),
    "hcloud:index/snapshot:Snapshot": ResourceType("snapshot", {"serverId": "server"}),
    "hcloud:index/firewall:Firewall": ResourceType("firewall", {"applyTos": "hosts"}),
    "hcloud:index/sshKey:SshKey": ResourceType("SSH key", {"publicKey": "key"}),
    "hcloud:index/zone:Zone": ResourceType("zone", {"deleteProtection": "protection"}),
    "hcloud:index/zoneRrset:ZoneRrset": ResourceType("DNS record", {"records": "values"}),
}

HOSTING = Hosting(
    key="hetzner-cloud",
    title="Hetzner Cloud",
    host=HetznerCloudHost,
    zones=ZoneHosting(
        component="components.hetzner_cloud.zone:HetznerZone",
        name_servers=("hydrogen.ns.hetzner.com", "oxygen.ns.hetzner.com", "helium.ns.hetzner.de"),
        wrong_name=wrong_zone,
    ),
    component="components.hetzner_cloud.component:HetznerCloudAccount",
    recovery="components.hetzner_cloud.finders:RECOVERY",
    simulation="components.hetzner_cloud.simulated:SIMULATION",
    catalogue=SOURCE,
    resource_types=RESOURCE_TYPES,
    machine=Machine("hcloud:index/server:Server", "name"),
    limits=Limits(
        stack_name=wrong_stack, user_data_bytes=USER_DATA, firewall_rules=FIREWALL_RULES, rule_sources=RULE_SOURCES
    ),
    swap_file=True,
    consequences={
        # Hetzner's documentation says that the server is off, and gives no figure.
        "size": "powers the machine off for some minutes, longer where the disk grows",
        "region": "that would be another machine, which is refused: create one, move what is on it, retire this one",
    },
    replaced_by=frozenset(["region"]),
    remedies={
        "CNAME can ?not stand beside": "the name's old records go only at the end of a run. Delete them in the "
        "provider's console, and run `up` again, which forgets them (docs/runbooks/name-taken.md)",
    },
)
