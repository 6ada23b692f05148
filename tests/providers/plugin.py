"""What the engine does with a provider: the same requests, in this process or over its protocol."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, NamedTuple, NoReturn

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import proto, rpc
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub, add_ResourceProviderServicer_to_server

from providers.kit.provider import Provider
from providers.kit.resource import Package
from providers.kit.values import Properties, plain, plain_map, struct
from tests.shared import PATIENCE_SECONDS

SECRET = {rpc._special_sig_key: rpc._special_secret_sig}


class RefusedError(Exception):
    """What a provider said when it refused."""


class Difference(NamedTuple):
    fields: dict[str, str]
    replaces: list[str]
    deletes_first: bool


class Found(NamedTuple):
    id: str
    state: Properties
    inputs: Properties


class _Context:
    def abort(self, _code: grpc.StatusCode, details: str) -> NoReturn:
        raise RefusedError(details)


class _InProcess:
    """The protocol without a wire: each method with a context of its own."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def __getattr__(self, method: str) -> Any:
        return lambda request: getattr(self._provider, method)(request, _Context())


class _OverTheWire:
    def __init__(self, stub: ResourceProviderStub) -> None:
        self._stub = stub

    def __getattr__(self, method: str) -> Any:
        def ask(request: Any) -> Any:
            try:
                return getattr(self._stub, method)(request, timeout=PATIENCE_SECONDS)
            except grpc.RpcError as error:
                raise RefusedError(error.details()) from None

        return ask


class Plugin:
    """One process of a provider, as the engine sees it. Of secrets, what is marked so is unwrapped."""

    def __init__(self, package: Package, asks: Any) -> None:
        self.package, self.asks = package, asks

    @classmethod
    def direct(cls, package: Package, runtime: Any) -> "Plugin":
        return cls(package, _InProcess(Provider(package, runtime)))

    def configure(self, **settings: Any) -> "Plugin":
        self.asks.Configure(proto.ConfigureRequest(args=struct(settings)))
        return self

    def check_config(self, settings: Properties) -> tuple[dict[str, Any], dict[str, str]]:
        answer = self.asks.CheckConfig(proto.CheckRequest(news=struct(settings)))
        return _raw(answer.inputs), _failures(answer)

    def check(self, kind: str, given: Properties) -> tuple[Properties, dict[str, str]]:
        answer = self.asks.Check(proto.CheckRequest(urn=self._urn(kind), news=struct(given)))
        return _revealed(answer.inputs), _failures(answer)

    def checked(self, kind: str, given: Properties) -> Properties:
        inputs, failures = self.check(kind, given)
        if failures:
            raise RefusedError(str(failures))
        return inputs

    def diff(self, kind: str, id_: str, old: Properties, new: Properties) -> Difference:
        request = proto.DiffRequest(urn=self._urn(kind), id=id_, olds=struct(old), news=struct(new))
        answer = self.asks.Diff(request)
        kinds = {name: proto.PropertyDiff.Kind.Name(one.kind) for name, one in answer.detailedDiff.items()}
        assert answer.hasDetailedDiff
        assert sorted(kinds) == list(answer.diffs)
        assert bool(kinds) == (answer.changes == proto.DiffResponse.DIFF_SOME)
        return Difference(kinds, list(answer.replaces), answer.deleteBeforeReplace)

    def create(self, kind: str, given: Properties, *, preview: bool = False) -> Found:
        request = proto.CreateRequest(urn=self._urn(kind), properties=struct(given), preview=preview)
        answer = self.asks.Create(request)
        return Found(answer.id, _revealed(answer.properties), given)

    def read(self, kind: str, id_: str, inputs: Properties | None = None) -> Found | None:
        request = proto.ReadRequest(urn=self._urn(kind), id=id_, inputs=struct(inputs or {}))
        answer = self.asks.Read(request)
        return Found(answer.id, _revealed(answer.properties), _revealed(answer.inputs)) if answer.id else None

    def update(self, kind: str, id_: str, old: Properties, new: Properties, *, preview: bool = False) -> Properties:
        request = proto.UpdateRequest(urn=self._urn(kind), id=id_, olds=struct(old), news=struct(new), preview=preview)
        return _revealed(self.asks.Update(request).properties)

    def delete(self, kind: str, id_: str, old: Properties) -> None:
        self.asks.Delete(proto.DeleteRequest(urn=self._urn(kind), id=id_, properties=struct(old)))

    def invoke(self, function: str, **given: Any) -> Properties:
        answer = self.asks.Invoke(proto.InvokeRequest(tok=self.package.token(function), args=struct(given)))
        return plain_map(getattr(answer, "return"))

    def schema(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.asks.GetSchema(proto.GetSchemaRequest()).schema)
        return told

    def cancel(self) -> None:
        self.asks.Cancel(empty_pb2.Empty())

    def _urn(self, kind: str) -> str:
        # A child of a component, as in a real program.
        return f"urn:pulumi:test::alone::fleet:site:Site${self.package.token(kind)}::a::name"


@contextmanager
def served(package: Package, runtime: Any) -> Iterator[Plugin]:
    """A provider that is asked over gRPC."""
    server = grpc.server(ThreadPoolExecutor(8))
    add_ResourceProviderServicer_to_server(Provider(package, runtime), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield Plugin(package, _OverTheWire(ResourceProviderStub(channel)))
    finally:
        server.stop(None).wait()


def _failures(answer: Any) -> dict[str, str]:
    """Why something is refused, by field."""
    found = dict(one.reason.split(": ", 1) for one in answer.failures)
    assert len(found) == len(answer.failures)
    # The engine shows the value of a property that is named apart.
    assert not any(one.property for one in answer.failures)
    return found


def _raw(values: struct_pb2.Struct) -> dict[str, Any]:
    return {key: plain(value) for key, value in values.fields.items()}


def is_secret(value: Any) -> bool:
    """Whether the engine would encrypt it."""
    return isinstance(value, dict) and value.items() >= SECRET.items()


def _revealed(values: struct_pb2.Struct) -> Properties:
    """What the engine hands a provider that doesn't take secrets."""
    return {key: value["value"] if is_secret(value) else value for key, value in _raw(values).items()}
