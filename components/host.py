"""A machine, whoever hosts it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

import pulumi
from pulumi import ResourceOptions

from components.endpoint import Component, Face, renamed_from
from components.zone import Zones
from fleet.inventory.cloud import CloudRow, Kept
from fleet.inventory.host import HostRow
from fleet.inventory.model import Fleet
from fleet.inventory.ssh_keys import digest

RowT = TypeVar("RowT", bound=HostRow)


@dataclass(frozen=True)
class HostArgs(Generic[RowT]):
    """A host's row and what the rest of the inventory says about it.

    `stack` tells apart what two stacks own in one account; `services` are the keys of what runs on it, sorted;
    `ssh_keys` are those of its manager, as its provider wants them told; `user_data` is what a created machine is told
    at its first boot; `reverse_dns` says whether it is set; `zones` has its records.
    """

    row: RowT
    stack: str
    manager: str
    services: tuple[str, ...]
    ssh_keys: tuple[pulumi.Input[str], ...] = ()
    user_data: str = ""
    reverse_dns: bool = True
    zones: Zones | None = None


class Host(Component):
    """A machine with the common face; each provider's component adds what its API can do."""

    TYPE: ClassVar[str]

    def __init__(self, name: str, args: HostArgs[Any], opts: ResourceOptions | None = None) -> None:
        # The machine inherits it. Names do not: they follow an address that changed, which replaces them, and are made
        # again in a second.
        guarded = args.row.state != "registered" and args.row.retire is None
        own = ResourceOptions(aliases=renamed_from(args.row.aliases), protect=guarded)
        super().__init__(self.TYPE, name, None, ResourceOptions.merge(own, opts))
        self._key, self._zones, self._former = name, args.zones, args.row.aliases

    def finish(self, face: Face, records: list[pulumi.Resource] | None = None) -> None:
        """Take on a face; a host whose records aren't declared yet gets them now."""
        if records is None:
            self.declare_records(face)
        super().finish(face)

    def declare_records(self, face: Face) -> list[pulumi.Resource]:
        """Declare the records of its own name, in a zone that the fleet keeps."""
        if self._zones is None:
            return []
        return self._zones.declare_host(self._key, face, self.child)

    def child(self, suffix: str = "", **others: Any) -> ResourceOptions:
        """The options of a child whose name is the host's and a suffix."""
        return ResourceOptions(parent=self, aliases=renamed_from(self._former, suffix), **others)


class RegisteredHost(Host):
    """A machine that no API of ours touches: its face is what its row says."""

    def __init__(self, name: str, args: HostArgs[Any], opts: ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.finish(Face(name, args.row.ipv4, args.row.ipv6, args.row.provider_id))


class Account(ABC):
    """The account at a hosting provider: declares its hosts, what they share, and nothing if it has none.

    It is told of the Prometheus servers once they are declared, before any other host, and of all hosts at the end.
    """

    def __init__(self, fleet: Fleet, stack: str, zones: Zones) -> None:
        self.fleet, self.stack, self.zones = fleet, stack, zones

    @abstractmethod
    def host(self, name: str) -> Host:
        """Declare a host of the fleet."""

    def open(self, prometheus: Mapping[str, Face]) -> None:  # noqa: B027 # most accounts share nothing
        """Declare what hosts share, given the faces of the Prometheus servers."""

    def close(self, hosts: Mapping[str, Face]) -> None:  # noqa: B027 # most accounts have nothing left to declare
        """Declare what needs all hosts to be there first, given the faces of all of them."""

    def args(self, name: str, row: RowT, **others: Any) -> HostArgs[RowT]:
        """The arguments of a host of the fleet."""
        manager, services = self.fleet.host_manager(name), self.fleet.services_on.get(name, ())
        return HostArgs(row, self.stack, manager, services, zones=self.zones, **others)


def kept(row: CloudRow, properties: dict[Kept, list[str]]) -> list[str]:
    """The properties that an adopted machine keeps because its row says so."""
    return [name for word in row.keep for name in properties[word]]


def fitted(name: str, limit: int) -> str:
    """A name in the length that an API takes; two long ones stay two."""
    return name if len(name) <= limit else f"{name[: limit - 9].rstrip('-.')}-{digest(name)}"
