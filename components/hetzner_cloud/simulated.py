"""Hetzner Cloud in the sandbox: its resource types, and the objects that exist before the fleet does.

Which arguments replace a resource, and the plugin's pitfalls, were measured with the official one.
"""

import re
from base64 import b64decode
from binascii import Error
from hashlib import md5
from typing import TYPE_CHECKING

from components.hetzner_cloud.labels import is_label
from components.hetzner_cloud.simulated_dns import DNS_KINDS, RRSET, ZONE, addresses, listed_rrsets
from components.hetzner_cloud.sizes import CATALOGUE
from fleet.inventory.field_checks import HOST_NAME, MAX_NAME
from providers.kit.values import UNKNOWN, Properties
from sandbox.addresses import ipv4, ipv6, ipv6_network
from sandbox.existing import Existing, is_offered, put_existing, put_unlisted
from sandbox.kind import Kind, New
from sandbox.refusal import CloudError
from sandbox.simulation import Listing, Simulation
from sandbox.store import Store, Stored

if TYPE_CHECKING:
    from fleet.blueprint.blueprint import Blueprint

SERVER, FIREWALL, SSH_KEY = (
    "hcloud:index/server:Server",
    "hcloud:index/firewall:Firewall",
    "hcloud:index/sshKey:SshKey",
)


def _server(new: New) -> Properties:
    (nets,) = new.arguments.get("publicNets") or [{}]
    has_ipv4, has_ipv6 = nets.get("ipv4Enabled", True), nets.get("ipv6Enabled", True)
    return {
        "ipv4Address": ipv4(new.number) if has_ipv4 else "",
        "ipv6Address": ipv6(new.number) if has_ipv6 else "",
        "ipv6Network": ipv6_network(new.number) if has_ipv6 else "",
        "status": "running",
    }


def _protections_match(arguments: Properties) -> str | None:
    deletion, rebuild = arguments.get("deleteProtection"), arguments.get("rebuildProtection")
    if UNKNOWN in (deletion, rebuild) or deletion == rebuild:
        return None
    return "delete_protection and rebuild_protection must be the same"


def _without_server(store: Store, old: Properties, new: Properties) -> str | None:
    # A snapshot outlives its server.
    exists = old or store.get(SERVER, str(int(new["serverId"])))
    return None if exists else "the server does not exist (not_found)"


def _refused_labels(_store: Store, _old: Properties, new: Properties) -> str | None:
    texts = [text for key, value in new.get("labels", {}).items() for text in (key.rpartition("/")[2], value) if text]
    return None if all(map(is_label, texts)) else "invalid input in field 'labels' (invalid_input)"


def _refused_server(store: Store, old: Properties, new: Properties) -> str | None:
    name = new.get("name", "any")
    if len(name) > MAX_NAME or not re.fullmatch(HOST_NAME, name, re.IGNORECASE):
        return "invalid input in field 'name' (invalid_input)"
    for field, called, listed in (
        ("serverType", "server_type", CATALOGUE.sizes),
        ("location", "location", CATALOGUE.regions),
    ):
        if new.get(field) != old.get(field) and not is_offered(store, new.get(field), listed):
            return f"invalid input in field '{called}' (invalid_input)"
    return _refused_labels(store, old, new)


def _refused_firewall(store: Store, old: Properties, new: Properties) -> str | None:
    from components.hetzner_cloud.facts import FIREWALL_RULES, RULE_SOURCES

    if refused := _refused_labels(store, old, new):
        return refused
    rules = new.get("rules", [])
    if len(rules) > FIREWALL_RULES:
        return f"a firewall has at most {FIREWALL_RULES} rules (invalid_input)"
    if any(len(rule.get("sourceIps", [])) > RULE_SOURCES for rule in rules):
        return f"a rule has at most {RULE_SOURCES} source_ips (invalid_input)"
    return None


def _fingerprint(new: New) -> Properties:
    try:
        blob = b64decode(new.arguments["publicKey"].split(" ")[1])
    except (Error, IndexError):
        blob = b""
    text = md5(blob, usedforsecurity=False).hexdigest()
    return {"fingerprint": ":".join(text[i : i + 2] for i in range(0, len(text), 2))}


