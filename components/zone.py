"""DNS zones that the fleet keeps, and the records in them."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import pulumi
from pulumi import ResourceOptions

from components.endpoint import Face
from fleet.blueprint.records import Record, records
from fleet.inventory.model import Fleet
from fleet.inventory.zone import Zone as ZoneRow


class Zone(pulumi.ComponentResource):
    """A zone at a provider; records are declared through it, under whichever component they belong to."""

    TYPE: ClassVar[str]

    def __init__(self, name: str, row: ZoneRow, stack: str, email: str | None) -> None:
        super().__init__(self.TYPE, name, None, ResourceOptions(protect=not row.release))
        self.name, self.row, self.stack = name, row, stack
        adopted = None if row.id is None else str(row.id)
        self._declare(email, ResourceOptions(parent=self, import_=adopted, retain_on_delete=row.release))
        self.register_outputs({})

    def of_record(self) -> dict[str, Any]:
        """The options of every record of the zone: they are made again in a second, so nothing guards them."""
        return {"protect": False, "retain_on_delete": self.row.release}

    @abstractmethod
    def _declare(self, email: str | None, opts: ResourceOptions) -> None:
        """Declare the zone itself."""

    @abstractmethod
    def record(self, name: str, record: Record, values: list[Any], opts: ResourceOptions) -> list[pulumi.Resource]:
        """Declare a record of these values under a resource name."""


class HetznerZone(Zone):
    """A zone at Hetzner DNS: records of one name and type are one resource."""

    TYPE = "fleet:dns:HetznerZone"

    def _declare(self, email: str | None, opts: ResourceOptions) -> None:  # noqa: ARG002 # Hetzner answers for it
        from pulumi_hcloud import Zone as Resource

        # What would replace an adopted zone, or change the time to live of records that aren't the fleet's.
        found = ResourceOptions(ignore_changes=["mode", "ttl"] if self.row.id else None)
        self._zone = Resource(
            self.name,
            name=self.name,
            mode="primary",
            ttl=self.row.ttl,
            delete_protection=True,
            labels={"fleet": self.stack},
            opts=ResourceOptions.merge(opts, found),
        )

    def record(self, name: str, record: Record, values: list[Any], opts: ResourceOptions) -> list[pulumi.Resource]:
        """Declare the record set."""
        from pulumi_hcloud import ZoneRrset, ZoneRrsetRecordArgs

        return [
            ZoneRrset(
                name,
                zone=self._zone.name,
                name=record.relative,
                type=record.type,
                ttl=self.row.ttl,
                records=[ZoneRrsetRecordArgs(value=_as_text(record, value)) for value in values],
                labels={"fleet": self.stack},
                # Two sets of one name may not stand side by side.
                opts=ResourceOptions.merge(opts, ResourceOptions(delete_before_replace=True)),
            )
        ]


def _as_text(record: Record, value: Any) -> Any:
    """A value as a zone file has it."""
    written = {"CNAME": "{}.", "CAA": '0 issue "{}"'}.get(record.type)
    return written.format(value) if written else value


class LinodeZone(Zone):
    """A zone at Linode's DNS manager: each value is a resource."""

    TYPE = "fleet:dns:LinodeZone"

    def _declare(self, email: str | None, opts: ResourceOptions) -> None:
        from pulumi_linode import Domain

        found = ResourceOptions(ignore_changes=["type", "soaEmail", "ttlSec"] if self.row.id else None)
        self._zone = Domain(
            self.name,
            domain=self.name,
            type="master",
            soa_email=email,
            ttl_sec=self.row.ttl,
            tags=[f"fleet:{self.stack}"],
            opts=ResourceOptions.merge(opts, found),
        )

    def record(self, name: str, record: Record, values: list[Any], opts: ResourceOptions) -> list[pulumi.Resource]:
        """Declare a record for each value."""
        from pulumi_linode import DomainRecord

        return [
            DomainRecord(
                f"{name}-{value}" if record.values and record.type != "CNAME" else name,
                domain_id=self._zone.id.apply(int),
                record_type=record.type,
                name=None if record.relative == "@" else record.relative,
                target=value,
                tag="issue" if record.type == "CAA" else None,
                ttl_sec=self.row.ttl,
                opts=opts,
            )
            for value in values
        ]


ZONES: dict[str, type[Zone]] = {"hetzner-cloud": HetznerZone, "linode": LinodeZone}


class Zones:
    """All zones of the inventory: those at a provider are declared at once, records with what they are for."""

    def __init__(self, fleet: Fleet, stack: str) -> None:
        organisation = fleet.contacts.get(fleet.organisation or "")
        usual = organisation.email if organisation else None
        self.fleet, self._records = fleet, records(fleet)
        self._kept = {
            name: ZONES[row.provider](name, row, stack, row.email or usual)
            for name, row in sorted(fleet.zones.items())
            if row.provider is not None
        }
        self._of_host: dict[str, list[Record]] = {}
        self._renamed: dict[str, list[pulumi.Resource]] = {}
        for record in self._records:
            if record.wanted_by == record.host and record.zone in self._kept:
                self._of_host.setdefault(record.wanted_by, []).append(record)

    def declare_host(self, name: str, face: Face, child: Callable[..., ResourceOptions]) -> list[pulumi.Resource]:
        """Declare the records of a host's own name, if the fleet keeps its zone.

        Args:
            name: The host.
            face: Its addresses.
            child: Makes the options of a child of the host's component, by the end of its name.
        """
        found: list[pulumi.Resource] = []
        for record in self._of_host.get(name, ()):
            suffix, zone = f"-{record.type.lower()}", self._kept[record.zone]
            found += zone.record(f"{name}{suffix}", record, [_address(record, face)], child(suffix, **zone.of_record()))
        self._renamed |= dict.fromkeys(self.fleet.hosts[name].aliases, found)
        return found

    def close(self, hosts: Mapping[str, Face]) -> None:
        """Declare the records that are no host's own: sites' and the zones', under their zone."""
        for record in self._records:
            if record.wanted_by != record.host and record.zone in self._kept:
                zone = self._kept[record.zone]
                name = f"{record.zone}-{record.relative}-{record.type.lower()}"
                # Where a host had this name before, its addresses have to leave the name first.
                before = self._renamed.get(record.name, [])
                opts = ResourceOptions(parent=zone, depends_on=before, **zone.of_record())
                zone.record(name, record, _values(record, hosts), opts)

    def outputs(self, hosts: Mapping[str, Face]) -> list[dict[str, Any]]:
        """Every record with its values, and who keeps it, for the stack's outputs."""
        return [
            {
                "zone": record.zone,
                "name": record.name,
                "type": record.type,
                "ttl": self.fleet.zones[record.zone].ttl,
                "values": _values(record, hosts),
                "kept": self.fleet.zones[record.zone].provider or f"by hand: {self.fleet.zones[record.zone].elsewhere}",
                "wanted_by": record.wanted_by,
            }
            for record in self._records
        ]


def _address(record: Record, face: Face) -> Any:
    return face.ipv4 if record.type == "A" else face.ipv6


def _values(record: Record, hosts: Mapping[str, Face]) -> list[Any]:
    return list(record.values) if record.host is None else [_address(record, hosts[record.host])]
