"""Declares DNS zones that the fleet keeps, and the records in them."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

import pulumi
from pulumi import ResourceOptions

from components.endpoint import Endpoint
from fleet.addresses import is_address
from fleet.blueprint.hosts import HostBlueprint
from fleet.blueprint.records import Record, ZoneBlueprint, relative
from fleet.inventory.field_types import is_fqdn
from fleet.inventory.zone import Zone as ZoneRow
from fleet.registry import hosting, part
from fleet.urns import name_of, section_of, types_of


class Zone(pulumi.ComponentResource):
    """A zone at a provider. Records are declared through it, as children of the component that they belong to."""

    TYPE: ClassVar[str]
    RECORD_TYPE: ClassVar[str]

    def __init__(self, name: str, row: ZoneRow, stack: str, email: str | None) -> None:
        super().__init__(self.TYPE, name, None, ResourceOptions(protect=not row.release))
        self.name, self.row, self.stack = name, row, stack
        adopted = None if row.id is None else str(row.id)
        self._declare(email, ResourceOptions(parent=self, import_=adopted, retain_on_delete=row.release))
        self.register_outputs({})

    def of_record(self) -> dict[str, Any]:
        """The options of every record of the zone. Records are unprotected, since creating one again takes a second."""
        return {"protect": False, "retain_on_delete": self.row.release}

    @abstractmethod
    def _declare(self, email: str | None, opts: ResourceOptions) -> None:
        """Declare the zone itself."""

    @abstractmethod
    def record(self, name: str, record: Record, values: list[Any], opts: ResourceOptions) -> list[pulumi.Resource]:
        """Declare a record with these values under a resource name."""

    @abstractmethod
    def kept_record(self, name: str, opts: ResourceOptions) -> pulumi.Resource:
        """Declare a record that is left as it is under its resource name; whatever is said of it here is ignored."""


class Zones:
    """All zones of the inventory. Zones at a provider are declared at once; records, with their hosts and sites."""

    def __init__(
        self,
        zones: Mapping[str, ZoneBlueprint],
        records: Sequence[Record],
        stack: str,
        held: frozenset[str] = frozenset(),
    ) -> None:
        self._rows = {name: zone.row for name, zone in zones.items()}
        self._records, self._held = records, held
        self._left_alone = {name: zone.kept for name, zone in zones.items() if zone.row.provider is not None}
        self._left: set[str] = set()
        self._kept: dict[str, Zone] = {
            name: part(_component(zone.row.provider))(name, zone.row, stack, zone.email)
            for name, zone in zones.items()
            if zone.row.provider is not None
        }
        self._renamed: dict[str, list[pulumi.Resource]] = {}
        self._inside: dict[str, list[pulumi.Resource]] = {name: [] for name in zones}

    def declare_host(
        self, host: HostBlueprint, endpoint: Endpoint, child: Callable[..., ResourceOptions]
    ) -> list[pulumi.Resource]:
        """Declare the records of a host's own name, if the fleet keeps its zone.

        Args:
            host: The host.
            endpoint: Its addresses.
            child: Returns the options of a child of the host's component, given the suffix of its name.

        Raises:
            pulumi.RunError: It was renamed, and the records of its former name are to be left as they are.
        """
        for former in host.row.aliases:
            if (zone := self._leaving_alone(former)) and self._held_of(zone, former, of_host=True):
                raise pulumi.RunError(
                    f"{host.name} was {former}, whose records would move with it although keep of {zone.name} has that "
                    "name; rename the host in one run, and write keep in the next"
                )
        declared: list[pulumi.Resource] = []
        for record in host.records:
            suffix, zone = f"-{record.type.lower()}", self._kept[record.zone]
            values = [_address(record, endpoint)]
            if zone.row.delegated is None:
                declared += zone.record(f"{host.name}{suffix}", record, values, child(suffix, **zone.of_record()))
            else:
                # Below the host is the record of the zone around, until nobody needs that any more.
                declared += self._below_zone(record, values)
        self._renamed |= dict.fromkeys(host.row.aliases, declared)
        if zone := self._leaving_alone(host.name):
            for urn in self._held_of(zone, host.name, of_host=True):
                self._left.add(urn)
                suffix = name_of(urn).removeprefix(host.name)
                declared.append(zone.kept_record(name_of(urn), ResourceOptions.merge(child(suffix), _LEFT)))
        return declared

    def leaves_alone(self, host: str, type_: str, suffix: str) -> bool:
        """Whether the records of a host's name are left as they are, and the state has such a resource below it."""
        return self._leaving_alone(host) is not None and any(
            name_of(urn) == f"{host}{suffix}" and types_of(urn)[1:] == [type_] for urn in self._held
        )

    def _leaving_alone(self, name: str) -> Zone | None:
        """The zone in which the records of a name are left as they are."""
        return next((self._kept[zone] for zone, names in self._left_alone.items() if name in names), None)

    def _held_of(self, zone: Zone, name: str, *, of_host: bool) -> list[str]:
        """The URNs of the records of a name that the state has, sorted: those below a host, or those below a zone."""
        start = name if of_host else f"{zone.name}-{relative(name, zone.name)}"

        def is_one(urn: str) -> bool:
            around, *types = types_of(urn)
            below = section_of(urn) == "hosts" if of_host else around == zone.TYPE
            return below and types == [zone.RECORD_TYPE] and _is_record_of(name_of(urn).removeprefix(f"{start}-"))

        return sorted(urn for urn in self._held if name_of(urn).startswith(f"{start}-") and is_one(urn))

    def _declare_left(self) -> None:
        """Declare the records that are left as they are and are below no host: those of zones, and of hosts that left.

        Were they not declared, the engine would delete them.
        """
        for name in sorted({name for names in self._left_alone.values() for name in names}):
            zone = self._leaving_alone(name)
            assert zone is not None, "each of them is in a zone"  # noqa: S101 # see `_left_alone`
            for urn in self._held_of(zone, name, of_host=False):
                zone.kept_record(name_of(urn), ResourceOptions.merge(ResourceOptions(parent=zone), _LEFT))
            for urn in set(self._held_of(zone, name, of_host=True)) - self._left:
                opts = ResourceOptions(parent=zone, aliases=[urn])
                zone.kept_record(name_of(urn), ResourceOptions.merge(opts, _LEFT))

    def declare_remaining(self, hosts: Mapping[str, Endpoint]) -> None:
        """Declare the records of sites and of the zones themselves, as children of their zone."""
        self._declare_left()
        for record in self._records:
            if record.wanted_by != record.host and record.zone in self._kept and record.type != "NS":
                self._below_zone(record, _values(record, hosts))
        for record in self._records:
            if record.type == "NS" and record.zone in self._kept:
                self._below_zone(record, list(record.values))

    def _below_zone(self, record: Record, values: list[Any]) -> list[pulumi.Resource]:
        """Declare a record as a child of its zone."""
        zone = self._kept[record.zone]
        # If a host had this name before, its address records must be removed first; and before anybody is led to
        # another zone, that has its records.
        first = self._renamed.get(record.name, []) + (self._inside[record.name] if record.type == "NS" else [])
        opts = ResourceOptions(parent=zone, depends_on=first, **zone.of_record())
        declared = zone.record(f"{record.zone}-{record.relative}-{record.type.lower()}", record, values, opts)
        self._inside.setdefault(record.zone, []).extend(declared)
        return declared

    def outputs(self, hosts: Mapping[str, Endpoint]) -> list[dict[str, Any]]:
        """Every record with its values and its keeper, for the stack's outputs."""
        return [
            {
                "zone": record.zone,
                "name": record.name,
                "type": record.type,
                "ttl": self._rows[record.zone].ttl,
                "values": _values(record, hosts),
                "kept": self._rows[record.zone].provider or f"by hand: {self._rows[record.zone].elsewhere}",
                "wanted_by": record.wanted_by,
                **({"proxied": True} if record.proxied else {}),
            }
            for record in self._records
        ]


_LEFT = ResourceOptions(protect=False, retain_on_delete=True, ignore_changes=["*"])
"""The options of what is left as it is: it stays what it is, and stays where it is."""
_VALUES: Mapping[str, Callable[[str], bool]] = {
    "a": partial(is_address, family="ipv4"),
    "aaaa": partial(is_address, family="ipv6"),
    "caa": is_fqdn,
}


def _is_record_of(suffix: str) -> bool:
    """Whether what follows a name in a resource's is a record's type, and its value where each has a resource."""
    type_, _, value = suffix.partition("-")
    return type_ in _VALUES and _VALUES[type_](value) if value else type_ in {*_VALUES, "cname"}


def _address(record: Record, endpoint: Endpoint) -> Any:
    return endpoint.ipv4 if record.type == "A" else endpoint.ipv6


def _values(record: Record, hosts: Mapping[str, Endpoint]) -> list[Any]:
    return list(record.values) if record.host is None else [_address(record, hosts[record.host])]


def _component(provider: str) -> str | None:
    zones = hosting(provider).zones
    return zones.component if zones else None
