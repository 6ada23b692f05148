"""Zones at Hetzner DNS."""

from typing import Any

import pulumi
from pulumi import ResourceOptions

from components.zone import Zone
from fleet.blueprint.records import Record, zone_file_value


class HetznerZone(Zone):
    """A zone at Hetzner DNS. All values of one name and type are one resource."""

    TYPE = "fleet:dns:HetznerZone"
    RECORD_TYPE = "hcloud:index/zoneRrset:ZoneRrset"

    def _declare(self, email: str | None, opts: ResourceOptions) -> None:  # noqa: ARG002 # Hetzner answers for it
        from pulumi_hcloud import Zone as Resource

        # Changes would replace an adopted zone, or alter the time to live of records that aren't the fleet's.
        own = ResourceOptions(
            # Two zones can't have one name at the same time.
            delete_before_replace=True,
            ignore_changes=["mode", "ttl"] if self.row.id else None,
        )
        self._zone = Resource(
            self.name,
            name=self.name,
            mode="primary",
            ttl=self.row.ttl,
            delete_protection=True,
            labels={"fleet": self.stack},
            opts=ResourceOptions.merge(opts, own),
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
                records=[ZoneRrsetRecordArgs(value=zone_file_value(record.type, value)) for value in values],
                labels={"fleet": self.stack},
                # Two record sets of one name and type can't exist at the same time.
                opts=ResourceOptions.merge(opts, ResourceOptions(delete_before_replace=True)),
            )
        ]

    def kept_record(self, name: str, opts: ResourceOptions) -> pulumi.Resource:
        """Declare a record set that is left as it is."""
        from pulumi_hcloud import ZoneRrset

        return ZoneRrset(name, zone=self._zone.name, name="@", type="A", records=[], opts=opts)
