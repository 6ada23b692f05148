"""Hetzner DNS and reverse DNS in the sandbox."""

import re

from components.hetzner_cloud.names import wrong_zone
from fleet.inventory.field_checks import HOST_NAME, MAX_NAME
from providers.kit.values import UNKNOWN, Properties
from sandbox.kind import Kind
from sandbox.refusal import CloudError
from sandbox.store import Store, Stored

ZONE, RRSET = "hcloud:index/zone:Zone", "hcloud:index/zoneRrset:ZoneRrset"

_STRING = r'"(?:[^"\\]|\\.){0,255}"'
_TXT = re.compile(rf"{_STRING}(?: +{_STRING})*")
_NAMESERVERS = ["hydrogen.ns.hetzner.com.", "oxygen.ns.hetzner.com.", "helium.ns.hetzner.de."]


def zone_of(store: Store, rrset: Properties) -> Stored | None:
    """The zone of a record set, which refers to it by id or by name."""
    given = rrset["zone"]
    return store.get(ZONE, given) or next(iter(store.named(ZONE, given)), None)


def rrsets_of(store: Store, zone: Stored) -> list[Stored]:
    """All record sets of a zone."""
    return [rrset for rrset in store.all(RRSET) if rrset.properties["zone"] in (zone.id, zone.properties["name"])]


def zone_conflict(store: Store, old: Properties, new: Properties) -> str | None:
    """Why Hetzner refuses a zone; None if it doesn't. `old` is empty for a new one."""
    name = new["name"]
    others = (str(zone.properties["name"]) for zone in store.all(ZONE))
    around = next((other for other in others if name.endswith(f".{other}")), None)
    if not re.fullmatch(HOST_NAME, name) or len(name) > MAX_NAME or (not old and wrong_zone(name, around)):
        return "invalid input in field 'name' (invalid_input)"
    return None


def rrset_conflict(store: Store, old: Properties, new: Properties) -> str | None:
    """Why Hetzner refuses a record set; None if it doesn't. `old` is empty for a new one."""
    zone = zone_of(store, new)
    if zone is None:
        return "the zone does not exist (not_found)"
    if new["name"] != new["name"].lower() or new["name"].endswith((".", f".{zone.properties['name']}")):
        return "invalid input in field 'name' (invalid_input)"
    others = [each.properties for each in store.named(RRSET, new["name"]) if zone_of(store, each.properties) == zone]
    types = {other["type"] for other in others}
    if not old and new["type"] in types:
        return "the zone has a record set of this name and type (uniqueness_error)"
    types.add(new["type"])
    if "CNAME" in types and len(types) > 1:
        return "a CNAME can not stand beside other records of its name (invalid_input)"
    if old.get("changeProtection") and new.get("changeProtection") and _answers(old) != _answers(new):
        return "the record set is protected against changes (protected)"
    return None


def _answers(rrset: Properties) -> tuple[object, object]:
    return rrset.get("records"), rrset.get("ttl")


def _zone_rule(arguments: Properties) -> str | None:
    mode, has = arguments.get("mode"), "primaryNameservers" in arguments
    if mode == "primary" and has:
        return "primary_nameservers is not allowed with mode primary"
    if mode == "secondary" and not has:
        return "primary_nameservers is required with mode secondary"
    return None


def _rrset_rule(arguments: Properties) -> str | None:
    records = arguments.get("records")
    if arguments.get("type") != "TXT" or not isinstance(records, list):
        return None
    values = [record.get("value", UNKNOWN) for record in records if isinstance(record, dict)]
    if all(value == UNKNOWN or _TXT.fullmatch(value) for value in values):
        return None
    return "the value of a TXT record must be quoted strings of at most 255 characters"


def addresses(store: Store, name: str) -> list[str] | None:
    """The addresses that Hetzner's zones have for a name; None if it is in none of them."""
    zones = [(zone, str(zone.properties["name"])) for zone in store.all(ZONE)]
    here = [(zone, of) for zone, of in zones if name == of or name.endswith(f".{of}")]
    return [address for zone, of in here for address in _values(store, zone, name, of)] if here else None


def _values(store: Store, zone: Stored, name: str, of: str) -> list[str]:
    label = name.removesuffix(of).removesuffix(".")
    rrsets = (rrset.properties for rrset in store.named(RRSET, label or "@"))
    matching = [each for each in rrsets if each["type"] in ("A", "AAAA") and zone_of(store, each) == zone]
    return [record["value"] for rrset in matching for record in rrset["records"]]


def listed_rrsets(store: Store, arguments: Properties) -> list[Stored]:
    """The record sets that `getZoneRrsets` lists.

    Raises:
        CloudError: There is no such zone.
    """
    zone = zone_of(store, arguments)
    if zone is None:
        raise CloudError("the zone does not exist (not_found)")
    return rrsets_of(store, zone)


DNS_KINDS = (
    Kind(
        ZONE,
        lambda _: {"authoritativeNameservers": {"assigneds": _NAMESERVERS}, "registrar": "other"},
        ("authoritativeNameservers", "registrar"),
        name="name",
        first_id=1_000_000,
        replaces=frozenset(["name", "mode"]),
        kept=frozenset(["name"]),
        defaults={"deleteProtection": False, "ttl": 3600},
        needs=("name",),
        delete_protection="deleteProtection",
        rule=_zone_rule,
        conflict=zone_conflict,
        forgives=True,
        contents=rrsets_of,
    ),
    Kind(
        RRSET,
        identify=lambda new: "/".join(str(new.arguments[part]) for part in ("zone", "name", "type")),
        replaces=frozenset(["zone", "name", "type"]),
        kept=frozenset(["name"]),
        defaults={"changeProtection": False},
        sets=frozenset(["records"]),
        needs=("name",),
        delete_protection="changeProtection",
        rule=_rrset_rule,
        forgives=True,
        conflict=rrset_conflict,
    ),
    Kind(
        "hcloud:index/rdns:Rdns",
        identify=lambda new: f"s-{int(new.arguments['serverId'])}-{new.arguments['ipAddress']}",
        replaces=frozenset(["serverId", "ipAddress"]),
        needs=("serverId",),
        forgives=True,
        overwrites=True,
    ),
)
