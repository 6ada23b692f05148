"""The name and addresses that every host and site has, whoever hosts it."""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Input, Output


@dataclass(frozen=True)
class Endpoint:
    """The name of a host or site, its addresses, and its id at the provider, where it has them."""

    fqdn: str
    ipv4: Input[str | None] = None
    ipv6: Input[str | None] = None
    provider_id: Input[str | None] = None

    def as_dict(self) -> dict[str, Input[Any]]:
        """All four, for the outputs of a component or stack."""
        return {"fqdn": self.fqdn, "ipv4": self.ipv4, "ipv6": self.ipv6, "providerId": self.provider_id}


class Component(pulumi.ComponentResource):
    """A component with an endpoint, whose fields are the component's outputs."""

    endpoint: Endpoint

    def finish(self, endpoint: Endpoint) -> None:
        """Set the endpoint and register it as the component's outputs. The last call in a constructor."""
        self.endpoint = endpoint
        self.register_outputs(endpoint.as_dict())

    @property
    def fqdn(self) -> Output[str]:
        """Its fully qualified domain name, or a short name if the inventory has only that."""
        return Output.from_input(self.endpoint.fqdn)

    @property
    def ipv4(self) -> Output[str | None]:
        """Its IPv4 address, if it has one."""
        return Output.from_input(self.endpoint.ipv4)

    @property
    def ipv6(self) -> Output[str | None]:
        """Its IPv6 address, if it has one."""
        return Output.from_input(self.endpoint.ipv6)

    @property
    def provider_id(self) -> Output[str | None]:
        """Its id at the provider: a machine's number, a site's repository."""
        return Output.from_input(self.endpoint.provider_id)


async def settled(component: Component) -> Endpoint:
    """A component's endpoint with plain values, once it is registered. Unknown values are `pulumi.UNKNOWN`.

    Plain values save memory: an output keeps its resource with all its outputs, which is most of what a large program
    uses.
    """
    await component.urn.future()
    endpoint = component.endpoint
    return Endpoint(
        endpoint.fqdn, await _plain(endpoint.ipv4), await _plain(endpoint.ipv6), await _plain(endpoint.provider_id)
    )


async def _plain(value: Any) -> Any:
    if not isinstance(value, Output):
        return value
    plain: Any = await value.future()
    return plain if await value.is_known() else pulumi.UNKNOWN


def renamed_from(names: list[str], suffix: str = "") -> list[str | pulumi.Alias]:
    """Aliases for the former names of a row, or of a child, whose name is the row's and a suffix.

    Each child needs its own aliases. Pulumi derives them from the parent's only in the run that renames the parent; if
    that run is interrupted, the next one would replace the child (measured).
    """
    return [pulumi.Alias(name=f"{name}{suffix}") for name in names]
