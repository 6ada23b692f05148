"""The provider that serves all simulated clouds. What differs between them is in the providers' simulations."""

import re
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import proto

from providers.kit.protocol import Plugin, configure_response, diff_response, invoke_response, rpc_method, type_of
from providers.kit.values import UNKNOWN, Properties, plain_map, struct
from sandbox.account import Account
from sandbox.arguments import argument_names, invalid_arguments
from sandbox.changes import changes, resets_silently
from sandbox.faults import Faults
from sandbox.kind import Kind
from sandbox.lookups import invoke
from sandbox.refusal import CloudError
from sandbox.simulation import Simulation, kinds
from sandbox.store import Store


class SimulatedCloud(Plugin):
    """Replaces one official plugin.

    Args:
        store: The simulated clouds' store.
        simulation: The simulation of that plugin.
        faults: The faults to inject into writes.
    """

    def __init__(self, store: Store, simulation: Simulation, faults: Faults) -> None:
        self._store, self._simulation, self.version = store, simulation, simulation.version
        self._account = Account(store, faults)

    @rpc_method
    def CheckConfig(self, request: Any) -> proto.CheckResponse:
        """Accept any settings."""
        return proto.CheckResponse(inputs=request.news)

    @rpc_method
    def DiffConfig(self, _request: Any) -> proto.DiffResponse:
        """Report no difference: other settings change no resource."""
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_NONE)

    @rpc_method
    def Configure(self, request: Any) -> proto.ConfigureResponse:
        """Accept any credentials."""
        self._account.owner = self._simulation.owner(plain_map(request.args))
        return configure_response()

    @rpc_method
    def Invoke(self, request: Any) -> proto.InvokeResponse:
        """Call a function of the official plugin."""
        return invoke_response(invoke(self._store, request.tok, plain_map(request.args)))

    @rpc_method
    def Check(self, request: Any) -> proto.CheckResponse:
        """Report the arguments that the real plugin would refuse, and fill in its defaults."""
        kind, given = _kind(request.urn), plain_map(request.news)
        failures = [(invalid.path, invalid.reason) for invalid in invalid_arguments(kind.token, given)]
        for argument, other in kind.together:
            if argument in given and other not in given:
                names = ",".join(sorted(map(_snake, (argument, other))))
                failures.append((argument, f"all of `{names}` must be specified"))
        inputs = kind.defaults | given
        reason = None if failures else kind.rule(inputs)
        failures += [("", reason)] if reason else []
        return proto.CheckResponse(
            inputs=struct(inputs),
            failures=[proto.CheckFailure(property=path, reason=reason) for path, reason in failures],
        )

    @rpc_method
    def Diff(self, request: Any) -> proto.DiffResponse:
        """Report what differs, and whether that replaces the object."""
        kind, old, new = _kind(request.urn), plain_map(request.olds), plain_map(request.news)
        return diff_response(
            changes(kind, old, new),
            update=resets_silently(kind, old, new),
            delete_first=kind.deletes_first,
        )

    @rpc_method
    def Create(self, request: Any) -> proto.CreateResponse:
        """Create an object. In a preview, return its arguments, and what the cloud chooses as unknown."""
        kind, arguments = _kind(request.urn), plain_map(request.properties)
        for argument in kind.needs:
            if argument not in arguments:
                raise CloudError(f"invalid input in field '{argument}' (invalid_input)")
        if request.preview:
            return proto.CreateResponse(properties=struct(arguments | dict.fromkeys(kind.computed_names, UNKNOWN)))
        id_, created = self._account.create(kind, arguments)
        return proto.CreateResponse(id=id_, properties=struct(_visible(kind, created)))

    @rpc_method
    def Read(self, request: Any) -> proto.ReadResponse:
        """Read an object for an import or a refresh; a refresh keeps recorded values that the API doesn't return."""
        kind = _kind(request.urn)
        id_ = kind.imported(request.id)
        stored = self._account.stored(kind, id_)
        if stored is None:
            return proto.ReadResponse(id="")
        read = {name: value for name, value in _visible(kind, stored.properties).items() if name not in kind.unread}
        recorded, given = plain_map(request.properties), plain_map(request.inputs)
        state = {name: value for name, value in recorded.items() if name in kind.unread} | read
        names = given.keys() if given else argument_names(kind.token)
        inputs = {name: value for name, value in state.items() if name in names}
        return proto.ReadResponse(id=id_, properties=struct(state), inputs=struct(inputs))

    @rpc_method
    def Update(self, request: Any) -> proto.UpdateResponse:
        """Change an object in place."""
        kind, arguments = _kind(request.urn), plain_map(request.news)
        change = self._account.preview_update if request.preview else self._account.update
        return proto.UpdateResponse(properties=struct(_visible(kind, change(kind, request.id, arguments))))

    @rpc_method
    def Delete(self, request: Any) -> empty_pb2.Empty:
        """Delete an object."""
        self._account.delete(_kind(request.urn), request.id)
        return empty_pb2.Empty()


def _visible(kind: Kind, properties: Properties) -> Properties:
    """The properties that the API returns."""
    return {name: value for name, value in properties.items() if name not in kind.hidden}


def _snake(name: str) -> str:
    """An argument's name as the real plugins' messages have it: `deleteProtection` is `delete_protection`."""
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _kind(urn: str) -> Kind:
    token = type_of(urn)
    if token not in kinds():
        raise CloudError(f"the sandbox does not simulate {token}; add it to the simulation of its provider")
    return kinds()[token]
