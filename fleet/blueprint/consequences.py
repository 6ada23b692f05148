"""What a changed fact means for a running machine, and what is left for people to do."""

from collections.abc import Iterator
from typing import Any

Facts = dict[str, Any]
"""What `fleet.blueprint.facts.host` says of a host."""

NEW_ONLY = "applies to new machines only"
ONLY_AT_FIRST = ("image", "keys", "swap", "user_data")
"""Facts that a machine is given when it is created and never again."""
RESIZING = {
    # How long, from the providers' documentation: Akamai's of compute migrations, Hetzner's gives no figure.
    "linode": "the machine runs while it is copied to another host, then is off for a reboot; where no warm "
    "migration is possible, off for 20 minutes to hours",
    "hetzner-cloud": "powers the machine off for some minutes, longer where the disk grows",
}
"""What a change of size does to a running machine, by provider."""
MOVING = {
    "linode": "the machine is off for hours while it is moved, and gets other addresses",
    "hetzner-cloud": "that would be another machine, which is refused: create one, move what is on it, retire this one",
}
"""What a change of region does to a created machine, by provider; an adopted one stays where it is."""
NAME_SERVERS = {
    "linode": "ns1.linode.com to ns5.linode.com",
    "hetzner-cloud": "hydrogen.ns.hetzner.com, oxygen.ns.hetzner.com, helium.ns.hetzner.de",
}
"""Where a zone at a provider is answered for (the providers' documentation of their DNS)."""
RETIRING = "nobody is told of it any more, and its protection ends; from that day on its row may be removed"
_ORDERED_BY_HAND = ("hetzner-dedicated", "bytemark")


def consequence(field: str, after: Facts) -> str:
    """What a changed fact of a host does to the running machine; empty where it does nothing of note."""
    provider, created = after["provider"], after["state"] == "created"
    words = dict.fromkeys(ONLY_AT_FIRST, NEW_ONLY) | {
        "manager": "the keys on the running machine are Salt's to change" if created else "",
        "monitoring": "`python -m fleet push` brings it to the running server",
        "region": MOVING.get(provider, "") if created else "",
        "size": RESIZING.get(provider, "") if after.get("size") else "",
        "retire": RETIRING if after.get("retire") else "",
    }
    return words.get(field, "")


def by_hand(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """What no API does for a host that is new, is being retired or is gone, each as a step for a person."""
    facts = after or before or {}
    if facts.get("provider") in _ORDERED_BY_HAND:
        yield from _contract(name, before, after)
    elif facts.get("state") == "registered":
        if after and after.get("retire") and not (before or {}).get("retire"):
            yield f"{name}: save what is still needed of it, and delete it in its console; then remove its row"
    elif after and facts.get("provider") == "linode":
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


def _contract(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    facts = after or before or {}
    where, product = facts.get("console", "its console"), facts.get("product") or "a machine"
    if after is None:
        yield f"{name}: cancel it at {where}, if that is not done; the fleet only forgets it"
    elif after.get("retire") and not (before or {}).get("retire"):
        yield f"{name}: save what is still needed of it, and cancel it at {where}; then remove its row"
    elif before is None and facts["provider"] == "hetzner-dedicated" and not facts.get("server_number"):
        yield (
            f"{name}: order {product} at {where} if it is not there yet, with the managers' SSH keys; then write its "
            "server_number, ipv4 and ipv6 in its row, and the next `up` names it there"
        )
    elif before is None and facts["provider"] == "bytemark":
        yield f"{name}: order it at {where} if it is not there yet, and set its reverse DNS there"


def zone_by_hand(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """What no API of ours does for a zone that is new: its delegation."""
    if before is None and after and after["state"] == "created":
        yield (
            f"{name}: have it delegated to {NAME_SERVERS[after['provider']]} where it is registered; until then "
            "nobody sees its records, and Linode refuses reverse DNS"
        )
