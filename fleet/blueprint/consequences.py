"""What a changed fact means for a running machine, and what is left for people to do."""

from collections.abc import Iterator

from fleet.hosting import Facts
from fleet.inventory.cloud import NEW_ONLY
from fleet.inventory.row import fact_marks
from fleet.registry import hostings

_DERIVED = {
    "keys": NEW_ONLY,
    "user_data": NEW_ONLY,
    "manager": "the keys on the running machine are Salt's to change",
    "monitoring": "`python -m fleet push` brings it to the running server",
}
"""What follows a change of facts that aren't fields of the host's row."""
RETIRING = "nobody is notified of it any more, and its protection ends; from that day on its row may be removed"


def consequence(field: str, after: Facts) -> str:
    """What a changed fact of a host does to the running machine; empty where it does nothing of note."""
    provider, created = hostings().get(after["provider"]), after["state"] == "created"
    if field == "retire":
        return RETIRING if after.get("retire") else ""
    # An adopted machine stays where it is, whatever its row says.
    if provider and field in provider.consequences and after.get("size") and (created or field != "region"):
        return provider.consequences[field]
    if field in _DERIVED:
        return _DERIVED[field] if created or field == "monitoring" else ""
    mark = fact_marks(provider.host).get(field) if provider and provider.host else None
    return mark.consequence if mark else ""


def by_hand(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """What no API does for a host that is new, is being retired or is gone, each as a step for a person."""
    facts = after or before or {}
    provider = hostings().get(facts.get("provider", ""))
    if provider and provider.machine and facts.get("state") == "registered":
        if after and after.get("retire") and not (before or {}).get("retire"):
            yield f"{name}: save what is still needed of it, and delete it in its console; then remove its row"
    elif provider:
        yield from provider.steps(name, before, after)


def zone_by_hand(name: str, before: Facts | None, after: Facts | None) -> Iterator[str]:
    """What no API of ours does for a zone that is new: its delegation."""
    if after and after.get("delegated") is False and (before or {}).get("delegated") is not False:
        yield (
            f"{name}: its records are in {after['inside']} as well; once `python -m fleet dns --check` finds its NS "
            "record, write delegated: true in its row"
        )
        return
    if before is not None or not after or after["state"] != "created" or "delegated" in after:
        return
    provider = hostings().get(after["provider"])
    if provider and provider.zones:
        servers = ", ".join(provider.zones.name_servers)
        yield (f"{name}: have it delegated to {servers} where it is registered; until then nobody sees its records")