def matches(stored: Stored, arguments: Properties) -> bool:
    """Whether an object matches a label selector and a list of statuses."""
    labels, statuses = stored.properties.get("labels", {}), arguments.get("withStatuses")
    if statuses and stored.properties.get("status") not in statuses:
        return False
    for part in filter(None, arguments.get("withSelector", "").replace(" ", "").split(",")):
        key, equals, value = part.replace("==", "=").partition("=")
        if set("!()") & set(part):
            raise CloudError("the sandbox supports label selectors of the forms KEY and KEY=VALUE only")
        if key not in labels or (equals and labels[key] != value):
            return False
    return True


def seed(store: Store, blueprint: "Blueprint") -> None:
    """Add the servers and zones that rows adopt."""
    from components.hetzner_cloud.row import HetznerCloudHost

    for name, host in blueprint.hosts.items():
        row = host.row
        if isinstance(row, HetznerCloudHost) and row.unlisted:
            put_unlisted(store, filter(None, (row.size, row.region)))
        if isinstance(row, HetznerCloudHost) and row.provider_id is not None:
            server = {"name": name, "location": row.region, "serverType": row.size, "image": "ubuntu-22.04"}
            unmarked = {"labels": {}, "backups": row.backups}
            put_existing(store, Existing(SERVER, row.provider_id, server | unmarked))
    for name, zone in blueprint.zones.items():
        if zone.row.provider == "hetzner-cloud" and zone.row.id is not None:
            put_existing(
                store, Existing(ZONE, str(zone.row.id), {"name": name, "mode": "primary", "ttl": 3600, "labels": {}})
            )


SIMULATION = Simulation(
    plugin="hcloud",
    kinds=(
        Kind(
            SERVER,
            _server,
            ("ipv4Address", "ipv6Address", "ipv6Network", "status"),
            name="name",
            first_id=90_000_000,
            replaces=frozenset(["image", "location", "sshKeys", "userData", "datacenter"]),
            deletes_first=True,
            defaults={"backups": False, "deleteProtection": False, "rebuildProtection": False},
            unread=frozenset(["sshKeys", "userData", "keepDisk", "shutdownBeforeDeletion"]),
            kept=frozenset(["name", "location", "datacenter", "firewallIds", "image"]),
            sets=frozenset(["firewallIds"]),
            needs=("image",),
            delete_protection="deleteProtection",
            rule=_protections_match,
            conflict=_refused_server,
        ),
        Kind(
            "hcloud:index/snapshot:Snapshot",
            first_id=300_000_000,
            replaces=frozenset(["serverId"]),
            conflict=_without_server,
            forgives=True,
        ),
        Kind(
            FIREWALL,
            name="name",
            first_id=3_000_000,
            kept=frozenset(["name", "labels", "applyTos"]),
            sets=frozenset(["rules", "applyTos"]),
            crashes=True,
            conflict=_refused_firewall,
        ),
        Kind(
            SSH_KEY,
            _fingerprint,
            ("fingerprint",),
            name="name",
            first_id=5_000_000,
            replaces=frozenset(["publicKey"]),
            kept=frozenset(["name"]),
            forgives=True,
            conflict=_refused_labels,
        ),
        *DNS_KINDS,
    ),
    lists={
        "hcloud:index/getServers:getServers": Listing("servers", SERVER),
        "hcloud:index/getFirewalls:getFirewalls": Listing("firewalls", FIREWALL),
        "hcloud:index/getSshKeys:getSshKeys": Listing("sshKeys", SSH_KEY),
        "hcloud:index/getZones:getZones": Listing("zones", ZONE),
        "hcloud:index/getZoneRrsets:getZoneRrsets": Listing("rrsets", RRSET, listed_rrsets, numeric=False),
    },
    refusals={
        "rate-limit": "API request limit reached (rate_limit_exceeded)",
        "server-error": "internal server error (server_error)",
        "no-capacity": "error during placement (resource_unavailable)",
    },
    matches=matches,
    seed=seed,
    addresses=addresses,
)
