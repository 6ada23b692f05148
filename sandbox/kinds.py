"""The simulated clouds' resource types: one small table entry each.

What replaces a resource, and each trap below, was measured with the official plugins. The arguments themselves are not
listed: `sandbox.arguments` reads them from the installed SDKs.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Properties = dict[str, Any]

_IPV4 = [ipaddress.ip_network(n) for n in ("203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "198.18.0.0/15")]
"""RFC 5737's ranges for documentation, and RFC 2544's for benchmarks when those are used up."""
_IPV6 = ipaddress.IPv6Network("2001:db8::/32")
"""RFC 3849's range for documentation."""


def ipv4(number: int) -> str:
    """The address of the object with this number."""
    for network in _IPV4:
        usable = network.num_addresses - 2
        if number <= usable:
            return str(network[number])
        number -= usable
    raise ValueError("the simulated cloud has no address left; remove .sandbox and begin anew")


def ipv6_network(number: int) -> str:
    """The /64 network of the object with this number."""
    return str(ipaddress.IPv6Network((int(_IPV6.network_address) + (number << 64), 64)))


@dataclass(frozen=True)
class Kind:
    """A resource type as its plugin treats it; properties have the engine's names (camelCase).

    `computed` gives the outputs that are no arguments, from the object's number and arguments; in a preview they are
    unknown. `identify` makes the id where it isn't the number. `unread` are arguments that the API never gives back;
    `kept` ones that keep their value when they are left out; `resets` ones that fall to a value of the plugin's own
    instead, silently. `together` names what an argument can't be without. `sets` are lists without an order.
    """

    token: str
    computed: Callable[[int, Properties], Properties] = lambda _number, _arguments: {}
    computed_names: tuple[str, ...] = ()
    identify: Callable[[int, Properties], str] = lambda number, _arguments: str(number)
    name: str | None = None
    first_id: int = 0
    replaces: frozenset[str] = frozenset()
    defaults: Properties = field(default_factory=dict)
    resets: Properties = field(default_factory=dict)
    unread: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    caseless: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    delete_protection: str | None = None
    rule: Callable[[Properties], str | None] = lambda _arguments: None

    @property
    def stays(self) -> frozenset[str]:
        """Arguments that may be left out without being changed: what the cloud chose stays as it is."""
        return self.kept | frozenset(self.computed_names)

    @property
    def plugin(self) -> str:
        """The plugin that has this type."""
        return self.token.partition(":")[0]


def _linode(number: int, _arguments: Properties) -> Properties:
    address = ipv4(number)
    return {
        "ipv4s": [address],
        "ipAddress": address,
        "ipv6": f"{ipaddress.IPv6Network(ipv6_network(number))[1]}/128",
        "status": "running",
        "hostUuid": f"00000000-0000-4000-8000-{number:012d}",
    }


def _hcloud_server(number: int, _arguments: Properties) -> Properties:
    network = ipv6_network(number)
    return {
        "ipv4Address": ipv4(number),
        "ipv6Address": str(ipaddress.IPv6Network(network)[1]),
        "ipv6Network": network,
        "status": "running",
    }


def _pages_rule(arguments: Properties) -> str | None:
    workflow = arguments.get("buildType", "legacy") == "workflow"
    if workflow == ("source" in arguments):
        return (
            "source is not allowed with build_type workflow"
            if workflow
            else "source is required with build_type legacy"
        )
    if "httpsEnforced" in arguments and "cname" not in arguments:
        return "https_enforced needs cname"
    return None


_NEED_IMAGE = ("swapSize", "authorizedKeys", "authorizedUsers", "rootPass", "metadatas")

