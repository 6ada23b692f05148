"""The base components of machines, whoever hosts them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

import pulumi
from pulumi import Output, ResourceOptions

from components.endpoint import Component, Endpoint, renamed_from
from components.zone import Zones
from fleet.addresses import Family, public_address
from fleet.blueprint.hosts import AccountBlueprint, HostBlueprint
from fleet.inventory.cloud import CloudRow, Kept
from fleet.inventory.host import HostRow, families

RowT = TypeVar("RowT", bound=HostRow)


@dataclass(frozen=True)
class HostArgs(Generic[RowT]):
    """The arguments of a host.

    Attributes:
        row: Its row in the inventory.
        host: Its blueprint: what follows from the rest of the inventory.
        stack: The stack's name, which marks what this stack owns in an account.
        ssh_keys: Its manager's SSH keys, in the form that its provider takes.
        zones: The zones, through which its records are declared.
    """

    row: RowT
    host: HostBlueprint
    stack: str
    ssh_keys: tuple[pulumi.Input[str], ...] = ()
    zones: Zones | None = None


class Host(Component):
    """A machine with an endpoint. Each provider's component adds what its API offers."""

    TYPE: ClassVar[str]

    def __init__(self, name: str, args: HostArgs[Any], opts: ResourceOptions | None = None) -> None:
        # The machine inherits it. DNS records don't: a changed address replaces them, which takes a second.
        protect = args.row.state != "registered" and args.row.retire is None
        own = ResourceOptions(aliases=renamed_from(args.row.aliases), protect=protect)
        super().__init__(self.TYPE, name, None, ResourceOptions.merge(own, opts))
        self._host, self._zones = args.host, args.zones

    def finish(self, endpoint: Endpoint, records: list[pulumi.Resource] | None = None) -> None:
        """Set the endpoint, and declare the host's records unless the caller has done so and passes them."""
        if records is None:
            self.declare_records(endpoint)
        super().finish(endpoint)

    def declare_records(self, endpoint: Endpoint) -> list[pulumi.Resource]:
        """Declare the A and AAAA records of its name, if the fleet keeps its zone."""
        if self._zones is None:
            return []
        return self._zones.declare_host(self._host, endpoint, self.child)

    def is_left_alone(self, type_: str, suffix: str) -> bool:
        """Whether its zone keeps its records as they are, and an earlier run made this child of it."""
        return self._zones is not None and self._zones.leaves_alone(self._host.name, type_, suffix)

    def address(self, family: Family, given: Output[Sequence[str | None]]) -> Output[str] | None:
        """Its public address of a family, among those that its cloud gave it; none if its row leaves the family out.

        Raises:
            pulumi.RunError: Where the output is awaited: it has no such address.
        """
        if family not in families(self._host.row):
            return None
        name, left = self._host.name, [other for other in families(self._host.row) if other != family]

        def chosen(addresses: Sequence[str | None]) -> str:
            address = public_address(addresses, family)
            if address is None:
                instead = f"write families: [{', '.join(left)}] in its row" if left else "correct families in its row"
                raise pulumi.RunError(f"{name} has no public {family} address at its provider; {instead}")
            return address

        return given.apply(chosen)

    def child(self, suffix: str = "", **others: Any) -> ResourceOptions:
        """The options of a child whose name is the host's and a suffix."""
        return ResourceOptions(parent=self, aliases=renamed_from(self._host.row.aliases, suffix), **others)


class RegisteredHost(Host):
    """A machine that the fleet only documents. Its endpoint has the values in its row."""

    def __init__(self, name: str, args: HostArgs[Any], opts: ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.finish(Endpoint(name, args.row.ipv4, args.row.ipv6, args.row.provider_id))


class Account(ABC):
    """The account at a hosting provider: declares its hosts and what they share.

    The Prometheus servers are declared first, then `declare_shared` is called, then the other hosts are declared, and
    `declare_memberships` comes last.
    """

    def __init__(self, blueprint: AccountBlueprint, stack: str, zones: Zones) -> None:
        self.blueprint, self.stack, self.zones = blueprint, stack, zones

    @abstractmethod
    def host(self, host: HostBlueprint) -> Host:
        """Declare a host."""

    def declare_shared(self, prometheus: Mapping[str, Endpoint]) -> None:  # noqa: B027 # most accounts share nothing
        """Declare what hosts share, such as firewalls that let the Prometheus servers in."""

    def declare_memberships(self, hosts: Mapping[str, Endpoint]) -> None:  # noqa: B027 # most accounts have nothing left to declare
        """Declare what needs all hosts to exist first, such as firewalls that list their machines."""

    def args(
        self, host: HostBlueprint, model: type[RowT], ssh_keys: tuple[pulumi.Input[str], ...] = ()
    ) -> HostArgs[RowT]:
        """The arguments of a host.

        Raises:
            TypeError: Its row belongs to another provider.
        """
        if not isinstance(host.row, model):
            raise TypeError(f"{host.name} is no {model.__name__}")
        return HostArgs(host.row, host, self.stack, ssh_keys, self.zones)


def kept(row: CloudRow, properties: dict[Kept, list[str]]) -> list[str]:
    """The properties that an adopted machine keeps because its row says so."""
    return [name for kept_part in row.keep for name in properties[kept_part]]
