"""A Hetzner Cloud server's row."""

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from components.hetzner_cloud.sizes import CATALOGUE
from fleet.inventory.cloud import CloudRow, Image, Region
from fleet.inventory.field_types import Environment
from fleet.inventory.row import mistake


class HetznerCloudHost(CloudRow):
    """A Hetzner Cloud server. The default region is Falkenstein; the image an Ubuntu LTS, with updates until 2029."""

    USUAL_SIZE: ClassVar[dict[Environment, str]] = {"production": "cx23", "staging": "cx23", "development": "cx23"}
    MEMORY = CATALOGUE.sizes
    REGIONS = CATALOGUE.regions

    provider: Literal["hetzner-cloud"] = Field(description="Who hosts it")
    region: Region = "fsn1"
    image: Image = "ubuntu-24.04"

    @model_validator(mode="after")
    def _reached_by_label(self) -> Self:
        if "tags" in self.keep and self.firewall:
            raise mistake(
                "its firewall would find it by a label, and it keeps the labels it has",
                "leave firewall out, or tags out of keep",
            )
        return self