_ALL = [
    Kind(
        "linode:index/instance:Instance",
        _linode,
        ("ipv4s", "ipAddress", "ipv6", "status", "hostUuid"),
        name="label",
        first_id=60_000_000,
        replaces=frozenset(
            [
                "image",
                "authorizedKeys",
                "authorizedUsers",
                "rootPass",
                "metadatas",
                "firewallId",
                "diskEncryption",
                "networkHelper",
            ]
        ),
        defaults={"migrationType": "cold"},
        unread=frozenset(["image", "migrationType", *_NEED_IMAGE]),
        kept=frozenset(
            ["type", "backupsEnabled", "image", "swapSize", "privateIp", "watchdogEnabled", "networkHelper"]
        ),
        sets=frozenset(["tags"]),
        caseless=frozenset(["tags"]),
        together=tuple((argument, "image") for argument in _NEED_IMAGE),
    ),
    Kind(
        "linode:index/rdns:Rdns",
        lambda _number, _arguments: {},
        identify=lambda _number, arguments: str(arguments["address"]),
        replaces=frozenset(["address"]),
        unread=frozenset(["waitForAvailable"]),
    ),
    Kind(
        "linode:index/firewall:Firewall",
        lambda _number, _arguments: {"status": "enabled"},
        ("status",),
        name="label",
        first_id=700_000,
        kept=frozenset(["linodes"]),
        sets=frozenset(["tags", "linodes"]),
        caseless=frozenset(["tags"]),
    ),
    Kind(
        "hcloud:index/server:Server",
        _hcloud_server,
        ("ipv4Address", "ipv6Address", "ipv6Network", "status"),
        name="name",
        first_id=90_000_000,
        replaces=frozenset(["image", "location", "sshKeys", "userData", "datacenter"]),
        defaults={"backups": False, "deleteProtection": False, "rebuildProtection": False},
        unread=frozenset(["sshKeys", "userData", "keepDisk", "shutdownBeforeDeletion"]),
        kept=frozenset(["name", "location", "datacenter", "firewallIds"]),
        needs=("image",),
        delete_protection="deleteProtection",
        rule=lambda a: (
            None
            if a.get("deleteProtection") == a.get("rebuildProtection")
            else "delete_protection and rebuild_protection must be the same"
        ),
    ),
    Kind(
        "hcloud:index/rdns:Rdns",
        identify=lambda _number, arguments: f"s-{int(arguments['serverId'])}-{arguments['ipAddress']}",
        replaces=frozenset(["serverId", "ipAddress"]),
    ),
    Kind("hcloud:index/firewall:Firewall", name="name", first_id=3_000_000),
    Kind(
        "hcloud:index/sshKey:SshKey",
        lambda number, _arguments: {"fingerprint": ":".join(f"{(number * 7 + i) % 256:02x}" for i in range(16))},
        ("fingerprint",),
        name="name",
        first_id=5_000_000,
        replaces=frozenset(["publicKey"]),
    ),
    Kind(
        "github:index/repository:Repository",
        lambda _number, arguments: {
            "fullName": f"example/{arguments['name']}",
            "htmlUrl": f"https://github.com/example/{arguments['name']}",
            "defaultBranch": "main",
        },
        ("fullName", "htmlUrl", "defaultBranch"),
        identify=lambda _number, arguments: str(arguments["name"]),
        name="name",
        # Leaving these out resets them, and the plugin's difference doesn't say so.
        resets={"hasIssues": False, "hasWiki": False, "hasProjects": False, "homepageUrl": ""},
        unread=frozenset(["autoInit", "archiveOnDestroy"]),
        kept=frozenset(["visibility"]),
    ),
    Kind(
        "github:index/repositoryPages:RepositoryPages",
        lambda _number, arguments: {
            "htmlUrl": f"https://{arguments.get('cname') or 'example.github.io'}/",
            "buildStatus": "built",
        },
        ("htmlUrl", "buildStatus"),
        identify=lambda _number, arguments: str(arguments["repository"]),
        replaces=frozenset(["repository"]),
        defaults={"buildType": "legacy"},
        kept=frozenset(["public"]),
        rule=_pages_rule,
    ),
]

KINDS = {kind.token: kind for kind in _ALL}
"""Every simulated type by its token."""
