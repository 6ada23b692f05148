"""A machine, whoever hosts it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

import pulumi
from pulumi import ResourceOptions

from components.endpoint import Component, Endpoint, renamed_from
from components.zone import Zones
from fleet.blueprint.hosts import AccountBlueprint, HostBlueprint
from fleet.digest import digest
from fleet.inventory.cloud import CloudRow, Kept
from fleet.inventory.host import HostRow

RowT = TypeVar("RowT", bound=HostRow)


@dataclass(frozen=True)
class HostArgs(Generic[RowT]):
    """A host as it is to be declared.

    `row` is the host's own; `host` what follows from the rest of the inventory; `stack` tells apart what two stacks own
    in one account; `ssh_keys` are those of its manager, as its provider wants them; `zones` has its records.
    """

    row: RowT
    host: HostBlueprint
    stack: str
    ssh_keys: tuple[pulumi.Input[str], ...] = ()
    zones: Zones | None = None


class Host(Component):
    """A machine with the common endpoint; each provider's component adds what its API can do."""

    TYPE: ClassVar[str]

    def __init__(self, name: str, args: HostArgs[Any], opts: ResourceOptions | None = None) -> None:
        # The machine inherits it. Names do not: they follow an address that changed, which replaces them, and are made
        # again in a second.
        guarded = args.row.state != "registered" and args.row.retire is None
        own = ResourceOptions(aliases=renamed_from(args.row.aliases), protect=guarded)
        super().__init__(self.TYPE, name, None, ResourceOptions.merge(own, opts))
        self._host, self._zones = args.host, args.zones

    def finish(self, endpoint: Endpoint, records: list[pulumi.Resource] | None = None) -> None:
        """Take on an endpoint; a host whose records aren't declared yet gets them now."""
        if records is None:
            self.declare_records(endpoint)
        super().finish(endpoint)

    def declare_records(self, endpoint: Endpoint) -> list[pulumi.Resource]:
        """Declare the records of its own name, in a zone that the fleet keeps."""
        if self._zones is None:
            return []
        return self._zones.declare_host(self._host, endpoint, self.child)

    def child(self, suffix: str = "", **others: Any) -> ResourceOptions:
        """The options of a child whose name is the host's and a suffix."""
        return ResourceOptions(parent=self, aliases=renamed_from(self._host.row.aliases, suffix), **others)


class RegisteredHost(Host):
    """A machine that no API of ours touches: its endpoint is what its row says."""

    def __init__(self, name: str, args: HostArgs[Any], opts: ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.finish(Endpoint(name, args.row.ipv4, args.row.ipv6, args.row.provider_id))


class Account(ABC):
    """The account at a hosting provider: declares its hosts, what they share, and nothing if it has none.

    It gets the Prometheus servers once they are declared, before any other host, and all hosts at the end.
    """

    def __init__(self, blueprint: AccountBlueprint, stack: str, zones: Zones) -> None:
        self.blueprint, self.stack, self.zones = blueprint, stack, zones

    @abstractmethod
    def host(self, host: HostBlueprint) -> Host:
        """Declare a host."""

    def declare_shared(self, prometheus: Mapping[str, Endpoint]) -> None:  # noqa: B027 # most accounts share nothing
        """Declare what hosts share, given the endpoints of the Prometheus servers."""

    def declare_memberships(self, hosts: Mapping[str, Endpoint]) -> None:  # noqa: B027 # most accounts have nothing left to declare
        """Declare what needs all hosts to be there first, given the endpoints of all of them."""

    def args(
        self, host: HostBlueprint, model: type[RowT], ssh_keys: tuple[pulumi.Input[str], ...] = ()
    ) -> HostArgs[RowT]:
        """The arguments of a host.

        Raises:
            TypeError: Its row is not of this account's model.
        """
        if not isinstance(host.row, model):
            raise TypeError(f"{host.name} is no {model.__name__}")
        return HostArgs(host.row, host, self.stack, ssh_keys, self.zones)


def kept(row: CloudRow, properties: dict[Kept, list[str]]) -> list[str]:
    """The properties that an adopted machine keeps because its row says so."""
    return [name for word in row.keep for name in properties[word]]


def fitted(name: str, limit: int) -> str:
    """A name in the length that an API takes; two long ones stay two."""
    return name if len(name) <= limit else f"{name[: limit - 9].rstrip('-.')}-{digest(name)}"
