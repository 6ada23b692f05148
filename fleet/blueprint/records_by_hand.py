"""What a changed inventory leaves to people in zones that are kept elsewhere: which record, from what, to what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fleet.blueprint.hosts import HostBlueprint
from fleet.blueprint.records import Record, ZoneBlueprint
from fleet.hosting import Facts

_FAMILY_OF = {"A": "ipv4", "AAAA": "ipv6"}


def planned_records(
    records: Iterable[Record], zones: Mapping[str, ZoneBlueprint], hosts: Mapping[str, HostBlueprint]
) -> dict[str, list[Any]]:
    """The records of zones that are kept elsewhere, for a plan, and the names there that are left as they are.

    A record of a host has its row's address, if that has one; else a cloud chooses it, and `host` says whose it is.
    """
    return {
        "dns": [
            {
                "zone": record.zone,
                "name": record.name,
                "type": record.type,
                "values": list(record.values) or _written_address(record, hosts),
                "host": record.host,
            }
            for record in records
            if zones[record.zone].row.provider is None
        ],
        "kept_names": sorted(name for zone in zones.values() if zone.row.provider is None for name in zone.kept),
    }


def records_by_hand(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """A step for each name whose records are to be changed or removed in a zone that stays elsewhere.

    Names that are new are not among them: `python -m fleet dns` lists those.

    Args:
        before: The stack's outputs.
        after: The facts of the plan, with those of `planned_records`.
    """
    places = {name: zone["provider"] for name, zone in after.get("zones", {}).items() if zone["state"] == "elsewhere"}
    old = _by_name(each for each in before.get("dns", []) if str(each.get("kept")).startswith("by hand: "))
    new = _by_name(after.get("dns", []))
    for (zone, name), held in sorted(old.items()):
        if zone not in places or name in after.get("kept_names", []):
            continue
        wanted = new.get((zone, name), {})
        steps = list(_steps(held, wanted, before.get("hosts", {}), after.get("hosts", {})))
        if steps:
            yield f"{name}: {', '.join(steps)} in the zone {zone} ({places[zone]})"


def _steps(
    held: Mapping[str, Facts], wanted: Mapping[str, Facts], before: Mapping[str, Facts], after: Mapping[str, Facts]
) -> Iterator[str]:
    gone = [f"{type_}{_to(' ', _text(held[type_]))}" for type_ in sorted(held.keys() - wanted.keys())]
    if gone:
        yield f"remove its {' and '.join(gone)}"
    for type_ in sorted(wanted):
        record = wanted[type_]
        values = record.get("values") or _chosen_address(record, before, after)
        text = ", ".join(sorted(values)) or f"the address of {record['host']}"
        if type_ not in held:
            yield f"add {type_} {text}"
        elif text != _text(held[type_]):
            yield f"change its {type_}{_to(' from ', _text(held[type_]))} to {text}"


def _to(word: str, text: str) -> str:
    return f"{word}{text}" if text else ""


def _text(record: Facts) -> str:
    """The values of an exported record, sorted; empty while a cloud hasn't chosen them."""
    return ", ".join(sorted(filter(None, record.get("values") or [])))


def _by_name(records: Iterable[Facts]) -> dict[tuple[str, str], dict[str, Facts]]:
    names: dict[tuple[str, str], dict[str, Facts]] = {}
    for record in records:
        names.setdefault((record["zone"], record["name"]), {})[record["type"]] = record
    return names


def _written_address(record: Record, hosts: Mapping[str, HostBlueprint]) -> list[str]:
    address = getattr(hosts[record.host].row, _FAMILY_OF[record.type], None) if record.host else None
    return [str(address)] if address else []


def _chosen_address(record: Facts, before: Mapping[str, Facts], after: Mapping[str, Facts]) -> list[str]:
    """The address that a cloud chose for a host when the stack was last up, under whatever name."""
    host = record["host"]
    names = [host, *after.get(host, {}).get("aliases", [])]
    return [address for name in names if (address := before.get(name, {}).get(_FAMILY_OF[record["type"]]))][:1]
