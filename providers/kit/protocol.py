"""The part of the engine's provider protocol that is the same for all providers.

The SDK's own framework for providers can't return values that are unknown yet, passes no old inputs to a diff, and adds
a traceback to every refusal. The protocol itself has none of these limits.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer
from pydantic import ValidationError

from providers.kit.arguments import validation_message
from providers.kit.resource import RefusalError
from providers.kit.runtime import CancelledError
from providers.kit.values import struct


def rpc_method(method: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    """Decorate a method of the protocol, so that a `RefusalError` becomes an error message of the engine.

    Other exceptions are bugs: grpc reports that the application failed.
    """

    @wraps(method)
    def answer(provider: Any, request: Any, context: Any) -> Any:
        try:
            return method(provider, request)
        except (RefusalError, CancelledError) as refusal:
            context.abort(grpc.StatusCode.UNKNOWN, str(refusal))
        except ValidationError as error:
            # Not a mistake of the program, which Check has found: the service's answer has an unexpected form.
            context.abort(grpc.StatusCode.UNKNOWN, f"{error.title} is not as expected: {validation_message(error)}")

    return answer


class Plugin(ResourceProviderServicer):
    """The methods that every provider answers alike. A subclass adds the rest."""

    version: str

    @rpc_method
    def GetPluginInfo(self, _request: Any) -> proto.PluginInfo:
        """Report the provider's version."""
        return proto.PluginInfo(version=self.version)

    @rpc_method
    def Cancel(self, _request: Any) -> empty_pb2.Empty:
        """Cancel the run: end every wait."""
        self.cancel()
        return empty_pb2.Empty()

    def cancel(self) -> None:
        """End every wait. A provider that never waits needs no other implementation."""


def type_of(urn: str) -> str:
    """The type token in a resource's URN.

    A child's URN has the types of its parents first: `urn:pulumi:prod::fleet::fleet:hosting:Host$hcloud:…:Server::www`.
    """
    return urn.split("::")[2].rpartition("$")[2]


def configure_response() -> proto.ConfigureResponse:
    """The answer to Configure. Secrets are left to the engine, which marks an output as secret if its input is."""
    return proto.ConfigureResponse(
        acceptSecrets=False, acceptResources=False, acceptOutputs=False, supportsPreview=True
    )


def invoke_response(result: Mapping[str, Any]) -> proto.InvokeResponse:
    """The answer to Invoke, with a function's result."""
    response = proto.InvokeResponse()
    # The field has the name of a Python keyword.
    getattr(response, "return").CopyFrom(struct(result))
    return response


def diff_response(
    changes: Mapping[str, str], *, update: bool = False, delete_first: bool = False
) -> proto.DiffResponse:
    """The answer to Diff: what differs between a resource's state and its arguments.

    Args:
        changes: The kind of difference by property: ADD, UPDATE or DELETE, or one of these with _REPLACE.
        update: Update the resource even if no property differs.
        delete_first: If it is replaced, delete it before its successor is created.
    """
    replaces = sorted(name for name, kind in changes.items() if kind.endswith("_REPLACE"))
    return proto.DiffResponse(
        changes=proto.DiffResponse.DIFF_SOME if changes or update else proto.DiffResponse.DIFF_NONE,
        replaces=replaces,
        diffs=sorted(changes),
        detailedDiff={
            name: proto.PropertyDiff(kind=proto.PropertyDiff.Kind.Value(kind), inputDiff=True)
            for name, kind in changes.items()
        },
        hasDetailedDiff=True,
        deleteBeforeReplace=bool(replaces) and delete_first,
    )
