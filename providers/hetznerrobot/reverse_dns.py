"""Reverse DNS: the name that an address of a server says it has."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Annotated, Any

import httpx
from pydantic import Field

from providers.hetznerrobot.account import SERVICE, Account, understood
from providers.hetznerrobot.addresses import spelt_address
from providers.kit.http import AnswerError
from providers.kit.model import REPLACES, Answer, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object, Resource

LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
NAME_LENGTH = 253
"""Characters of a host name at most (RFC 1035, without the last dot)."""
OTHERWISE = {"PUT": ("POST", httpx.codes.CONFLICT), "POST": ("PUT", httpx.codes.NOT_FOUND)}
"""PUT makes and POST changes: by method, the status that says that it takes the other one, and which that is."""


class ReverseDnsArguments(Arguments):
    """An address and its name."""

    ip: Annotated[str, REPLACES] = Field(description="The IPv4 or IPv6 address")
    ptr: str = Field(description="The host name that it is to have, whose own address should be this one")


class ReverseDnsAnswer(Answer):
    """What the API says of an address."""

    ip: str
    ptr: str | None = None


class ReverseDns(Resource[ReverseDnsArguments, Outputs]):
    """The reverse DNS of one address.

    One that is there already is taken over. Deleting that of a server's main IPv4 address makes it
    static.<address>.clients.your-server.de again. An import names the address.
    """

    arguments = ReverseDnsArguments
    import_id = "the address"
    connection: Account

    def complete(self, arguments: ReverseDnsArguments) -> ReverseDnsArguments:
        """Spell both as the API does: an address in its shortest form, a name in lower case without its last dot."""
        return _spelt(arguments.ip, arguments.ptr)

    def validate(self, arguments: ReverseDnsArguments) -> Iterator[InvalidArgument]:
        """What is no address or no host name."""
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
        """Set it, whether or not there was one."""
        item = self.connection.reverse_dns.get(arguments.ip)
        if item is not None and _arguments(item) == arguments:
            found = self._object(item)
        else:
            found = self._set("PUT" if item is None else "POST", arguments)
        self.connection.take(f"/rdns/{found.id}")
        return found

    def read(self, id_: str, known: ReverseDnsArguments | None) -> Object[ReverseDnsArguments, Outputs] | None:
        """What the list says of it."""
        del known
        item = self.connection.reverse_dns.get(spelt_address(id_))
        return None if item is None or not item.get("ptr") else self._object(item)

    def update(
        self, id_: str, old: ReverseDnsArguments, arguments: ReverseDnsArguments
    ) -> Object[ReverseDnsArguments, Outputs]:
        """Set it anew."""
        del id_, old
        return self._set("POST", arguments)

    def delete(self, id_: str, old: ReverseDnsArguments) -> None:
        """Delete it; that it is gone already is as good, and what another resource has taken over stays."""
        del old
        self.connection.delete(f"/rdns/{id_}", self.connection.reverse_dns, id_)

    def _set(self, method: str, arguments: ReverseDnsArguments) -> Object[ReverseDnsArguments, Outputs]:
        path, form = f"/rdns/{arguments.ip}", {"ptr": arguments.ptr}
        other, sign = OTHERWISE[method]
        try:
            told = self.connection.request(method, path, data=form)
        except AnswerError as refusal:
            if refusal.status != sign:
                raise
            told = self.connection.request(other, path, data=form)
        self.connection.runtime.log(f"{SERVICE}: {arguments.ip} is {arguments.ptr}")
        return self._object(self.connection.reverse_dns.put(told))

    @staticmethod
    def _object(item: dict[str, Any]) -> Object[ReverseDnsArguments, Outputs]:
        arguments = _arguments(item)
        return Object(arguments.ip, arguments, Outputs())


def _arguments(item: dict[str, Any]) -> ReverseDnsArguments:
    found = understood(ReverseDnsAnswer, item, "rdns")
    return _spelt(found.ip, found.ptr or "")


def _spelt(ip: str, ptr: str) -> ReverseDnsArguments:
    return ReverseDnsArguments(ip=spelt_address(ip), ptr=ptr.strip().rstrip(".").lower())
