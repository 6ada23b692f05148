"""Zones at Linode's DNS manager."""

from typing import Any

import pulumi
from pulumi import ResourceOptions

from components.linode.labels import stack_tag
from components.zone import Zone
from fleet.blueprint.records import Record


class LinodeZone(Zone):
    """A zone at Linode's DNS manager. Each value of a record is a resource of its own."""

    TYPE = "fleet:dns:LinodeZone"
    RECORD_TYPE = "linode:index/domainRecord:DomainRecord"

    def _declare(self, email: str | None, opts: ResourceOptions) -> None:
        from pulumi_linode import Domain

        own = ResourceOptions(
            # Two zones can't have one name at the same time.
            delete_before_replace=True,
            ignore_changes=["type", "soaEmail", "ttlSec"] if self.row.id else None,
        )
        self._zone = Domain(
            self.name,
            domain=self.name,
            type="master",
            soa_email=email,
            ttl_sec=self.row.ttl,
            tags=[stack_tag(self.stack)],
            opts=ResourceOptions.merge(opts, own),
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

    def kept_record(self, name: str, opts: ResourceOptions) -> pulumi.Resource:
        """Declare a record that is left as it is."""
        from pulumi_linode import DomainRecord

        return DomainRecord(name, domain_id=self._zone.id.apply(int), record_type="A", target="", opts=opts)
