"""A Linode's row."""

from typing import ClassVar, Literal

from pydantic import Field

from components.linode.sizes import CATALOGUE
from fleet.inventory.cloud import CloudRow, Image, Region
from fleet.inventory.field_types import Environment


class LinodeHost(CloudRow):
    """A Linode. The default region is London's; the image an Ubuntu LTS, with updates until 2029."""

    USUAL_SIZE: ClassVar[dict[Environment, str]] = {
        "production": "g6-standard-1",
        "staging": "g6-nanode-1",
        "development": "g6-nanode-1",
    }
    MEMORY = CATALOGUE.sizes
    REGIONS = CATALOGUE.regions

    provider: Literal["linode"] = Field(description="Who hosts it")
    region: Region = "gb-lon"
    image: Image = "linode/ubuntu24.04"
    reverse_dns: bool | None = Field(
        None, description="true once DNS answers for its name; by default where the fleet keeps its zone"
    )

    def has_reverse_dns(self, *, zone_kept: bool) -> bool:
        """Whether the fleet sets its reverse DNS, which Linode accepts only once DNS answers for the name."""
        return zone_kept if self.reverse_dns is None else self.reverse_dns
