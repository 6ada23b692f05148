"""The simulated clouds' resource types for DNS, both ways: one small table entry each."""

import re

from providers.kit.values import UNKNOWN, Properties
from sandbox.dns import (
    DOMAIN,
    RECORD,
    RRSET,
    ZONE,
    name_refused,
    record_refused,
    records_of,
    rrset_refused,
    rrsets_of,
)
from sandbox.kind import Kind, New

SECONDS = (0, 30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200)
"""The times that Linode's DNS knows, as its API documents them; it takes any, and keeps the next of these."""

_STRING = r'"(?:[^"\\]|\\.){0,255}"'
_TXT = re.compile(rf"{_STRING}(?: +{_STRING})*")
_NAMESERVERS = ["hydrogen.ns.hetzner.com.", "oxygen.ns.hetzner.com.", "helium.ns.hetzner.de."]


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


def _domain_rule(arguments: Properties) -> str | None:
    if arguments.get("type") == "master" and not arguments.get("soaEmail"):
        return "soa_email is required with type master"
    return None


def _domain(new: New) -> Properties:
    return {"status": new.arguments.get("status", "active")}


def _with_seconds_known(properties: Properties) -> Properties:
    return properties | {name: _known(value) for name, value in properties.items() if name.endswith("Sec")}


def _record_kept(properties: Properties) -> Properties:
    return {"name": ""} | _with_seconds_known(properties)


def _known(seconds: float) -> float:
    return float(next((known for known in SECONDS if seconds <= known), SECONDS[-1]))


DNS_KINDS = [
    Kind(
        ZONE,
        lambda _: {"authoritativeNameservers": {"assigneds": _NAMESERVERS}, "registrar": "other"},
        ("authoritativeNameservers", "registrar"),
        name="name",
        first_id=1_000_000,
        replaces=frozenset(["name", "mode"]),
        defaults={"deleteProtection": False, "ttl": 3600},
        needs=("name",),
        delete_protection="deleteProtection",
        rule=_zone_rule,
        contents=rrsets_of,
    ),
    Kind(
        RRSET,
        identify=lambda new: "/".join(str(new.arguments[part]) for part in ("zone", "name", "type")),
        replaces=frozenset(["zone", "name", "type"]),
        defaults={"changeProtection": False},
        sets=frozenset(["records"]),
        needs=("name",),
        delete_protection="changeProtection",
        rule=_rrset_rule,
        refuse=rrset_refused,
    ),
    Kind(
        "hcloud:index/rdns:Rdns",
        identify=lambda new: f"s-{int(new.arguments['serverId'])}-{new.arguments['ipAddress']}",
        replaces=frozenset(["serverId", "ipAddress"]),
        needs=("serverId",),
        overwrites=True,
    ),
    Kind(
        DOMAIN,
        _domain,
        ("status",),
        name="domain",
        first_id=3_300_000,
        replaces=frozenset(["type"]),
        sets=frozenset(["tags", "masterIps", "axfrIps"]),
        caseless=frozenset(["tags"]),
        rule=_domain_rule,
        kept_as=_with_seconds_known,
        contents=records_of,
    ),
    Kind(
        RECORD,
        first_id=40_000_000,
        replaces=frozenset(["domainId", "recordType"]),
        kept=frozenset(["name", "ttlSec", "priority", "port", "weight"]),
        refuse=record_refused,
        kept_as=_record_kept,
        imported=lambda id_: id_.rpartition(",")[2],
    ),
    Kind(
        "linode:index/rdns:Rdns",
        identify=lambda new: str(new.arguments["address"]),
        replaces=frozenset(["address"]),
        unread=frozenset(["waitForAvailable"]),
        refuse=name_refused,
        overwrites=True,
    ),
]
