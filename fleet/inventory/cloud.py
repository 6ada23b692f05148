"""A row of a machine that an API can create, adopt and change, and its defaults by provider."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from fleet.inventory.errors.suggestions import instead, nearest
from fleet.inventory.field_types import CloudId, CloudWord, Environment, Name
from fleet.inventory.host import EXPORTER_PORT, HostRow
from fleet.inventory.row import Fact, State, mistake
from fleet.inventory.swap import swap_for
from fleet.registry import hostings

Kept = Literal["name", "tags", "backups", "size"]
"""What an adopted machine may keep as it was found."""

DEFAULT = "default"
"""The size that stands for the provider's usual one in the host's environment."""
BACKED_UP: tuple[Environment, ...] = ("production", "staging")
"""Where machines are backed up unless their row says otherwise: what is only tried out can be made again."""
NEW_ONLY = "applies to new machines only"
_MANAGED: tuple[State, ...] = ("created", "adopted")
_CREATED: tuple[State, ...] = ("created",)
Region = Annotated[CloudWord, Fact(states=_MANAGED), Field(description="Where it is, by the provider's own name")]
"""Where a machine is, by the provider's own name for it."""
Image = Annotated[
    CloudWord, Fact(states=_CREATED, consequence=NEW_ONLY), Field(description="What a new machine is made from")
]
"""What a new machine is made from."""


class CloudRow(HostRow):
    """What a row may say of a machine that an API can create, adopt and change.

    A provider's row has the `USUAL_SIZE` by environment, and of its catalogue the `MEMORY` in megabytes of each size
    and the place of each of the `REGIONS`; where it has no regions, any will do.
    """

    ID_FIELD = "id"
    USUAL_SIZE: ClassVar[dict[Environment, str]]
    MEMORY: ClassVar[Mapping[str, int]]
    REGIONS: ClassVar[Mapping[str, str]] = {}

    unlisted: bool = Field(
        default=False, description="Its size or region is newer than the fleet's list of them (`fleet catalogue`)"
    )
    region: Region
    image: Image
    id: CloudId | None = Field(None, description="The number of an existing machine: adopts it")
    size: Annotated[CloudWord | None, Fact(states=_MANAGED)] = Field(
        None, description="The machine's type in the provider's catalogue, or default: without an id, creates it"
    )
    backups: Annotated[bool, Fact(states=_MANAGED)] = Field(
        default_factory=bool, description="By default for production and staging"
    )
    firewall: Annotated[list[Name] | None, Fact("rule_sets", _MANAGED)] = Field(
        None, description="Rule sets that let traffic in, besides SSH and ICMP; created hosts have [exporter, web]"
    )
    swap: Annotated[Annotated[int, Field(ge=0)] | None, Fact("swap_mb", _CREATED, NEW_ONLY)] = Field(
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
            if size is not None and size not in cls.MEMORY and not row.data.get("unlisted"):
                raise _not_listed("size", size, cls.MEMORY, cls)
            return size
        if row.data.get("id") is not None:
            raise mistake("an adopted machine has a size already", "write the size that its console shows")
        return cls.USUAL_SIZE[row.data.get("environment", "production")]

    @field_validator("region")
    @classmethod
    def _listed_region(cls, region: str, row: ValidationInfo) -> str:
        if cls.REGIONS and region not in cls.REGIONS and not row.data.get("unlisted"):
            raise _not_listed("region", region, cls.REGIONS, cls)
        return region

    @property
    def state(self) -> State:
        """Adopted when it has an id, else created when it has a size, else registered."""
        if self.id is not None:
            return "adopted"
        return "registered" if self.size is None else "created"

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
        return self.swap if self.swap is not None else swap_for(self.MEMORY[self.size or ""])

    @property
    def configured_at_first_boot(self) -> bool:
        """Whether, as a Prometheus server, it gets its configuration at its first boot and not by a push."""
        return self.role == "prometheus" and not self.bare

    @property
    def has_cloud_addresses(self) -> bool:
        """Whether its provider gives it an address of each family: of all but those that are only registered."""
        return self.state != "registered"

    def has_reverse_dns(self, *, zone_kept: bool) -> bool:  # noqa: ARG002 # most providers take any name at any time
        """Whether the fleet sets the reverse DNS of a created machine.

        Args:
            zone_kept: The fleet keeps the zone that the machine's name is in.
        """
        return True

    def facts(self) -> dict[str, Any]:
        """What a plan and the stack's outputs tell of its own fields; what it keeps is not what its row says."""
        return {name: value for name, value in super().facts().items() if name not in self.keep}

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.id is not None and self.size is None:
            raise mistake("it is adopted by its id but has no size", "write the size that its console shows")
        if self.state == "created":
            self._created()
        elif self.state == "adopted" and (self.ipv4 is not None or self.ipv6 is not None):
            raise mistake("it is adopted, so the provider is asked for its addresses", "leave ipv4 and ipv6 out")
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
        if self.swap is None and self.size not in self.MEMORY:
            raise mistake(
                f"how much memory the size {self.size} has is not known, nor so how much swap it needs",
                "write swap: … in megabytes, at least half of the memory",
            )
        if self.exporter.port not in (None, EXPORTER_PORT):
            raise mistake(
                f"node exporter of a machine the fleet creates listens on {EXPORTER_PORT}", "leave exporter.port out"
            )


def _not_listed(what: str, word: str, known: Mapping[str, Any], row: type[CloudRow]) -> Exception:
    """That a provider has no such size or region: whose it is, the nearest it has, or how to insist."""
    rows = [(each.title, each.host) for each in hostings().values() if each.host and issubclass(each.host, CloudRow)]
    title = next((title for title, host in rows if issubclass(row, host)), "its provider")
    others = [title for title, host in rows if word in (host.MEMORY if what == "size" else host.REGIONS)]
    wrong = f"{title} has no {what} {word}" + (f", which is a {what} of {' and '.join(others)}" if others else "")
    # People name a region by its city.
    cities = {str(city).partition(",")[0].casefold(): key for key, city in known.items() if isinstance(city, str)}
    meant = cities.get(word.casefold().replace("-", " ")) or nearest(word, [*known, *cities])
    meant = cities.get(meant or "", meant)
    insist = "write unlisted: true beside it if it is newer than the fleet's list"
    return mistake(wrong, f"{instead(meant, known)} Or {insist}" if meant else f"{instead(meant, known)}; or {insist}")
