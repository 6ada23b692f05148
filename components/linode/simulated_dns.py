"""Linode's DNS manager and reverse DNS in the sandbox."""

import re
from ipaddress import ip_address

from components.linode.labels import RECORD_NAME
from fleet.inventory.field_checks import HOST_NAME, MAX_NAME
from providers.kit.values import Properties
from sandbox.kind import Kind, New
from sandbox.refusal import CloudError
from sandbox.simulation import addresses_of
from sandbox.store import Store, Stored

DOMAIN, RECORD = "linode:index/domain:Domain", "linode:index/domainRecord:DomainRecord"
RECORD_FUNCTION = "linode:index/getDomainRecord:getDomainRecord"
SECONDS = (0, 30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200)
"""The times that Linode's DNS stores (API documentation). It accepts any, and rounds up to the next of these."""


def domain_of(store: Store, record: Properties) -> Stored | None:
    """The domain of a record."""
    return store.get(DOMAIN, str(int(record["domainId"])))


def records_of(store: Store, domain: Stored) -> list[Stored]:
    """All records of a domain."""
    return [record for record in store.all(RECORD) if domain_of(store, record.properties) == domain]


def record_conflict(store: Store, _old: Properties, new: Properties) -> str | None:
    """Why Linode refuses a record; None if it doesn't."""
    if domain_of(store, new) is None:
        return "the domain does not exist (404)"
    if len(new.get("name", "")) > RECORD_NAME:
        return f"[400] [name] Must be {RECORD_NAME} characters or fewer"
    return None


def domain_conflict(_store: Store, _old: Properties, new: Properties) -> str | None:
    """Why Linode refuses a domain; None if it doesn't."""
    name = new["domain"]
    return None if len(name) <= MAX_NAME and re.fullmatch(HOST_NAME, name) else "[400] [domain] Must be a valid domain"


def rdns_conflict(store: Store, _old: Properties, new: Properties) -> str | None:
    """Why Linode refuses reverse DNS; None if it doesn't. DNS must already answer the name with the address.

    A name in no simulated zone belongs to somebody else's DNS, and is accepted.
    """
    name, address = str(new["rdns"]).rstrip(".").lower(), str(new["address"])
    current = addresses_of(store, name)
    if current is None or any(_same(address, each) for each in current):
        return None
    return "unable to perform a lookup for this name; the forward record must exist first"


def addresses(store: Store, name: str) -> list[str] | None:
    """The addresses that Linode's domains have for a name; None if it is in none of them."""
    domains = [(domain, str(domain.properties["domain"])) for domain in store.all(DOMAIN)]
    here = [(domain, of) for domain, of in domains if name == of or name.endswith(f".{of}")]
    return [address for domain, of in here for address in _targets(store, domain, name, of)] if here else None


def _targets(store: Store, domain: Stored, name: str, of: str) -> list[str]:
    label = name.removesuffix(of).removesuffix(".")
    records = (record.properties for record in store.named(RECORD, label))
    return [
        record["target"]
        for record in records
        if record["recordType"] in ("A", "AAAA") and domain_of(store, record) == domain
    ]


def _same(one: str, other: str) -> bool:
    try:
        return ip_address(one) == ip_address(other)
    except ValueError:
        # Linode's records may also have the target `[remote_addr]`.
        return False


def _domain_rule(arguments: Properties) -> str | None:
    if arguments.get("type") == "master" and not arguments.get("soaEmail"):
        return "soa_email is required with type master"
    return None


def _domain(new: New) -> Properties:
    return {"status": new.arguments.get("status", "active")}


def _with_rounded_times(properties: Properties) -> Properties:
    return properties | {name: _rounded(value) for name, value in properties.items() if name.endswith("Sec")}


def _normal_record(properties: Properties) -> Properties:
    return {"name": ""} | _with_rounded_times(properties)


def _rounded(seconds: float) -> float:
    return float(next((stored for stored in SECONDS if seconds <= stored), SECONDS[-1]))


def get_record(store: Store, arguments: Properties) -> Properties:
    """A record by its id or its name in a domain."""
    id_, name = arguments.get("id"), arguments.get("name")
    for stored in store.all(RECORD):
        properties = stored.properties
        is_in_domain = properties["domainId"] == arguments.get("domainId")
        if is_in_domain and (int(stored.id) == id_ if id_ is not None else properties.get("name", "") == name):
            return stored.properties | {"id": int(stored.id)} | {"type": properties["recordType"]}
    raise CloudError("the domain has no such record (404)")


DNS_KINDS = (
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
        conflict=domain_conflict,
        normalize=_with_rounded_times,
        contents=records_of,
    ),
    Kind(
        RECORD,
        first_id=40_000_000,
        replaces=frozenset(["domainId", "recordType"]),
        kept=frozenset(["name", "ttlSec", "priority", "port", "weight"]),
        conflict=record_conflict,
        normalize=_normal_record,
        imported=lambda id_: id_.rpartition(",")[2],
    ),
    Kind(
        "linode:index/rdns:Rdns",
        identify=lambda new: str(new.arguments["address"]),
        replaces=frozenset(["address"]),
        unread=frozenset(["waitForAvailable"]),
        conflict=rdns_conflict,
        forgives=True,
        overwrites=True,
    ),
)
