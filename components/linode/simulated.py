"""Linode in the sandbox: its resource types, and the objects that exist before the fleet does.

Which arguments replace a resource, and the plugin's pitfalls, were measured with the official one.
"""

import re
from typing import TYPE_CHECKING

from components.linode.finders import ADDRESS, LOGIN
from components.linode.labels import FIREWALL_LABEL, INSTANCE_LABEL, TAG, is_label, label
from components.linode.simulated_dns import DNS_KINDS, DOMAIN, RECORD_FUNCTION, addresses, get_record
from components.linode.sizes import CATALOGUE
from providers.kit.values import Properties
from sandbox.addresses import ipv4, ipv6
from sandbox.existing import Existing, is_offered, put_existing, put_unlisted
from sandbox.kind import Kind, New
from sandbox.refusal import CloudError
from sandbox.simulation import Listing, Simulation
from sandbox.store import Store, Stored

if TYPE_CHECKING:
    from fleet.blueprint.blueprint import Blueprint

INSTANCE, FIREWALL = "linode:index/instance:Instance", "linode:index/firewall:Firewall"

_FIRST_BOOT = frozenset(["authorizedKeys", "authorizedUsers", "rootPass", "metadatas"])
_NEED_IMAGE = (*sorted(_FIRST_BOOT), "swapSize")
_KEPT_BY_LINODE = frozenset(["label", "type", "backupsEnabled", "image", "swapSize"]) | frozenset(
    ["privateIp", "watchdogEnabled", "diskEncryption", "booted"]
)


def _instance(new: New) -> Properties:
    address = ipv4(new.number)
    private = [f"192.168.{128 + new.number // 256 % 128}.{new.number % 256}"] if new.arguments.get("privateIp") else []
    return {
        # The plugin's set has no order that means anything; here what is private comes first.
        "ipv4s": [*private, address],
        "ipAddress": address,
        "ipv6": f"{ipv6(new.number)}/128",
        "status": "running",
        "hostUuid": f"00000000-0000-4000-8000-{new.number:012d}",
    }


def _refused_instance(store: Store, old: Properties, new: Properties) -> str | None:
    for field, listed in (("type", CATALOGUE.sizes), ("region", CATALOGUE.regions)):
        if new.get(field) != old.get(field) and not is_offered(store, new.get(field), listed):
            return f"[400] [{field}] is not valid"
    return _refused_label(new, INSTANCE_LABEL)


def _refused_label(new: Properties, limit: int) -> str | None:
    if any(len(tag) > TAG for tag in new.get("tags", [])):
        return f"[400] [tags] Must be {TAG} characters or fewer"
    if is_label(new.get("label", "any"), limit):
        return None
    return f"[400] [label] Must be 3 to {limit} letters, digits, and single '-', '_' or '.' between them"


def _refused_firewall(store: Store, old: Properties, new: Properties) -> str | None:
    """The error if its label or rules are refused, or a Linode would get a second firewall: it can have only one."""
    from components.linode.facts import FIREWALL_RULES

    if refused := _refused_label(new, FIREWALL_LABEL):
        return refused
    if len(new.get("inbounds", [])) > FIREWALL_RULES:
        return f"[400] [rules.inbound] Must contain {FIREWALL_RULES} rules or fewer"
    joining = set(new.get("linodes", [])) - set(old.get("linodes", []))
    members = {member for stored in store.all(FIREWALL) for member in stored.properties.get("linodes", [])}
    return "[400] a Linode is already assigned to an enabled Firewall" if joining & members else None


def matches(stored: Stored, arguments: Properties) -> bool:
    """Whether an object matches all filters: for each, it has one of the values."""
    for by in arguments.get("filters", []):
        if by.get("matchBy", "exact") != "exact":
            raise CloudError("the sandbox filters by exact values only")
        name = re.sub("_(.)", lambda letter: letter[1].upper(), by["name"])
        value = stored.id if name == "id" else stored.properties.get(name)
        if not {str(item) for item in (value if isinstance(value, list) else [value])} & set(by["values"]):
            return False
    return True


def seed(store: Store, blueprint: "Blueprint") -> None:
    """Add the Linodes and domains that rows adopt."""
    from components.linode.row import LinodeHost

    for name, host in blueprint.hosts.items():
        row = host.row
        if isinstance(row, LinodeHost) and row.unlisted:
            put_unlisted(store, filter(None, (row.size, row.region)))
        if isinstance(row, LinodeHost) and row.provider_id is not None:
            linode = {
                "label": label(name, INSTANCE_LABEL),
                "region": row.region,
                "type": row.size,
                "image": "linode/ubuntu22.04",
            }
            unmarked = {"tags": [], "backupsEnabled": row.backups}
            put_existing(store, Existing(INSTANCE, row.provider_id, linode | unmarked))
    for name, zone in blueprint.zones.items():
        if zone.row.provider == "linode" and zone.row.id is not None:
            domain = {"domain": name, "type": "master", "soaEmail": f"hostmaster@{name}", "tags": []}
            put_existing(store, Existing(DOMAIN, str(zone.row.id), domain))


SIMULATION = Simulation(
    plugin="linode",
    kinds=(
        Kind(
            INSTANCE,
            _instance,
            ("ipv4s", "ipAddress", "ipv6", "status", "hostUuid"),
            name="label",
            first_id=60_000_000,
            replaces=_FIRST_BOOT
            | {"image", "firewallId", "diskEncryption", "networkHelper"}
            | {"interfaceGeneration", "ipv4s", "stackscriptData", "stackscriptId"},
            defaults={"migrationType": "cold"},
            unread=frozenset(["image", "migrationType", "resizeDisk", *_NEED_IMAGE]),
            kept=_KEPT_BY_LINODE,
            sets=frozenset(["tags"]),
            caseless=frozenset(["tags"]),
            together=tuple((argument, "image") for argument in _NEED_IMAGE),
            conflict=_refused_instance,
        ),
        Kind(
            FIREWALL,
            lambda _: {"status": "enabled"},
            ("status",),
            name="label",
            first_id=700_000,
            kept=frozenset(["linodes"]),
            sets=frozenset(["tags", "linodes"]),
            caseless=frozenset(["tags"]),
            conflict=_refused_firewall,
        ),
        *DNS_KINDS,
    ),
    lists={
        "linode:index/getInstances:getInstances": Listing("instances", INSTANCE),
        "linode:index/getFirewalls:getFirewalls": Listing("firewalls", FIREWALL),
        "linode:index/getDomains:getDomains": Listing("domains", DOMAIN),
    },
    functions={RECORD_FUNCTION: get_record},
    refusals={
        "rate-limit": "[429] Too many requests",
        "server-error": "[503] Service unavailable",
        "no-capacity": "[400] no capacity is available in this region (resource_unavailable)",
    },
    matches=matches,
    seed=seed,
    api="components.linode.simulated_web:LinodeApi",
    api_address=ADDRESS.variable,
    api_login=LOGIN.variable,
    addresses=addresses,
)
