"""A dedicated machine's row."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fleet.inventory.field_types import CloudId, Name, Text
from fleet.inventory.host import HostRow
from fleet.inventory.row import Fact, State, mistake


class HetznerDedicatedHost(HostRow):
    """A dedicated machine at Hetzner, ordered and cancelled by hand: adopted once its row has its number."""

    ID_FIELD = "server_number"

    provider: Literal["hetzner-dedicated"] = Field(description="Who hosts it")
    product: Annotated[Text | None, Fact()] = Field(None, description="The model that was ordered")
    server_number: Annotated[CloudId | None, Fact()] = Field(None, description="Its number in Hetzner's Robot console")
    firewall: Annotated[list[Name] | None, Fact("rule_sets")] = Field(
        None, description="Rule sets that let traffic in, besides SSH and ICMP; without it its firewall is left alone"
    )

    @property
    def state(self) -> State:
        """Adopted when its number is known, else registered."""
        return "registered" if self.server_number is None else "adopted"

    @property
    def rule_sets(self) -> tuple[str, ...]:
        """The rule sets of its firewall, sorted; empty means that none is made: its open ports may be in use."""
        return tuple(sorted(set(self.firewall or [])))

    @model_validator(mode="after")
    def _numbered(self) -> Self:
        if self.firewall and self.server_number is None:
            raise mistake(
                "its firewall can't be made without its number", "write server_number: …, or leave firewall out"
            )
        return self
