"""A row of a machine that an API can create, adopt and change, and its defaults by provider."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from fleet.inventory.field_types import CloudId, CloudWord, Environment, Name
from fleet.inventory.host import EXPORTER_PORT, HostRow, State
from fleet.inventory.row import mistake
from fleet.inventory.sizes import MEMORY, swap_for

Kept = Literal["name", "tags", "backups", "size"]
"""What an adopted machine may keep as it was found."""

DEFAULT = "default"
"""The size that stands for the provider's usual one in the host's environment."""
BACKED_UP: tuple[Environment, ...] = ("production", "staging")
"""Where machines are backed up unless their row says otherwise: what is only tried out can be made again."""


class CloudRow(HostRow):
    """What a row may say of a machine that an API can create, adopt and change."""

    PROVIDER: ClassVar[Literal["linode", "hetzner-cloud"]]
    USUAL_SIZE: ClassVar[dict[Environment, str]]

    region: CloudWord
    image: CloudWord
    id: CloudId | None = Field(None, description="The number of an existing machine: adopts it")
    size: CloudWord | None = Field(
        None, description="The machine's type in the provider's catalogue, or default: without an id, creates it"
    )
    backups: bool = Field(default_factory=bool, description="By default for production and staging")
    firewall: list[Name] | None = Field(
        None, description="Rule sets that let traffic in, besides SSH and ICMP; created hosts have [exporter, web]"
    )
    swap: Annotated[int, Field(ge=0)] | None = Field(
        None, description="Megabytes of swap of a created machine; by default what goes with its size's memory"
    )
    grow_disk: bool = Field(
        default=False, description="A larger size enlarges the disk too; then there is no way back to a smaller size"
    )
    bare: bool = Field(
        default=False, description="A Prometheus server that gets its configuration by a push, not at its first boot"
    )
    keep: list[Kept] = Field([], description="What an adopted machine keeps as it was found")

    @model_validator(mode="before")
    @classmethod
    def _backed_up(cls, row: Any) -> Any:
        # Not by a default factory that looks at the row: beside any mistake, pydantic would call its lack another.
        if isinstance(row, dict) and "backups" not in row:
            return row | {"backups": row.get("environment", "production") in BACKED_UP}
        return row

    @field_validator("size")
    @classmethod
    def _usual(cls, size: str | None, row: ValidationInfo) -> str | None:
        if size != DEFAULT:
            return size
        if row.data.get("id") is not None:
            raise mistake("an adopted machine has a size already", "write the size that its console shows")
        return cls.USUAL_SIZE[row.data.get("environment", "production")]

    @property
    def state(self) -> State:
        """Adopted when it has an id, else created when it has a size, else registered."""
        if self.id is not None:
            return "adopted"
        return "registered" if self.size is None else "created"

    @property
    def provider_id(self) -> str | None:
        """The machine's number, as the engine's `import` wants it."""
        return None if self.id is None else str(self.id)

    @property
    def rule_sets(self) -> tuple[str, ...]:
        """The rule sets of its firewall, sorted; empty means no firewall.

        An adopted machine gets one only where its row says so: a default here would close ports that are in use. A
        Prometheus server asks its own exporter from within.
        """
        usual = {"created": ["web"] if self.role == "prometheus" else ["exporter", "web"]}
        chosen = self.firewall if self.firewall is not None else usual.get(self.state, [])
        return tuple(sorted(set(chosen)))

    @property
    def swap_mb(self) -> int:
        """Megabytes of swap that a created machine gets."""
        return self.swap if self.swap is not None else swap_for(MEMORY[self.PROVIDER][self.size or ""])

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.id is not None and self.size is None:
            raise mistake("it is adopted by its id but has no size", "write the size that its console shows")
        if self.state == "created":
            self._created()
        elif self.swap is not None:
            raise mistake("swap is made when a machine is created, and this one is not", "leave swap out")
        if self.state == "registered" and self.firewall is not None:
            raise mistake(
                "it is only registered, so its firewall is never made", "write its id and size, or leave firewall out"
            )
        if self.bare and (self.role is None or self.state != "created"):
            raise mistake("only a created Prometheus server can be bare", "leave bare out")
        if self.state != "adopted" and self.keep:
            raise mistake("only an adopted machine has something to keep", "write its id and size, or leave keep out")
        return self

    def _created(self) -> None:
        if self.ipv4 is not None or self.ipv6 is not None:
            raise mistake("it is created, so the provider chooses its addresses", "leave ipv4 and ipv6 out")
        if self.swap is None and self.size not in MEMORY[self.PROVIDER]:
            raise mistake(
                f"how much memory the size {self.size} has is not known, nor so how much swap it needs",
                "write swap: … in megabytes, at least half of the memory",
            )
        if self.exporter.port not in (None, EXPORTER_PORT):
            raise mistake(
                f"node exporter of a machine the fleet creates listens on {EXPORTER_PORT}", "leave exporter.port out"
            )


class LinodeHost(CloudRow):
    """A Linode. The default region is London's; the image an Ubuntu LTS, with updates until 2029."""

    PROVIDER = "linode"
    USUAL_SIZE: ClassVar[dict[Environment, str]] = {
        "production": "g6-standard-1",
        "staging": "g6-nanode-1",
        "development": "g6-nanode-1",
    }

    provider: Literal["linode"]
    region: CloudWord = "gb-lon"
    image: CloudWord = "linode/ubuntu24.04"
    reverse_dns: bool | None = Field(
        None, description="true once DNS answers for its name; by default where the fleet keeps its zone"
    )

    def reverse_dns_at(self, *, zone_kept: bool) -> bool:
        """Whether the fleet sets its reverse DNS, which Linode accepts only once DNS answers for the name."""
        return zone_kept if self.reverse_dns is None else self.reverse_dns


class HetznerCloudHost(CloudRow):
    """A Hetzner Cloud server. The default region is Falkenstein; the image an Ubuntu LTS, with updates until 2029."""

    PROVIDER = "hetzner-cloud"
    USUAL_SIZE: ClassVar[dict[Environment, str]] = {"production": "cx23", "staging": "cx23", "development": "cx23"}

    provider: Literal["hetzner-cloud"]
    region: CloudWord = "fsn1"
    image: CloudWord = "ubuntu-24.04"

    @model_validator(mode="after")
    def _reached_by_label(self) -> Self:
        if "tags" in self.keep and self.firewall:
            raise mistake(
                "its firewall would find it by a label, and it keeps the labels it has",
                "leave firewall out, or tags out of keep",
            )
        return self
