"""SSH keys in the account, which Robot installs on machines that it sets up or boots into the rescue system."""

import binascii
import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Annotated, Any

import httpx
from pydantic import Field

from providers.hetznerrobot.account import SERVICE, Account, parsed
from providers.kit.http import AnswerError
from providers.kit.model import REPLACES, Answer, Arguments, Outputs
from providers.kit.resource import InvalidArgument, Object, RefusalError, Resource


class SshKeyArguments(Arguments):
    """A key and its name."""

    name: str = Field(description="The key's name in Robot")
    public_key: Annotated[str, REPLACES] = Field(
        title="key",
        description="The line of an OpenSSH .pub file; its comment is ignored, and another key is another resource",
    )


class SshKeyOutputs(Outputs):
    """A key's outputs."""

    fingerprint: str = Field(description="Its MD5 fingerprint in the form aa:bb:…, which is its id in Robot")
    type: str = Field(description="Its algorithm, like ED25519")


class SshKeyAnswer(Answer):
    """A key as the API returns it."""

    name: str | None = None
    fingerprint: str
    type: str | None = None
    data: str


class SshKey(Resource[SshKeyArguments, SshKeyOutputs]):
    """An SSH key in the account.

    A key that the account has already is adopted with a warning and gets this name. An import takes its MD5
    fingerprint, as Robot shows it.
    """

    noun = "SSH key"
    arguments = SshKeyArguments
    outputs = SshKeyOutputs
    import_id = "its MD5 fingerprint, like aa:bb:…"
    connection: Account

    def complete(self, arguments: SshKeyArguments) -> SshKeyArguments:
        """Remove the comment, which Robot may or may not keep."""
        if fingerprint(arguments.public_key) is None:
            return arguments
        return arguments.model_copy(update={"public_key": without_comment(arguments.public_key)})

    def validate(self, arguments: SshKeyArguments) -> Iterator[InvalidArgument]:
        """A text that is no public key, or an empty name."""
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
        """Add the key, or rename it if the account has it already."""
        id_ = fingerprint(arguments.public_key) or ""
        if self.connection.keys.get(id_) is not None:
            return self._adopt(id_, arguments)
        form = {"name": arguments.name, "data": arguments.public_key}
        try:
            answer = self.connection.request("POST", "/key", data=form)
        except AnswerError as refusal:
            if refusal.status != httpx.codes.CONFLICT:
                raise
            self.connection.keys.forget()
            return self._adopt(id_, arguments)
        self.connection.runtime.log(f"{SERVICE}: key {arguments.name} added")
        item = self.connection.keys.put(answer)
        self.connection.claim(f"/key/{id_}")
        return self._object(item)

    def read(self, id_: str, recorded: SshKeyArguments | None) -> Object[SshKeyArguments, SshKeyOutputs] | None:
        """The key as the list has it; None if it is gone."""
        del recorded
        item = self.connection.keys.get(id_.lower())
        return None if item is None else self._object(item)

    def update(
        self, id_: str, old: SshKeyArguments, arguments: SshKeyArguments
    ) -> Object[SshKeyArguments, SshKeyOutputs]:
        """Rename the key."""
        del old
        try:
            answer = self.connection.request("POST", f"/key/{id_}", data={"name": arguments.name})
        except AnswerError as refusal:
            if refusal.status != httpx.codes.NOT_FOUND:
                raise
            reason = f"the key {id_} is not there any more; `refresh` forgets it, and `up` then adds it anew"
            raise RefusalError(f"{SERVICE}: {reason}") from None
        self.connection.runtime.log(f"{SERVICE}: key {id_} is called {arguments.name}")
        return self._object(self.connection.keys.put(answer))

    def delete(self, id_: str, old: SshKeyArguments) -> None:
        """Delete the key, unless another resource manages it now. That it is gone already is no error."""
        del old
        self.connection.delete(f"/key/{id_}", self.connection.keys, id_)

    def _adopt(self, id_: str, arguments: SshKeyArguments) -> Object[SshKeyArguments, SshKeyOutputs]:
        item = self.connection.keys.get(id_)
        is_named = item is not None and item.get("name") == arguments.name
        adopted = self._object(item) if item is not None and is_named else self.update(id_, arguments, arguments)
        self.connection.claim(f"/key/{id_}")
        message = f"the key {id_} was there already and is managed from now on: it is deleted with its resource"
        self.connection.runtime.log(f"{SERVICE}: {message}", warning=True)
        return adopted

    @staticmethod
    def _object(item: dict[str, Any]) -> Object[SshKeyArguments, SshKeyOutputs]:
        answer = parsed(SshKeyAnswer, item, "key")
        arguments = SshKeyArguments(name=answer.name or "", public_key=without_comment(answer.data))
        id_ = answer.fingerprint.lower()
        return Object(id_, arguments, SshKeyOutputs(fingerprint=id_, type=answer.type or ""))


def without_comment(line: str) -> str:
    """A key's algorithm and data without its comment, so that one key has only one form."""
    algorithm, _, data = " ".join(line.split()[:2]).partition(" ")
    try:
        return f"{algorithm} {b64encode(b64decode(data, validate=True)).decode()}".strip()
    except (binascii.Error, ValueError):
        return f"{algorithm} {data}".strip()


def fingerprint(line: str) -> str | None:
    """A public key's MD5 fingerprint in the form aa:bb:…; None if the line is no key.

    A key's data begin with its algorithm's name, which is how other texts are told apart.
    """
    algorithm, _, data = without_comment(line).partition(" ")
    try:
        blob = b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
    name = algorithm.encode()
    if not name or not blob.startswith(len(name).to_bytes(4, "big") + name):
        return None
    return hashlib.md5(blob, usedforsecurity=False).digest().hex(":")
