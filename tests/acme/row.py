"""A machine at Acme."""

from typing import ClassVar, Literal

from pydantic import Field

from fleet.inventory.cloud import CloudRow, Image, Region
from fleet.inventory.field_types import Environment
from fleet.inventory.swap import GB


class AcmeHost(CloudRow):
    """A machine at Acme, where sizes are small and large."""

    USUAL_SIZE: ClassVar[dict[Environment, str]] = dict.fromkeys(("production", "staging", "development"), "small")
    MEMORY: ClassVar[dict[str, int]] = {"small": 2 * GB, "large": 8 * GB}

    provider: Literal["acme"] = Field(description="Acme")
    region: Region = "desert"
    image: Image = "debian-13"
