"""What follows from the rows for each host, and for each account in which hosts are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fleet.blueprint.checks import is_scraped
from fleet.blueprint.firewalls import Firewall
from fleet.blueprint.first_boot import FirstBoot, first_boots
from fleet.blueprint.records import Record
from fleet.blueprint.retire import pointing_at
from fleet.inventory.cloud import CloudRow
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import HostRow
from fleet.inventory.ssh_keys import without_comment


@dataclass(frozen=True)
class HostBlueprint:
    """A host's row, and what the rest of the inventory says about it.

    `services` are the keys of what runs on it, sorted; `ssh_keys` its manager's public keys, without comments;
    `console` is where its provider's console is; `records` are those of its own name in zones that the fleet keeps;
    `reverse_dns` says whether a created machine's is set, `is_scraped` whether Prometheus scrapes a node exporter on
    it. `first_boot` is what a created machine is given at its first boot, and `user_data` the same as its provider
    takes it. `pointed_at_by` is what still leads to a host that is being retired, each in a few words, sorted.
    """

    name: str
    row: HostRow
    manager: str
    services: tuple[str, ...] = ()
    ssh_keys: tuple[str, ...] = ()
    console: str = ""
    records: tuple[Record, ...] = ()
    reverse_dns: bool = True
    is_scraped: bool = False
    first_boot: FirstBoot | None = None
    user_data: str = ""
    pointed_at_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class AccountBlueprint:
    """The hosts in one account at a provider, sorted by name, and their firewalls by rule sets."""

    hosts: Mapping[str, HostBlueprint]
    firewalls: Mapping[tuple[str, ...], Firewall]


def host_blueprints(fleet: Fleet, records: Sequence[Record]) -> dict[str, HostBlueprint]:
    """What follows for each host, sorted by name, but for user data: what is rendered of others may be part of that.

    Args:
        fleet: The inventory.
        records: All DNS records.
    """
    own: dict[str, list[Record]] = {}
    for record in records:
        kept = fleet.zones[record.zone].provider is not None
        if record.host is not None and record.wanted_by == record.host and kept:
            own.setdefault(record.host, []).append(record)
    boots = first_boots(fleet)
    return {
        name: HostBlueprint(
            name=name,
            row=row,
            manager=(manager := fleet.host_manager(name)),
            services=fleet.services_on.get(name, ()),
            ssh_keys=public_keys(fleet, manager),
            console=fleet.providers[row.provider].console,
            records=tuple(own.get(name, ())),
            reverse_dns=isinstance(row, CloudRow) and row.has_reverse_dns(zone_kept=fleet.keeps_records_of(name)),
            is_scraped=is_scraped(fleet, row),
            first_boot=boots.get(name),
            pointed_at_by=pointing_at(fleet, records, name) if row.retire else (),
        )
        for name, row in sorted(fleet.hosts.items())
    }


def key_owners(hosts: Iterable[HostBlueprint]) -> dict[str, tuple[str, ...]]:
    """The managers of hosts by each of their public keys: a provider takes a key once, whoever else has it too."""
    owners: dict[str, dict[str, None]] = {}
    for manager, keys in sorted({host.manager: host.ssh_keys for host in hosts}.items()):
        for key in keys:
            owners.setdefault(key, {})[manager] = None
    return {key: tuple(managers) for key, managers in owners.items()}


def public_keys(fleet: Fleet, contact: str) -> tuple[str, ...]:
    """A contact's SSH keys, each once and without its comment: a changed comment is no change."""
    return tuple(dict.fromkeys(map(without_comment, fleet.contacts[contact].ssh_keys)))
