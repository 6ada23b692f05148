"""Facts about Linode: its limits, its DNS, and what changes there mean for people."""

from collections.abc import Iterator

from components.linode.labels import RECORD_NAME, TAG, stack_tag
from components.linode.row import LinodeHost
from components.linode.sizes import SOURCE
from fleet.hosting import Facts, Hosting, Limits, Machine, ResourceType, ZoneHosting

FIREWALL_RULES = 25
"""Inbound rules of a firewall at most (Linode's documentation of Cloud Firewall)."""
USER_DATA = 65_535
"""Bytes of user data at most, before base64 (Linode's API reference, on `metadata.user_data` of an instance)."""
TTLS = (120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200)
"""Seconds that Linode keeps as they are; any other it rounds, and that would differ at every refresh (Linode's API)."""


def wrong_stack(name: str) -> str | None:
    """What is wrong with a stack's name for the tag of everything that it made."""
    tag = stack_tag(name)
    return f"Linode takes no tag of {len(tag)} characters like {tag}, only of {TAG}" if len(tag) > TAG else None


def steps(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """What people have to do after a change of a managed Linode."""
    if after is None:
        return
    if after.get("retire") and not (before or {}).get("retire"):
        yield (
            f"{name}: save what is still needed of it; no snapshot is taken at Linode through the official plugin, "
            "and its backups are deleted with it"
        )
    if after.get("reverse_dns") is False and before is None:
        yield (
            f"{name}: once it is up, set its A and AAAA records where its zone is kept (`python -m fleet dns` "
            "lists them if the inventory has the zone), then write reverse_dns: true in its row; Linode takes the "
            "name only then"
        )


RESOURCE_TYPES = {
    "linode:index/instance:Instance": ResourceType(
        "server",
        {
            "label": "name",
            "type": "size",
            "backupsEnabled": "backups",
            "resizeDisk": "grow disk",
            "migrationType": "migration",
            "authorizedKeys": "keys",
            "metadatas": "user data",
            "swapSize": "swap",
            "watchdogEnabled": "watchdog",
        },
        unsent=frozenset(["migrationType", "resizeDisk"]),
    ),
    "linode:index/rdns:Rdns": ResourceType(
        "reverse DNS", {"rdns": "name", "waitForAvailable": "waiting"}, unsent=frozenset(["waitForAvailable"])
    ),
    "linode:index/firewall:Firewall": ResourceType(
        "firewall",
        {
            "label": "name",
            "inbounds": "rules",
            "inboundPolicy": "policy",
            "outboundPolicy": "policy",
            "linodes": "hosts",
        },
    ),
    "linode:index/domain:Domain": ResourceType("zone", {"domain": "name", "soaEmail": "email", "ttlSec": "ttl"}),
    "linode:index/domainRecord:DomainRecord": ResourceType(
        "DNS record", {"domainId": "zone", "recordType": "type", "target": "values", "ttlSec": "ttl"}
    ),
}

HOSTING = Hosting(
    key="linode",
    title="Linode",
    host=LinodeHost,
    zones=ZoneHosting(
        component="components.linode.zone:LinodeZone",
        name_servers=tuple(f"ns{number}.linode.com" for number in range(1, 6)),
        ttls=TTLS,
        record_name=RECORD_NAME,
        needs_email=True,
    ),
    component="components.linode.component:LinodeAccount",
    recovery="components.linode.finders:RECOVERY",
    simulation="components.linode.simulated:SIMULATION",
    catalogue=SOURCE,
    resource_types=RESOURCE_TYPES,
    machine=Machine("linode:index/instance:Instance", "label"),
    limits=Limits(stack_name=wrong_stack, user_data_bytes=USER_DATA, firewall_rules=FIREWALL_RULES),
    reverse_dns_after_forward=True,
    consequences={
        # How long: Akamai's documentation of compute migrations.
        "size": "the machine runs while it is copied to another host, then is off for a reboot; where no warm "
        "migration is possible, off for 20 minutes to hours",
        "region": "the machine is off for hours while it is moved, and gets other addresses",
    },
    steps=steps,
    remedies={
        "already assigned to .*firewall": "a Linode has one firewall at a time. Write firewall: [] in its row for one "
        "`up`, then the new one (docs/guide/change.md)",
        "perform a lookup": "Linode wants DNS to answer for the name first; see `python -m fleet dns --check`",
    },
)
