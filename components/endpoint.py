"""What hosts and sites have in common, whoever hosts them."""

from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi import Input, Output


@dataclass(frozen=True)
class Endpoint:
    """What a host or site is: its name, addresses and the provider's own id, where there are any."""

    fqdn: str
    ipv4: Input[str | None] = None
    ipv6: Input[str | None] = None
    provider_id: Input[str | None] = None

    def as_dict(self) -> dict[str, Input[Any]]:
        """All four, for the outputs of a component or stack."""
        return {"fqdn": self.fqdn, "ipv4": self.ipv4, "ipv6": self.ipv6, "providerId": self.provider_id}


class Component(pulumi.ComponentResource):
    """A component with an endpoint, whose values are its outputs."""

    endpoint: Endpoint

    def finish(self, endpoint: Endpoint) -> None:
        """Take on an endpoint and register it as the component's outputs; the last thing a constructor does."""
        self.endpoint = endpoint
        self.register_outputs(endpoint.as_dict())

    @property
    def fqdn(self) -> Output[str]:
        """Its fully qualified domain name, or the short name where none is recorded."""
        return Output.from_input(self.endpoint.fqdn)

    @property
    def ipv4(self) -> Output[str | None]:
        """Its IPv4 address, where one is known."""
        return Output.from_input(self.endpoint.ipv4)

    @property
    def ipv6(self) -> Output[str | None]:
        """Its IPv6 address, where one is known."""
        return Output.from_input(self.endpoint.ipv6)

    @property
    def provider_id(self) -> Output[str | None]:
        """What the provider calls it: a machine's number, a site's repository."""
        return Output.from_input(self.endpoint.provider_id)


async def settled(component: Component) -> Endpoint:
    """A component's endpoint with plain values, once it is registered; what only an `up` can know is `pulumi.UNKNOWN`.

    An output holds on to its resource with all its outputs, which is most of what a large program's memory goes to.
    """
    await component.urn.future()
    endpoint = component.endpoint
    return Endpoint(
        endpoint.fqdn, await _plain(endpoint.ipv4), await _plain(endpoint.ipv6), await _plain(endpoint.provider_id)
    )


async def _plain(value: Any) -> Any:
    if not isinstance(value, Output):
        return value
    found: Any = await value.future()
    return found if await value.is_known() else pulumi.UNKNOWN


def renamed_from(names: list[str], suffix: str = "") -> list[str | pulumi.Alias]:
    """Aliases for the names that a row had before, or that a child did, whose name is the row's and a suffix.

    Each child needs its own: it follows its parent by itself only in the run that renames the parent, and where that
    run was interrupted the next one would make it anew (measured).
    """
    return [pulumi.Alias(name=f"{name}{suffix}") for name in names]
