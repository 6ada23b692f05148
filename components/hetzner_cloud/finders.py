"""How recovery finds Hetzner Cloud's objects: by their unique names."""

from fleet.hosting import Finder, Recovery

RECOVERY = Recovery(
    finders={
        "hcloud:index/server:Server": Finder("hcloud:index/getServers:getServers", "servers"),
        "hcloud:index/firewall:Firewall": Finder(
            "hcloud:index/getFirewalls:getFirewalls", "firewalls", instead="rename or delete it in the console"
        ),
        "hcloud:index/sshKey:SshKey": Finder(
            "hcloud:index/getSshKeys:getSshKeys",
            "sshKeys",
            instead="delete it in the console; machines keep the keys they have",
        ),
        "hcloud:index/zone:Zone": Finder("hcloud:index/getZones:getZones", "zones"),
        "hcloud:index/zoneRrset:ZoneRrset": Finder(
            "hcloud:index/getZoneRrsets:getZoneRrsets",
            "rrsets",
            arguments=lambda inputs: {"zone": inputs["zone"]},
            matches=lambda inputs, item: bool(item["type"] == inputs["type"]),
            instead="write the name in its zone's keep, or delete the records there",
        ),
    },
    nameless=frozenset(["hcloud:index/snapshot:Snapshot"]),
)
