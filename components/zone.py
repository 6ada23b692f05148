"""Declares DNS zones that the fleet keeps, and the records in them."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import pulumi
from pulumi import ResourceOptions

from components.endpoint import Endpoint
from fleet.blueprint.hosts import HostBlueprint
from fleet.blueprint.records import Record, ZoneBlueprint
from fleet.inventory.zone import Zone as ZoneRow
from fleet.registry import hosting, part


class Zone(pulumi.ComponentResource):
    """A zone at a provider. Records are declared through it, as children of the component that they belong to."""

    TYPE: ClassVar[str]

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


class Zones:
    """All zones of the inventory. Zones at a provider are declared at once; records, with their hosts and sites."""

    def __init__(self, zones: Mapping[str, ZoneBlueprint], records: Sequence[Record], stack: str) -> None:
        self._rows = {name: zone.row for name, zone in zones.items()}
        self._records = records
        self._kept: dict[str, Zone] = {
            name: part(_component(zone.row.provider))(name, zone.row, stack, zone.email)
            for name, zone in zones.items()
            if zone.row.provider is not None
        }
        self._renamed: dict[str, list[pulumi.Resource]] = {}

    def declare_host(
        self, host: HostBlueprint, endpoint: Endpoint, child: Callable[..., ResourceOptions]
    ) -> list[pulumi.Resource]:
        """Declare the records of a host's own name, if the fleet keeps its zone.

        Args:
            host: The host.
            endpoint: Its addresses.
            child: Returns the options of a child of the host's component, given the suffix of its name.
        """
        declared: list[pulumi.Resource] = []
        for record in host.records:
            suffix, zone = f"-{record.type.lower()}", self._kept[record.zone]
            declared += zone.record(
                f"{host.name}{suffix}", record, [_address(record, endpoint)], child(suffix, **zone.of_record())
            )
        self._renamed |= dict.fromkeys(host.row.aliases, declared)
        return declared

    def declare_remaining(self, hosts: Mapping[str, Endpoint]) -> None:
        """Declare the records of sites and of the zones themselves, as children of their zone."""
        for record in self._records:
            if record.wanted_by != record.host and record.zone in self._kept:
                zone = self._kept[record.zone]
                name = f"{record.zone}-{record.relative}-{record.type.lower()}"
                # If a host had this name before, its address records must be removed first.
                former = self._renamed.get(record.name, [])
                opts = ResourceOptions(parent=zone, depends_on=former, **zone.of_record())
                zone.record(name, record, _values(record, hosts), opts)

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
            }
            for record in self._records
        ]


def _address(record: Record, endpoint: Endpoint) -> Any:
    return endpoint.ipv4 if record.type == "A" else endpoint.ipv6


def _values(record: Record, hosts: Mapping[str, Endpoint]) -> list[Any]:
    return list(record.values) if record.host is None else [_address(record, hosts[record.host])]


def _component(provider: str) -> str | None:
    zones = hosting(provider).zones
    return zones.component if zones else None
