"""SSH keys in the account, which a machine that is installed or rescued is given."""

import binascii
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Annotated, Any

import httpx
from pydantic import Field

from providers.hetznerrobot.account import SERVICE, Account, understood
from providers.kit.http import AnswerError
from providers.kit.model import REPLACES, Answer, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object, RefusalError, Resource


class SshKeyArguments(Arguments):
    """A key and its name."""

    name: str = Field(description="What it is called in Robot")
    public_key: Annotated[str, REPLACES] = Field(
        description="The line of an OpenSSH .pub file; its comment means nothing, and another key is another resource"
    )


class SshKeyOutputs(Outputs):
    """What only Robot tells of a key."""

    fingerprint: str = Field(description="MD5 in the form aa:bb:…, which Robot knows it by")
    type: str = Field(description="Its algorithm, like ED25519")


class SshKeyAnswer(Answer):
    """What the API says of a key."""

    name: str | None = None
    fingerprint: str
    type: str | None = None
    data: str


class SshKey(Resource[SshKeyArguments, SshKeyOutputs]):
    """An SSH key in the account.

    One that is there already is taken over with a warning and gets this name. An import names its MD5 fingerprint, as
    Robot shows it.
    """

    arguments = SshKeyArguments
    outputs = SshKeyOutputs
    import_id = "its MD5 fingerprint, like aa:bb:…"
    connection: Account

    def complete(self, arguments: SshKeyArguments) -> SshKeyArguments:
        """Leave the comment out, which Robot may keep or not."""
        if fingerprint(arguments.public_key) is None:
            return arguments
        return arguments.model_copy(update={"public_key": without_comment(arguments.public_key)})

    def validate(self, arguments: SshKeyArguments) -> Iterator[InvalidArgument]:
        """What is no public key, or has no name."""
        if not arguments.name.strip():
            yield InvalidArgument("name", "it is empty; write who has the key")
        if "PRIVATE" in arguments.public_key:
            yield InvalidArgument(
                "public_key", "this is a private key; give the line of the .pub file, and make a new key"
            )
        elif fingerprint(arguments.public_key) is None:
            yield InvalidArgument(
                "public_key", "this is no public key; give the line of the .pub file, like ssh-ed25519 AAAA…"
            )

    def create(self, arguments: SshKeyArguments) -> Object[SshKeyArguments, SshKeyOutputs]:
        """Add it, or rename the one that is there."""
        id_ = fingerprint(arguments.public_key) or ""
        if self.connection.keys.get(id_) is not None:
            return self._taken(id_, arguments)
        form = {"name": arguments.name, "data": arguments.public_key}
        try:
            told = self.connection.request("POST", "/key", data=form)
        except AnswerError as refusal:
            if refusal.status != httpx.codes.CONFLICT:
                raise
            self.connection.keys.forget()
            return self._taken(id_, arguments)
        self.connection.runtime.log(f"{SERVICE}: key {arguments.name} added")
        item = self.connection.keys.put(told)
        self.connection.take(f"/key/{id_}")
        return self._object(item)

    def read(self, id_: str, known: SshKeyArguments | None) -> Object[SshKeyArguments, SshKeyOutputs] | None:
        """What the list says of it."""
        del known
        item = self.connection.keys.get(id_.lower())
        return None if item is None else self._object(item)

    def update(
        self, id_: str, old: SshKeyArguments, arguments: SshKeyArguments
    ) -> Object[SshKeyArguments, SshKeyOutputs]:
        """Rename it."""
        del old
        try:
            told = self.connection.request("POST", f"/key/{id_}", data={"name": arguments.name})
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            reason = f"the key {id_} is not there any more; `refresh` forgets it, and `up` then adds it anew"
            raise RefusalError(f"{SERVICE}: {reason}") from None
        self.connection.runtime.log(f"{SERVICE}: key {id_} is called {arguments.name}")
        return self._object(self.connection.keys.put(told))

    def delete(self, id_: str, old: SshKeyArguments) -> None:
        """Delete it; that it is gone already is as good, and what another resource has taken over stays."""
        del old
        self.connection.delete(f"/key/{id_}", self.connection.keys, id_)

    def _taken(self, id_: str, arguments: SshKeyArguments) -> Object[SshKeyArguments, SshKeyOutputs]:
        item = self.connection.keys.get(id_)
        is_named = item is not None and item.get("name") == arguments.name
        found = self._object(item) if item is not None and is_named else self.update(id_, arguments, arguments)
        self.connection.take(f"/key/{id_}")
        words = f"{SERVICE}: the key {id_} was there already and is managed from now on: it goes with its resource"
        self.connection.runtime.log(words, warning=True)
        return found

    @staticmethod
    def _object(item: dict[str, Any]) -> Object[SshKeyArguments, SshKeyOutputs]:
        found = understood(SshKeyAnswer, item, "key")
        arguments = SshKeyArguments(name=found.name or "", public_key=without_comment(found.data))
        id_ = found.fingerprint.lower()
        return Object(id_, arguments, SshKeyOutputs(fingerprint=id_, type=found.type or ""))


def without_comment(line: str) -> str:
    """A key's algorithm and data, of which each key has only one spelling."""
    algorithm, _, data = " ".join(line.split()[:2]).partition(" ")
    try:
        return f"{algorithm} {b64encode(b64decode(data, validate=True)).decode()}".strip()
    except (binascii.Error, ValueError):
        return f"{algorithm} {data}".strip()


def fingerprint(line: str) -> str | None:
    """The MD5 fingerprint in the form aa:bb:…, if the line is a key: its data begin with its algorithm's name."""
    algorithm, _, data = without_comment(line).partition(" ")
    try:
        blob = b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
    name = algorithm.encode()
    if not name or not blob.startswith(len(name).to_bytes(4, "big") + name):
        return None
    return hashlib.md5(blob, usedforsecurity=False).digest().hex(":")
