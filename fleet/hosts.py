"""A host's row, by its provider."""

from typing import Annotated, Literal

from pydantic import Field

from fleet.clouds import HetznerCloudHost, LinodeHost
from fleet.host_row import HostRow
from fleet.types import CloudId, Text


class HetznerDedicatedHost(HostRow):
    """A dedicated machine at Hetzner, ordered and cancelled by hand."""

    provider: Literal["hetzner-dedicated"]
    product: Text | None = Field(None, description="The model that was ordered")
    server_number: CloudId | None = Field(None, description="Its number in Hetzner's Robot console")

    @property
    def provider_id(self) -> str | None:
        """Its number in the Robot console."""
        return None if self.server_number is None else str(self.server_number)


class BytemarkHost(HostRow):
    """A machine at Bytemark, whose API the fleet does not use."""

    provider: Literal["bytemark"]


Host = Annotated[LinodeHost | HetznerCloudHost | HetznerDedicatedHost | BytemarkHost, Field(discriminator="provider")]
