"""One provider for all simulated clouds: what differs is in the providers' simulations."""

import os
import re
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import proto

from providers.kit.protocol import Plugin, configure_response, diff_response, invoke_response, rpc_method, type_of
from providers.kit.values import UNKNOWN, Properties, plain_map, struct
from sandbox.account import Account
from sandbox.arguments import argument_names, wrong_arguments
from sandbox.changes import changes, resets_silently
from sandbox.faults import Faults
from sandbox.kind import Kind
from sandbox.lookups import looked_up
from sandbox.refusal import CloudError
from sandbox.simulation import kinds
from sandbox.store import Store


class SimulatedCloud(Plugin):
    """Stands in for one official plugin.

    Args:
        store: The clouds' memory.
        version: The version of the plugin that it stands in for.
        faults: What makes its writes fail.
    """

    def __init__(self, store: Store, version: str, faults: Faults) -> None:
        self._store, self.version = store, version
        self._account = Account(store, faults)

    @rpc_method
    def CheckConfig(self, request: Any) -> proto.CheckResponse:
        """Accept any settings."""
        return proto.CheckResponse(inputs=request.news)

    @rpc_method
    def DiffConfig(self, _request: Any) -> proto.DiffResponse:
        """Other settings change no resource."""
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_NONE)

    @rpc_method
    def Configure(self, request: Any) -> proto.ConfigureResponse:
        """Accept any credentials."""
        self._account.owner = plain_map(request.args).get("owner") or os.environ.get("GITHUB_OWNER", "")
        return configure_response()

    @rpc_method
    def Invoke(self, request: Any) -> proto.InvokeResponse:
        """Look something up, as the official functions do."""
        return invoke_response(looked_up(self._store, request.tok, plain_map(request.args)))

    @rpc_method
    def Check(self, request: Any) -> proto.CheckResponse:
        """Refuse what the real plugin would refuse, and fill in its defaults."""
        kind, given = _kind(request.urn), plain_map(request.news)
        failures = [(wrong.path, wrong.reason) for wrong in wrong_arguments(kind.token, given)]
        for argument, other in kind.together:
            if argument in given and other not in given:
                both = ",".join(sorted(map(_snake, (argument, other))))
                failures.append((argument, f"all of `{both}` must be specified"))
        inputs = kind.defaults | given
        reason = None if failures else kind.rule(inputs)
        failures += [("", reason)] if reason else []
        return proto.CheckResponse(
            inputs=struct(inputs),
            failures=[proto.CheckFailure(property=path, reason=reason) for path, reason in failures],
        )

    @rpc_method
    def Diff(self, request: Any) -> proto.DiffResponse:
        """Say what differs and whether that replaces."""
        kind, old, new = _kind(request.urn), plain_map(request.olds), plain_map(request.news)
        return diff_response(
            changes(kind, old, new),
            update=resets_silently(kind, old, new),
            # A name can't be had twice, so the old object must go first.
            delete_first=kind.name is not None,
        )

    @rpc_method
    def Create(self, request: Any) -> proto.CreateResponse:
        """Create an object; in a preview, say only what can be known of it."""
        kind, arguments = _kind(request.urn), plain_map(request.properties)
        for argument in kind.needs:
            if argument not in arguments:
                raise CloudError(f"invalid input in field '{argument}' (invalid_input)")
        if request.preview:
            return proto.CreateResponse(properties=struct(arguments | dict.fromkeys(kind.computed_names, UNKNOWN)))
        id_, made = self._account.create(kind, arguments)
        return proto.CreateResponse(id=id_, properties=struct(_told(kind, made)))

    @rpc_method
    def Read(self, request: Any) -> proto.ReadResponse:
        """Give an object as the cloud has it: to an import what the API tells, to a refresh also what was known."""
        kind = _kind(request.urn)
        id_ = kind.imported(request.id)
        stored = self._account.stored(kind, id_)
        if stored is None:
            return proto.ReadResponse(id="")
        told = {name: value for name, value in _told(kind, stored.properties).items() if name not in kind.unread}
        known, given = plain_map(request.properties), plain_map(request.inputs)
        state = {name: value for name, value in known.items() if name in kind.unread} | told
        wanted = given.keys() if given else argument_names(kind.token)
        inputs = {name: value for name, value in state.items() if name in wanted}
        return proto.ReadResponse(id=id_, properties=struct(state), inputs=struct(inputs))

    @rpc_method
    def Update(self, request: Any) -> proto.UpdateResponse:
        """Change an object in place."""
        kind, arguments = _kind(request.urn), plain_map(request.news)
        change = self._account.changed if request.preview else self._account.update
        return proto.UpdateResponse(properties=struct(_told(kind, change(kind, request.id, arguments))))

    @rpc_method
    def Delete(self, request: Any) -> empty_pb2.Empty:
        """Delete an object; one that is gone already is deleted."""
        self._account.delete(_kind(request.urn), request.id)
        return empty_pb2.Empty()


def _told(kind: Kind, properties: Properties) -> Properties:
    return {name: value for name, value in properties.items() if name not in kind.hidden}


def _snake(name: str) -> str:
    """An argument by the name that the real plugins' own messages use."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _kind(urn: str) -> Kind:
    token = type_of(urn)
    if token not in kinds():
        raise CloudError(f"the sandbox does not simulate {token}; add it to the simulation of its provider")
    return kinds()[token]
