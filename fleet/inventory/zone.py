"""A DNS zone's row: who keeps it, and what holds for all of its records."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from fleet.inventory.field_types import CloudId, Email, HostName, Text
from fleet.inventory.row import Row, mistake, require_field_or_reason
from fleet.registry import hosting

DAY = 86_400
"""Seconds; the time to live that the sysadmins give to records."""


class Zone(Row):
    """A DNS zone, kept by the fleet at a provider, or elsewhere by hand."""

    provider: str | None = Field(None, description="Whose name servers answer for it")
    elsewhere: Text | None = Field(None, description="Who keeps it, where the fleet can't: its records are set by hand")
    id: CloudId | None = Field(None, description="The number of an existing zone at the provider: adopts it")
    ttl: Annotated[int, Field(ge=60, le=2_419_200)] = Field(DAY, description="Seconds that its records may be kept")
    caa: list[HostName] = Field([], description="The authorities that may issue certificates, like letsencrypt.org")
    email: Email | None = Field(None, description="Who answers for it (SOA); the organisation's address by default")
    delegated: bool | None = Field(
        None,
        description="Inside another zone: whether that leads to it yet; until then both have its records",
    )
    release: bool = Field(
        default=False, description="The fleet lets go of it: then its row may be removed, and it stays"
    )
    keep: list[HostName] = Field([], description="Names whose records are there already and are left as they are")

    @model_validator(mode="after")
    def _kept_somewhere(self) -> Self:
        require_field_or_reason(self, "provider", "elsewhere", "whose name servers answer")
        if self.provider is None and self.id is not None:
            raise mistake("it is kept elsewhere, so no provider has a number for it", "leave id out")
        at = None if self.provider is None else hosting(self.provider)
        if at and at.zones and at.zones.ttls and self.ttl not in at.zones.ttls:
            nearest = min(at.zones.ttls, key=lambda ttl: abs(ttl - self.ttl))
            raise mistake(f"{at.title} would round a ttl of {self.ttl} s", f"write ttl: {nearest}")
        return self
