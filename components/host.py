"""A machine, whoever hosts it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Generic, TypeVar

import pulumi
from pulumi import ResourceOptions

from components.face import Component, Face, renamed_from
from fleet.hosts import HostRow
from fleet.model import Fleet

RowT = TypeVar("RowT", bound=HostRow)


@dataclass(frozen=True)
class HostArgs(Generic[RowT]):
    """A host's row and what the rest of the inventory says about it.

    `stack` tells apart what two stacks own in one account; `services` are the keys of what runs on it, sorted;
    `ssh_keys` are those of its manager, as its provider wants them told.
    """

    row: RowT
    stack: str
    manager: str
    services: tuple[str, ...]
    ssh_keys: tuple[pulumi.Input[str], ...] = ()

    @classmethod
    def of(
        cls, fleet: Fleet, name: str, row: RowT, stack: str, ssh_keys: tuple[pulumi.Input[str], ...] = ()
    ) -> "HostArgs[RowT]":
        """The arguments of a host of the fleet."""
        return cls(row, stack, fleet.host_manager(name), fleet.services_on.get(name, ()), ssh_keys)


class Host(Component):
    """A machine with the common face; each provider's component adds what its API can do."""

    TYPE: ClassVar[str]

    def __init__(self, name: str, args: HostArgs[Any], opts: ResourceOptions | None = None) -> None:
        # What the component holds inherits its protection: removing a row deletes not even a reverse DNS entry.
        own = ResourceOptions(aliases=renamed_from(args.row.aliases), protect=args.row.state != "registered")
        super().__init__(self.TYPE, name, None, ResourceOptions.merge(own, opts))


class RegisteredHost(Host):
    """A machine that no API of ours touches: its face is what its row says."""

    def __init__(self, name: str, args: HostArgs[Any], opts: ResourceOptions | None = None) -> None:
        super().__init__(name, args, opts)
        self.finish(Face(name, args.row.ipv4, args.row.ipv6, args.row.provider_id))


class Account(ABC):
    """The account at a hosting provider: declares its hosts, what they share, and nothing if it has none."""

    def __init__(self, fleet: Fleet, stack: str) -> None:
        self.fleet, self.stack = fleet, stack

    @abstractmethod
    def host(self, name: str) -> Host:
        """Declare a host of the fleet."""

    def close(self, hosts: Mapping[str, Face]) -> None:  # noqa: B027 # most accounts have nothing left to declare
        """Declare what needs all hosts to be there first, given the faces of all of them."""


def public_keys(fleet: Fleet, contact: str) -> list[str]:
    """A contact's SSH keys, each once and without its comment: a changed comment is no change."""
    return list(dict.fromkeys(" ".join(line.split()[:2]) for line in fleet.contacts[contact].ssh_keys))


def digest(text: str) -> str:
    """A few characters that stand for a text where the text itself can't be part of a name."""
    return sha256(text.encode()).hexdigest()[:8]


def fitted(name: str, limit: int) -> str:
    """A name in the length that an API takes; two long ones stay two."""
    return name if len(name) <= limit else f"{name[: limit - 9]}-{digest(name)}"
