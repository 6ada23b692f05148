"""Linode's DNS manager and reverse DNS in the sandbox."""

from ipaddress import ip_address

from providers.kit.values import Properties
from sandbox.kind import Kind, New
from sandbox.refusal import CloudError
from sandbox.simulation import addresses_of
from sandbox.store import Store, Stored

DOMAIN, RECORD = "linode:index/domain:Domain", "linode:index/domainRecord:DomainRecord"
RECORD_FUNCTION = "linode:index/getDomainRecord:getDomainRecord"
SECONDS = (0, 30, 120, 300, 3600, 7200, 14400, 28800, 57600, 86400, 172800, 345600, 604800, 1209600, 2419200)
"""The times that Linode's DNS knows, as its API documents them; it takes any, and keeps the next of these."""


def domain_of(store: Store, record: Properties) -> Stored | None:
    """The domain that a record lies in."""
    return store.get(DOMAIN, str(int(record["domainId"])))


def records_of(store: Store, domain: Stored) -> list[Stored]:
    """All records of a domain."""
    return [record for record in store.all(RECORD) if domain_of(store, record.properties) == domain]


def record_conflict(store: Store, _old: Properties, new: Properties) -> str | None:
    """What stands in the way of a record of Linode's."""
    return None if domain_of(store, new) else "the domain does not exist (404)"


def rdns_conflict(store: Store, _old: Properties, new: Properties) -> str | None:
    """What stands in the way of reverse DNS at Linode: the name must lead to the address already.

    A name in no zone of these clouds is someone else's to answer, and accepted.
    """
    name, address = str(new["rdns"]).rstrip(".").lower(), str(new["address"])
    found = addresses_of(store, name)
    if found is None or any(_same(address, one) for one in found):
        return None
    return "unable to perform a lookup for this name; the forward record must exist first"


def addresses(store: Store, name: str) -> list[str] | None:
    """The addresses to which the domains here lead a name; nothing if it is in none of them."""
    domains = [(domain, str(domain.properties["domain"])) for domain in store.all(DOMAIN)]
    here = [(domain, of) for domain, of in domains if name == of or name.endswith(f".{of}")]
    return [address for domain, of in here for address in _targets(store, domain, name, of)] if here else None


def _targets(store: Store, domain: Stored, name: str, of: str) -> list[str]:
    label = name.removesuffix(of).removesuffix(".")
    records = (record.properties for record in store.named(RECORD, label))
    return [one["target"] for one in records if one["recordType"] in ("A", "AAAA") and domain_of(store, one) == domain]


def _same(one: str, other: str) -> bool:
    try:
        return ip_address(one) == ip_address(other)
    except ValueError:
        # Linode's records may also say `[remote_addr]`.
        return False


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


def found_record(store: Store, arguments: Properties) -> Properties:
    """A record by its id or its name in a domain."""
    id_, name = arguments.get("id"), arguments.get("name")
    for stored in store.all(RECORD):
        properties = stored.properties
        ours = properties["domainId"] == arguments.get("domainId")
        if ours and (int(stored.id) == id_ if id_ is not None else properties.get("name", "") == name):
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
        normalize=_with_seconds_known,
        contents=records_of,
    ),
    Kind(
        RECORD,
        first_id=40_000_000,
        replaces=frozenset(["domainId", "recordType"]),
        kept=frozenset(["name", "ttlSec", "priority", "port", "weight"]),
        conflict=record_conflict,
        normalize=_record_kept,
        imported=lambda id_: id_.rpartition(",")[2],
    ),
    Kind(
        "linode:index/rdns:Rdns",
        identify=lambda new: str(new.arguments["address"]),
        replaces=frozenset(["address"]),
        unread=frozenset(["waitForAvailable"]),
        conflict=rdns_conflict,
        overwrites=True,
    ),
)
