"""Taking a host out of service: what still leads to it."""

from collections.abc import Iterable, Iterator

from fleet.blueprint.records import Record
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import address


def pointing_at(fleet: Fleet, records: Iterable[Record], name: str) -> tuple[str, ...]:
    """What in the inventory still leads to a host, each in a few words, sorted; empty when it can go."""
    return tuple(sorted(set(_pointing(fleet, records, name))))


def _pointing(fleet: Fleet, records: Iterable[Record], name: str) -> Iterator[str]:
    for service in fleet.services_on.get(name, ()):
        yield f"service {service}"
    for record in records:
        if record.wanted_by != name and (record.host == name or name in record.values):
            yield f"{record.type} {record.name}"
    row = fleet.hosts[name]
    own = {address(name, row), row.ipv4, row.ipv6} - {None}
    for key, rules in fleet.firewalls.items():
        if any(source.partition("/")[0] in own for rule in rules for source in rule.sources):
            yield f"firewall {key}"
    if row.role == "prometheus":
        yield "every firewall with the exporter rule set"
