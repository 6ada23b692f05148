"""The engine's protocol for providers: what is the same whatever a provider manages.

The SDK's own framework for providers can't return values that are unknown yet, hands a difference no old inputs, and
adds a traceback to every refusal; the protocol itself has none of that.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer
from pydantic import ValidationError

from providers.kit.arguments import failures
from providers.kit.resource import RefusalError
from providers.kit.runtime import CancelledError
from providers.kit.values import struct


def answering(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """A method of the protocol that refuses by raising; of other exceptions grpc says that the application failed."""

    @wraps(method)
    def answer(provider: Any, request: Any, context: Any) -> Any:
        try:
            return method(provider, request)
        except (RefusalError, CancelledError) as refusal:
            context.abort(grpc.StatusCode.UNKNOWN, str(refusal))
        except ValidationError as error:
            # Not from the program, whose mistakes a check has found: what came was of another form than expected.
            context.abort(grpc.StatusCode.UNKNOWN, f"{error.title} is not as expected: {failures(error)}")

    return answer


class Plugin(ResourceProviderServicer):
    """What every provider answers alike; a subclass adds the rest."""

    version: str

    @answering
    def GetPluginInfo(self, _request: Any) -> proto.PluginInfo:
        """Say which version this is."""
        return proto.PluginInfo(version=self.version)

    @answering
    def Cancel(self, _request: Any) -> empty_pb2.Empty:
        """Stop what waits."""
        self.cancel()
        return empty_pb2.Empty()

    def cancel(self) -> None:
        """End every wait; a provider that never waits has none."""


def type_of(urn: str) -> str:
    """The type token in a resource's URN.

    A child's URN has the types of its parents first: `urn:pulumi:prod::fleet::fleet:hosting:Host$hcloud:…:Server::www`.
    """
    return urn.split("::")[2].rpartition("$")[2]


def configured() -> proto.ConfigureResponse:
    """The settings are accepted. Secrets are left to the engine, which marks an output as secret if its input is."""
    return proto.ConfigureResponse(
        acceptSecrets=False, acceptResources=False, acceptOutputs=False, supportsPreview=True
    )


def invoked(found: Mapping[str, Any]) -> proto.InvokeResponse:
    """What a function returns."""
    # The field is named like Python's keyword.
    answer = proto.InvokeResponse()
    getattr(answer, "return").CopyFrom(struct(found))
    return answer


def difference(changes: Mapping[str, str], *, update: bool = False, delete_first: bool = False) -> proto.DiffResponse:
    """What differs between a resource's state and its arguments.

    Args:
        changes: By property, the protocol's word: ADD, UPDATE or DELETE, or one of these with _REPLACE.
        update: Update the resource even if no property differs.
        delete_first: If it is replaced, delete it before its successor is created.
    """
    replaces = sorted(name for name, word in changes.items() if word.endswith("_REPLACE"))
    return proto.DiffResponse(
        changes=proto.DiffResponse.DIFF_SOME if changes or update else proto.DiffResponse.DIFF_NONE,
        replaces=replaces,
        diffs=sorted(changes),
        detailedDiff={
            name: proto.PropertyDiff(kind=proto.PropertyDiff.Kind.Value(word), inputDiff=True)
            for name, word in changes.items()
        },
        hasDetailedDiff=True,
        deleteBeforeReplace=bool(replaces) and delete_first,
    )
