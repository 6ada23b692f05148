"""What the engine does with a plugin: the same requests over the same protocol."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import json_format
from pulumi.runtime.proto import provider_pb2 as pb
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

from providers.kit.values import Properties, plain_map, struct
from sandbox.__main__ import start
from tests.shared import PATIENCE_SECONDS

LINODE, LINODE_RDNS, LINODE_FIREWALL = (
    "linode:index/instance:Instance",
    "linode:index/rdns:Rdns",
    "linode:index/firewall:Firewall",
)
SERVER, RDNS, FIREWALL, KEY, SNAPSHOT = (
    "hcloud:index/server:Server",
    "hcloud:index/rdns:Rdns",
    "hcloud:index/firewall:Firewall",
    "hcloud:index/sshKey:SshKey",
    "hcloud:index/snapshot:Snapshot",
)
ZONE, RRSET = "hcloud:index/zone:Zone", "hcloud:index/zoneRrset:ZoneRrset"
DOMAIN, RECORD = "linode:index/domain:Domain", "linode:index/domainRecord:DomainRecord"
REPOSITORY, PAGES = "github:index/repository:Repository", "github:index/repositoryPages:RepositoryPages"
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPTxepr/FbCm0Yc1xowZGYe7OBxLDZJ0jWOHRyIj8a2N"
MINIMAL: dict[str, Properties] = {
    LINODE: {"label": "www.example.org", "region": "gb-lon", "type": "g6-nanode-1", "image": "linode/ubuntu24.04"},
    LINODE_RDNS: {"address": "192.0.2.1", "rdns": "www.example.org"},
    LINODE_FIREWALL: {"label": "web", "inboundPolicy": "DROP", "outboundPolicy": "ACCEPT"},
    SERVER: {"name": "www.example.org", "serverType": "cx23", "image": "ubuntu-24.04"},
    RDNS: {"serverId": 90000001, "ipAddress": "192.0.2.1", "dnsPtr": "www.example.org"},
    FIREWALL: {"name": "web"},
    KEY: {"name": "someone", "publicKey": PUBLIC_KEY},
    SNAPSHOT: {"serverId": 90000000},
    ZONE: {"name": "example.org", "mode": "primary"},
    RRSET: {"zone": "example.org", "name": "www", "type": "A", "records": [{"value": "192.0.2.1"}]},
    DOMAIN: {"domain": "example.org", "type": "master", "soaEmail": "dns@example.org"},
    RECORD: {"domainId": 3300000, "recordType": "A", "name": "www", "target": "192.0.2.1"},
    REPOSITORY: {"name": "website"},
    PAGES: {"repository": "website", "source": {"branch": "main", "path": "/"}},
}
"""Arguments of each kind that are enough to create one."""
NEEDED = {
    SNAPSHOT: (SERVER, "90000000", "www.example.org", MINIMAL[SERVER]),
    RRSET: (ZONE, "1000000", "example.org", MINIMAL[ZONE]),
    RECORD: (DOMAIN, "3300000", "example.org", MINIMAL[DOMAIN]),
}
"""What must be there for that: type token, id (one that no object will be given), name and properties."""

REPLACES = {
    "linode:index/instance:Instance": {
        "image",
        "authorizedKeys",
        "authorizedUsers",
        "rootPass",
        "metadatas",
        "firewallId",
        "diskEncryption",
        "networkHelper",
        "interfaceGeneration",
        "ipv4s",
        "stackscriptData",
        "stackscriptId",
    },
    "linode:index/rdns:Rdns": {"address"},
    "linode:index/firewall:Firewall": set(),
    "hcloud:index/server:Server": {"image", "location", "sshKeys", "userData", "datacenter"},
    "hcloud:index/rdns:Rdns": {"serverId", "ipAddress"},
    "hcloud:index/firewall:Firewall": set(),
    "hcloud:index/sshKey:SshKey": {"publicKey"},
    "hcloud:index/snapshot:Snapshot": {"serverId"},
    "hcloud:index/zone:Zone": {"name", "mode"},
    "hcloud:index/zoneRrset:ZoneRrset": {"zone", "name", "type"},
    "linode:index/domain:Domain": {"type"},
    "linode:index/domainRecord:DomainRecord": {"domainId", "recordType"},
    "github:index/repository:Repository": set(),
    "github:index/repositoryPages:RepositoryPages": {"repository"},
}
"""What replaces a resource, as measured with the official plugins, or as their documentation says."""


@dataclass(frozen=True)
class Object:
    """A resource as the engine remembers it: its id, its checked arguments and its outputs."""

    token: str
    id: str
    inputs: Properties
    state: Properties


@dataclass(frozen=True)
class Difference:
    """What a plugin sees between an object and its arguments."""

    changed: bool
    fields: dict[str, str]
    replaces: list[str]
    deletes_first: bool


class RefusedError(Exception):
    """What a plugin said when it refused."""


class Cloud:
    """A running plugin, and the engine's side of the conversation."""

    def __init__(self, plugin: str, store: Path, owner: str = "example", faults: str = "") -> None:
        self._server, port = start(plugin, store, faults)
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub: Any = ResourceProviderStub(self._channel)
        self.ask("Configure", pb.ConfigureRequest(args=struct({"owner": owner})))

    def close(self) -> None:
        """Stop it."""
        self._channel.close()
        self._server.stop(None)

    def ask(self, method: str, request: Any) -> Any:
        """Send a request."""
        try:
            return getattr(self.stub, method)(request, timeout=PATIENCE_SECONDS)
        except grpc.RpcError as error:
            raise RefusedError(error.details()) from None

    def check(self, token: str, arguments: Properties) -> tuple[Properties, list[tuple[str, str]]]:
        """The arguments with defaults, and what is wrong with them: paths and reasons."""
        answer = self.ask("Check", pb.CheckRequest(urn=urn(token), news=struct(arguments)))
        return plain_map(answer.inputs), [(failure.property, failure.reason) for failure in answer.failures]

    def checked(self, token: str, arguments: Properties) -> Properties:
        """Arguments that must be right."""
        inputs, failures = self.check(token, arguments)
        assert failures == []
        return inputs

    def create(self, token: str, arguments: Properties | None = None, *, preview: bool = False) -> Object:
        """Check and create an object, of minimal arguments if none are given."""
        inputs = self.checked(token, MINIMAL[token] if arguments is None else arguments)
        answer = self.ask("Create", pb.CreateRequest(urn=urn(token), properties=struct(inputs), preview=preview))
        return Object(token, answer.id, inputs, plain_map(answer.properties))

    def adopt(
        self, token: str, id_: str, arguments: Properties, ignore: Iterable[str] = ()
    ) -> tuple[Object, Properties]:
        """Import an object as a program does: what was read, and the checked arguments it is to have from now on."""
        answer = self.ask("Read", pb.ReadRequest(id=id_, urn=urn(token)))
        found = Object(token, answer.id, plain_map(answer.inputs), plain_map(answer.properties))
        return found, self.checked(token, ignoring(found.inputs, arguments, ignore))

    def refresh(self, known: Object) -> Object:
        """Read an object that the engine knows."""
        request = pb.ReadRequest(
            id=known.id, urn=urn(known.token), properties=struct(known.state), inputs=struct(known.inputs)
        )
        answer = self.ask("Read", request)
        return Object(known.token, answer.id, plain_map(answer.inputs), plain_map(answer.properties))

    def diff(self, known: Object, arguments: Properties) -> Difference:
        """The difference between an object and checked arguments."""
        request = pb.DiffRequest(id=known.id, urn=urn(known.token), olds=struct(known.state), news=struct(arguments))
        answer = self.ask("Diff", request)
        kinds = pb.PropertyDiff.Kind
        fields = {name: kinds.Name(change.kind) for name, change in answer.detailedDiff.items()}
        assert answer.hasDetailedDiff
        assert sorted(answer.diffs) == sorted(fields)
        changed = answer.changes == pb.DiffResponse.DIFF_SOME
        return Difference(changed, fields, list(answer.replaces), answer.deleteBeforeReplace)

    def update(self, known: Object, arguments: Properties, *, preview: bool = False) -> Object:
        """Change an object in place."""
        inputs = self.checked(known.token, arguments)
        request = pb.UpdateRequest(
            id=known.id, urn=urn(known.token), olds=struct(known.state), news=struct(inputs), preview=preview
        )
        return Object(known.token, known.id, inputs, plain_map(self.ask("Update", request).properties))

    def look_up(self, token: str, arguments: Properties) -> Properties:
        """Call a function."""
        answer = self.ask("Invoke", pb.InvokeRequest(tok=token, args=struct(arguments)))
        return plain_map(getattr(answer, "return"))

    def delete(self, known: Object) -> None:
        """Delete an object."""
        self.ask("Delete", pb.DeleteRequest(id=known.id, urn=urn(known.token), properties=struct(known.state)))


def urn(token: str) -> str:
    """The URN of a resource of this type, in a component, as is every one of the fleet's."""
    return f"urn:pulumi:test::fleet::fleet:hosting:Server${token}::https://www.example.org/-x"


def ignoring(old: Properties, new: Properties, names: Iterable[str]) -> Properties:
    """Arguments as the engine hands them on when some are ignored: those are as they were, or not there."""
    kept = {name: value for name, value in new.items() if name not in names}
    return kept | {name: old[name] for name in names if name in old}


def as_json(message: Any) -> str:
    """All that a message says."""
    return json_format.MessageToJson(message)


def rrset(zone: str, name: str, type_: str, *values: str) -> Properties:
    """The arguments of a record set of Hetzner's."""
    return {"zone": zone, "name": name, "type": type_, "records": [{"value": value} for value in values]}


def refused(there: Cloud, token: str, arguments: Properties) -> str:
    """What a plugin says when it refuses to create an object."""
    with pytest.raises(RefusedError) as error:
        there.create(token, arguments)
    return str(error.value)
