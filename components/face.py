"""What hosts and sites have in common, whoever hosts them."""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Output


@dataclass(frozen=True)
class Face:
    """How something is reached and known: its name, addresses and the provider's own id, where there are any."""

    fqdn: Output[str]
    ipv4: Output[str | None]
    ipv6: Output[str | None]
    provider_id: Output[str | None]

    @classmethod
    def of(
        cls,
        fqdn: str,
        ipv4: pulumi.Input[str | None] = None,
        ipv6: pulumi.Input[str | None] = None,
        provider_id: pulumi.Input[str | None] = None,
    ) -> "Face":
        """A face of values that may be known only later."""
        return cls(
            Output.from_input(fqdn), Output.from_input(ipv4), Output.from_input(ipv6), Output.from_input(provider_id)
        )

    def as_dict(self) -> dict[str, Output[Any]]:
        """All four, for the outputs of a component or stack."""
        return {"fqdn": self.fqdn, "ipv4": self.ipv4, "ipv6": self.ipv6, "providerId": self.provider_id}


class Component(pulumi.ComponentResource):
    """A component of the fleet, which says what to wait for before it counts as declared."""

    def awaited(self) -> list[Output[Any]]:
        """The outputs that are there once it and its children are registered."""
        return [self.urn]


class Faced(Component):
    """A component with a face."""

    face: Face

    def finish(self, face: Face) -> None:
        """Take on a face and register it as the component's outputs; the last thing a constructor does."""
        self.face = face
        self.register_outputs(face.as_dict())

    def awaited(self) -> list[Output[Any]]:
        """Its face: whatever its children know."""
        return [self.urn, *self.face.as_dict().values()]


def renamed_from(names: list[str]) -> list[str | pulumi.Alias]:
    """Aliases for the names that a row had before; children follow, since their names begin with their parent's."""
    return [pulumi.Alias(name=name) for name in names]
