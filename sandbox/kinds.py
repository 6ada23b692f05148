"""The simulated clouds' resource types: one small table entry each.

What replaces a resource, and each trap below, was measured with the official plugins. The arguments themselves are not
listed: `sandbox.arguments` reads them from the installed SDKs.
"""

from base64 import b64decode
from binascii import Error
from hashlib import md5

from providers.kit.values import UNKNOWN, Properties
from sandbox.addresses import ipv4, ipv6, ipv6_network
from sandbox.dns_kinds import DNS_KINDS
from sandbox.kind import Kind, New
from sandbox.store import Store


def _linode(new: New) -> Properties:
    address = ipv4(new.number)
    return {
        "ipv4s": [address],
        "ipAddress": address,
        "ipv6": f"{ipv6(new.number)}/128",
        "status": "running",
        "hostUuid": f"00000000-0000-4000-8000-{new.number:012d}",
    }


def _hcloud_server(new: New) -> Properties:
    return {
        "ipv4Address": ipv4(new.number),
        "ipv6Address": ipv6(new.number),
        "ipv6Network": ipv6_network(new.number),
        "status": "running",
    }


def _protections_match(arguments: Properties) -> str | None:
    deletion, rebuild = arguments.get("deleteProtection"), arguments.get("rebuildProtection")
    if UNKNOWN in (deletion, rebuild) or deletion == rebuild:
        return None
    return "delete_protection and rebuild_protection must be the same"


def _in_two_firewalls(store: Store, old: Properties, new: Properties) -> str | None:
    """Linode lets a machine have one firewall that is enabled."""
    joining = set(new.get("linodes", [])) - set(old.get("linodes", []))
    members = {member for one in store.all(_LINODE_FIREWALL) for member in one.properties.get("linodes", [])}
    return "[400] a Linode is already assigned to an enabled Firewall" if joining & members else None


def _without_server(store: Store, old: Properties, new: Properties) -> str | None:
    # A snapshot outlives its server.
    there = old or store.get("hcloud:index/server:Server", str(int(new["serverId"])))
    return None if there else "the server does not exist (not_found)"


def _fingerprint(new: New) -> Properties:
    try:
        blob = b64decode(new.arguments["publicKey"].split(" ")[1])
    except (Error, IndexError):
        blob = b""
    text = md5(blob, usedforsecurity=False).hexdigest()
    return {"fingerprint": ":".join(text[i : i + 2] for i in range(0, len(text), 2))}


def _repository(new: New) -> Properties:
    name = f"{new.owner}/{new.arguments['name']}"
    return {"fullName": name, "htmlUrl": f"https://github.com/{name}", "defaultBranch": "main"}


def _pages(new: New) -> Properties:
    own = f"{new.owner.lower()}.github.io/{new.arguments['repository']}"
    return {"htmlUrl": f"https://{new.arguments.get('cname') or own}/", "buildStatus": "built"}


def _pages_rule(arguments: Properties) -> str | None:
    build_type = arguments.get("buildType")
    if build_type == "workflow" and "source" in arguments:
        return "source is not allowed with build_type workflow"
    if build_type == "legacy" and "source" not in arguments:
        return "source is required with build_type legacy"
    return None


def _without_certificate(_store: Store, _old: Properties, new: Properties) -> str | None:
    if new.get("httpsEnforced") and new.get("certificate") != "approved":
        return "The certificate does not exist yet (404)"
    return None


_LINODE_FIREWALL = "linode:index/firewall:Firewall"
_FIRST_BOOT = frozenset(["authorizedKeys", "authorizedUsers", "rootPass", "metadatas"])
_NEED_IMAGE = (*sorted(_FIRST_BOOT), "swapSize")
_KEPT_BY_LINODE = frozenset(["type", "backupsEnabled", "image", "swapSize"]) | frozenset(
    ["privateIp", "watchdogEnabled", "networkHelper", "diskEncryption"]
)

_ALL = [
    Kind(
        "linode:index/instance:Instance",
        _linode,
        ("ipv4s", "ipAddress", "ipv6", "status", "hostUuid"),
        name="label",
        first_id=60_000_000,
        replaces=_FIRST_BOOT | {"image", "firewallId", "diskEncryption", "networkHelper"},
        defaults={"migrationType": "cold"},
        unread=frozenset(["image", "migrationType", *_NEED_IMAGE]),
        kept=_KEPT_BY_LINODE,
        sets=frozenset(["tags"]),
        caseless=frozenset(["tags"]),
        together=tuple((argument, "image") for argument in _NEED_IMAGE),
    ),
    Kind(
        _LINODE_FIREWALL,
        lambda _: {"status": "enabled"},
        ("status",),
        name="label",
        first_id=700_000,
        kept=frozenset(["linodes"]),
        sets=frozenset(["tags", "linodes"]),
        caseless=frozenset(["tags"]),
        refuse=_in_two_firewalls,
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
        rule=_protections_match,
    ),
    Kind(
        "hcloud:index/snapshot:Snapshot",
        first_id=300_000_000,
        replaces=frozenset(["serverId"]),
        refuse=_without_server,
    ),
    Kind("hcloud:index/firewall:Firewall", name="name", first_id=3_000_000),
    Kind(
        "hcloud:index/sshKey:SshKey",
        _fingerprint,
        ("fingerprint",),
        name="name",
        first_id=5_000_000,
        replaces=frozenset(["publicKey"]),
    ),
    Kind(
        "github:index/repository:Repository",
        _repository,
        ("fullName", "htmlUrl", "defaultBranch"),
        identify=lambda new: str(new.arguments["name"]),
        name="name",
        needs=("name",),
        resets={"hasIssues": False, "hasWiki": False, "hasProjects": False, "homepageUrl": ""},
        unread=frozenset(["autoInit", "archiveOnDestroy"]),
        kept=frozenset(["visibility"]),
    ),
    Kind(
        "github:index/repositoryPages:RepositoryPages",
        _pages,
        ("htmlUrl", "buildStatus"),
        identify=lambda new: str(new.arguments["repository"]),
        replaces=frozenset(["repository"]),
        defaults={"buildType": "legacy"},
        kept=frozenset(["public"]),
        together=(("httpsEnforced", "cname"),),
        rule=_pages_rule,
        refuse=_without_certificate,
        hidden=frozenset(["certificate"]),
    ),
]

KINDS = {kind.token: kind for kind in (*_ALL, *DNS_KINDS)}
"""Every simulated type by its token."""
