"""The zones in the clouds, what their records answer, and which records the clouds refuse."""

from ipaddress import ip_address

from providers.kit.values import Properties
from sandbox.store import Store, Stored

ZONE, RRSET = "hcloud:index/zone:Zone", "hcloud:index/zoneRrset:ZoneRrset"
DOMAIN, RECORD = "linode:index/domain:Domain", "linode:index/domainRecord:DomainRecord"


def zone_of(store: Store, rrset: Properties) -> Stored | None:
    """The zone that a record set lies in, which it names by id or by name."""
    given = rrset["zone"]
    return store.get(ZONE, given) or next(iter(store.called(ZONE, given)), None)


def domain_of(store: Store, record: Properties) -> Stored | None:
    """The domain that a record lies in."""
    return store.get(DOMAIN, str(int(record["domainId"])))


def rrsets_of(store: Store, zone: Stored) -> list[Stored]:
    """All record sets of a zone."""
    return [rrset for rrset in store.all(RRSET) if rrset.properties["zone"] in (zone.id, zone.properties["name"])]


def records_of(store: Store, domain: Stored) -> list[Stored]:
    """All records of a domain."""
    return [record for record in store.all(RECORD) if domain_of(store, record.properties) == domain]


def rrset_refused(store: Store, old: Properties, new: Properties) -> str | None:
    """What stands in the way of a record set of Hetzner's; without an old one it is new."""
    zone = zone_of(store, new)
    if zone is None:
        return "the zone does not exist (not_found)"
    others = [one.properties for one in store.called(RRSET, new["name"]) if zone_of(store, one.properties) == zone]
    types = {other["type"] for other in others}
    if not old and new["type"] in types:
        return "the zone has a record set of this name and type (uniqueness_error)"
    types.add(new["type"])
    if "CNAME" in types and len(types) > 1:
        return "a CNAME can not stand beside other records of its name (invalid_input)"
    if old.get("changeProtection") and new.get("changeProtection") and _answers(old) != _answers(new):
        return "the record set is protected against changes (protected)"
    return None


def record_refused(store: Store, _old: Properties, new: Properties) -> str | None:
    """What stands in the way of a record of Linode's."""
    return None if domain_of(store, new) else "the domain does not exist (404)"


def name_refused(store: Store, _old: Properties, new: Properties) -> str | None:
    """What stands in the way of reverse DNS at Linode: the name must lead to the address already.

    A name in no zone of these clouds is someone else's to answer, and accepted.
    """
    name, address = str(new["rdns"]).rstrip(".").lower(), str(new["address"])
    zones = [(zone, str(zone.properties["name"])) for zone in store.all(ZONE)]
    domains = [(domain, str(domain.properties["domain"])) for domain in store.all(DOMAIN)]
    here = [(zone, of) for zone, of in zones + domains if name == of or name.endswith(f".{of}")]
    if not here or any(_same(address, found) for zone, of in here for found in _addresses(store, zone, name, of)):
        return None
    return "unable to perform a lookup for this name; the forward record must exist first"


def _addresses(store: Store, zone: Stored, name: str, of: str) -> list[str]:
    """The addresses to which a zone's own records lead a name in it."""
    label = name.removesuffix(of).removesuffix(".")
    if zone.kind == DOMAIN:
        records = (record.properties for record in store.called(RECORD, label))
        return [one["target"] for one in records if _is_address(one["recordType"]) and domain_of(store, one) == zone]
    rrsets = (rrset.properties for rrset in store.called(RRSET, label or "@"))
    ours = [one for one in rrsets if _is_address(one["type"]) and zone_of(store, one) == zone]
    return [record["value"] for one in ours for record in one["records"]]


def _is_address(type_: str) -> bool:
    return type_ in {"A", "AAAA"}


def _same(one: str, other: str) -> bool:
    try:
        return ip_address(one) == ip_address(other)
    except ValueError:
        # Linode's records may also say `[remote_addr]`.
        return False


def _answers(rrset: Properties) -> tuple[object, object]:
    return rrset.get("records"), rrset.get("ttl")
