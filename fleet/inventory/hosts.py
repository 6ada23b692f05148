"""A host's row, by its provider."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fleet.inventory.cloud import HetznerCloudHost, LinodeHost
from fleet.inventory.field_types import CloudId, Name, Text
from fleet.inventory.host import HostRow, State
from fleet.inventory.row import mistake


class HetznerDedicatedHost(HostRow):
    """A dedicated machine at Hetzner, ordered and cancelled by hand: adopted once its row has its number."""

    provider: Literal["hetzner-dedicated"]
    product: Text | None = Field(None, description="The model that was ordered")
    server_number: CloudId | None = Field(None, description="Its number in Hetzner's Robot console")

    firewall: list[Name] | None = Field(
        None, description="Rule sets that let traffic in, besides SSH and ICMP; without it its firewall is left alone"
    )

    @property
    def state(self) -> State:
        """Adopted when its number is known, else registered."""
        return "registered" if self.server_number is None else "adopted"

    @property
    def provider_id(self) -> str | None:
        """Its number in the Robot console."""
        return None if self.server_number is None else str(self.server_number)

    @property
    def rule_sets(self) -> tuple[str, ...]:
        """The rule sets of its firewall, sorted; empty means that none is made: its open ports may be in use."""
        return tuple(sorted(set(self.firewall or [])))

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.firewall and self.server_number is None:
            raise mistake(
                "its firewall can't be made without its number", "write server_number: …, or leave firewall out"
            )
        return self


class BytemarkHost(HostRow):
    """A machine at Bytemark, whose API the fleet does not use."""

    provider: Literal["bytemark"]


Host = Annotated[LinodeHost | HetznerCloudHost | HetznerDedicatedHost | BytemarkHost, Field(discriminator="provider")]
