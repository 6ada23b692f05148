"""Reverse DNS: the host name that DNS returns for an address of a server."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated, Any

import httpx
from pydantic import Field

from providers.hetznerrobot.account import SERVICE, Account, parsed
from providers.hetznerrobot.addresses import normal_address
from providers.kit.http import AnswerError
from providers.kit.model import REPLACES, Answer, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object, Resource

LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NAME_LENGTH = 253
"""Characters of a host name at most (RFC 1035, without the last dot)."""
OTHER_METHOD = {"PUT": ("POST", httpx.codes.CONFLICT), "POST": ("PUT", httpx.codes.NOT_FOUND)}
"""PUT creates an entry and POST changes one. By method: the other one, and the status that asks for it."""


class ReverseDnsArguments(Arguments):
    """An address and its name."""

    ip: Annotated[str, REPLACES] = Field(title="address", description="The IPv4 or IPv6 address")
    ptr: str = Field(title="name", description="The host name; its own address should be this one")


class ReverseDnsAnswer(Answer):
    """An entry as the API returns it."""

    ip: str
    ptr: str | None = None


class ReverseDns(Resource[ReverseDnsArguments, Outputs]):
    """The reverse DNS of one address.

    An existing entry is adopted. Deleting that of a server's main IPv4 address sets it to
    static.<address>.clients.your-server.de again. An import takes the address.
    """

    noun = "reverse DNS"
    arguments = ReverseDnsArguments
    import_id = "the address"
    connection: Account

    def complete(self, arguments: ReverseDnsArguments) -> ReverseDnsArguments:
        """Write both as the API does: the address in its shortest form, the name in lower case without a final dot."""
        return _normalized(arguments.ip, arguments.ptr)

    def validate(self, arguments: ReverseDnsArguments) -> Iterator[InvalidArgument]:
        """A text that is no address, or no host name."""
        try:
            ip_address(arguments.ip)
        except ValueError:
            yield InvalidArgument(
                "ip", f"{arguments.ip!r} is no address; write one like 203.0.113.5 or 2001:db8::5, no network"
            )
        labels = arguments.ptr.split(".")
        if len(arguments.ptr) > NAME_LENGTH or len(labels) == 1 or not all(map(LABEL.fullmatch, labels)):
            yield InvalidArgument("ptr", f"{arguments.ptr!r} is no host name; write a whole one like web1.example.org")

    def create(self, arguments: ReverseDnsArguments) -> Object[ReverseDnsArguments, Outputs]:
        """Set the entry, whether or not there was one."""
        item = self.connection.reverse_dns.get(arguments.ip)
        if item is not None and _arguments(item) == arguments:
            created = self._object(item)
        else:
            created = self._set("PUT" if item is None else "POST", arguments)
        self.connection.claim(f"/rdns/{created.id}")
        return created

    def read(self, id_: str, recorded: ReverseDnsArguments | None) -> Object[ReverseDnsArguments, Outputs] | None:
        """The entry as the list has it; None if there is none."""
        del recorded
        item = self.connection.reverse_dns.get(normal_address(id_))
        return None if item is None or not item.get("ptr") else self._object(item)

    def update(
        self, id_: str, old: ReverseDnsArguments, arguments: ReverseDnsArguments
    ) -> Object[ReverseDnsArguments, Outputs]:
        """Set another name."""
        del id_, old
        return self._set("POST", arguments)

    def delete(self, id_: str, old: ReverseDnsArguments) -> None:
        """Delete the entry, unless another resource manages it now. That it is gone already is no error."""
        del old
        self.connection.delete(f"/rdns/{id_}", self.connection.reverse_dns, id_)

    def _set(self, method: str, arguments: ReverseDnsArguments) -> Object[ReverseDnsArguments, Outputs]:
        path, form = f"/rdns/{arguments.ip}", {"ptr": arguments.ptr}
        other, status = OTHER_METHOD[method]
        try:
            answer = self.connection.request(method, path, data=form)
        except AnswerError as refusal:
            if refusal.status != status:
                raise
            answer = self.connection.request(other, path, data=form)
        self.connection.runtime.log(f"{SERVICE}: {arguments.ip} is {arguments.ptr}")
        return self._object(self.connection.reverse_dns.put(answer))

    @staticmethod
    def _object(item: dict[str, Any]) -> Object[ReverseDnsArguments, Outputs]:
        arguments = _arguments(item)
        return Object(arguments.ip, arguments, Outputs())


def _arguments(item: dict[str, Any]) -> ReverseDnsArguments:
    answer = parsed(ReverseDnsAnswer, item, "rdns")
    return _normalized(answer.ip, answer.ptr or "")


def _normalized(ip: str, ptr: str) -> ReverseDnsArguments:
    return ReverseDnsArguments(ip=normal_address(ip), ptr=ptr.strip().rstrip(".").lower())
