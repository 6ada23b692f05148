"""One provider for all simulated clouds: what differs is in `sandbox.kinds`.

It speaks the engine's own protocol. The SDK's framework for providers can't return unknown values and adds a traceback
to every refusal; a stand-in for the official plugins needs both right.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer

from sandbox.arguments import UNKNOWN, argument_names, wrong_arguments
from sandbox.kinds import KINDS, Kind, Properties
from sandbox.store import NameTakenError, Store

_SECRET_SETTINGS = {"token", "apiToken"}


class CloudError(Exception):
    """What a cloud answers when it refuses."""


def plain(value: struct_pb2.Value) -> Any:
    """A protocol value as plain data."""
    which = value.WhichOneof("kind")
    if which == "struct_value":
        return plain_map(value.struct_value)
    if which == "list_value":
        return [plain(item) for item in value.list_value.values]
    return None if which in (None, "null_value") else getattr(value, which)


def plain_map(values: struct_pb2.Struct) -> Properties:
    """A protocol object as plain data, without the engine's own keys and without what is empty."""
    found = {key: plain(value) for key, value in values.fields.items() if not key.startswith("__")}
    return {key: value for key, value in found.items() if value is not None}


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Plain data as a protocol object."""
    found = struct_pb2.Struct()
    found.update(values)
    return found


def _comparable(kind: Kind, name: str, value: Any) -> Any:
    if name in kind.caseless and isinstance(value, list):
        value = [item.casefold() if isinstance(item, str) else item for item in value]
    if name in kind.sets and isinstance(value, list):
        return sorted(json.dumps(item, sort_keys=True) for item in value)
    return value


def changes(kind: Kind, old: Properties, new: Properties) -> dict[str, str]:
    """What differs between what is there and the arguments now given, as the real plugin would see it.

    Returns:
        By argument, the protocol's word for the difference: ADD, UPDATE, DELETE, or one of these with _REPLACE.
    """
    found = {}
    for name, value in new.items():
        if name not in old:
            found[name] = "ADD"
        elif value == UNKNOWN or _comparable(kind, name, old[name]) != _comparable(kind, name, value):
            found[name] = "UPDATE"
    left_out = argument_names(kind.token) & (old.keys() - new.keys() - kind.stays - kind.resets.keys() - kind.unread)
    found |= {name: "DELETE" for name in left_out if old[name] not in ("", False, [], {})}
    return {name: how + ("_REPLACE" if name in kind.replaces else "") for name, how in sorted(found.items())}


class SimulatedCloud(ResourceProviderServicer):
    """Stands in for one official plugin.

    Args:
        store: The clouds' memory.
        version: The version of the plugin that it stands in for.
    """

    def __init__(self, store: Store, version: str) -> None:
        self._store, self._version = store, version

    def GetPluginInfo(self, _request: Any, _context: Any) -> proto.PluginInfo:
        """Say which version this is."""
        return proto.PluginInfo(version=self._version)

    def CheckConfig(self, request: Any, _context: Any) -> proto.CheckResponse:
        """Accept any settings."""
        return proto.CheckResponse(inputs=request.news)

    def DiffConfig(self, _request: Any, _context: Any) -> proto.DiffResponse:
        """Other settings change no resource."""
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_NONE)

    def Configure(self, _request: Any, _context: Any) -> proto.ConfigureResponse:
        """Accept any credentials. Secrets are left to the engine, which marks an output as secret if its input is."""
        return proto.ConfigureResponse(
            acceptSecrets=False, acceptResources=False, acceptOutputs=False, supportsPreview=True
        )

    def Cancel(self, _request: Any, _context: Any) -> empty_pb2.Empty:
        """Nothing here takes long."""
        return empty_pb2.Empty()

    def Check(self, request: Any, _context: Any) -> proto.CheckResponse:
        """Refuse what the real plugin would refuse, and fill in its defaults."""
        kind, given = _kind(request.urn), plain_map(request.news)
        failures = [(wrong.path, wrong.reason) for wrong in wrong_arguments(kind.token, given)]
        for argument, other in kind.together:
            if argument in given and other not in given:
                failures.append((argument, f"all of `{other},{argument}` must be specified"))
        inputs = kind.defaults | given
        reason = None if failures else kind.rule(inputs)
        failures += [("", reason)] if reason else []
        return proto.CheckResponse(
            inputs=struct(inputs),
            failures=[proto.CheckFailure(property=path, reason=reason) for path, reason in failures],
        )

    def Diff(self, request: Any, _context: Any) -> proto.DiffResponse:
        """Say what differs and whether that replaces."""
        kind, old, new = _kind(request.urn), plain_map(request.olds), plain_map(request.news)
        found = changes(kind, old, new)
        silent = any(old.get(name, value) != value for name, value in kind.resets.items() if name not in new)
        replaces = [name for name, how in found.items() if how.endswith("_REPLACE")]
        return proto.DiffResponse(
            changes=proto.DiffResponse.DIFF_SOME if found or silent else proto.DiffResponse.DIFF_NONE,
            replaces=replaces,
            diffs=list(found),
            detailedDiff={
                name: proto.PropertyDiff(kind=proto.PropertyDiff.Kind.Value(how), inputDiff=True)
                for name, how in found.items()
            },
            hasDetailedDiff=True,
            # A name can't be had twice, so the old object must go first.
            deleteBeforeReplace=bool(replaces) and kind.name is not None,
        )

    def Create(self, request: Any, context: Any) -> proto.CreateResponse:
        """Create an object; in a preview, say only what can be known of it."""
        kind, arguments = _kind(request.urn), plain_map(request.properties)
        for argument in kind.needs:
            if argument not in arguments:
                _refuse(context, f"invalid input in field '{argument}' (invalid_input)")
        if request.preview:
            return proto.CreateResponse(properties=struct(arguments | dict.fromkeys(kind.computed_names, UNKNOWN)))
        number = self._store.next_number()
        id_ = kind.identify(kind.first_id + number, arguments)
        stored = kind.resets | arguments | kind.computed(number, arguments)
        try:
            self._store.add(kind.token, id_, _name(kind, arguments), stored)
        except NameTakenError as taken:
            _refuse(context, f"{kind.name or 'id'} must be unique, and '{taken}' is taken (uniqueness_error)")
        return proto.CreateResponse(id=id_, properties=struct(stored))

    def Read(self, request: Any, _context: Any) -> proto.ReadResponse:
        """Give an object as the cloud has it: to an import what the API tells, to a refresh also what was known."""
        kind = _kind(request.urn)
        stored = self._store.get(kind.token, request.id)
        if stored is None:
            return proto.ReadResponse(id="")
        told = {name: value for name, value in stored.properties.items() if name not in kind.unread}
        known, given = plain_map(request.properties), plain_map(request.inputs)
        state = {name: value for name, value in known.items() if name in kind.unread} | told
        wanted = given.keys() if given else argument_names(kind.token)
        inputs = {name: value for name, value in state.items() if name in wanted}
        return proto.ReadResponse(id=request.id, properties=struct(state), inputs=struct(inputs))

    def Update(self, request: Any, context: Any) -> proto.UpdateResponse:
        """Change an object in place."""
        kind, arguments = _kind(request.urn), plain_map(request.news)
        stored = self._store.get(kind.token, request.id)
        if stored is None:
            _refuse(context, f"'{request.id}' is not there any more (not_found)")
        stays = kind.stays | (stored.properties.keys() - argument_names(kind.token))
        kept = {name: value for name, value in stored.properties.items() if name in stays}
        new = kind.resets | kept | arguments
        if not request.preview:
            try:
                self._store.change(kind.token, request.id, _name(kind, new), new)
            except NameTakenError as taken:
                _refuse(context, f"{kind.name} must be unique, and '{taken}' is taken (uniqueness_error)")
        return proto.UpdateResponse(properties=struct(new))

    def Delete(self, request: Any, context: Any) -> empty_pb2.Empty:
        """Delete an object; one that is gone already is deleted."""
        kind = _kind(request.urn)
        stored = self._store.get(kind.token, request.id)
        if stored is not None and kind.delete_protection and stored.properties.get(kind.delete_protection):
            _refuse(context, f"'{request.id}' is protected against deletion (protected)")
        self._store.remove(kind.token, request.id)
        return empty_pb2.Empty()


def _refuse(context: Any, words: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, words)
    raise CloudError(words)


def _name(kind: Kind, properties: Properties) -> str | None:
    return None if kind.name is None else properties.get(kind.name)


def _kind(urn: str) -> Kind:
    # A child's URN has the types of its parents before its own.
    token = urn.split("::")[2].rpartition("$")[2]
    if token not in KINDS:
        raise CloudError(f"the sandbox does not simulate {token}; add it to sandbox/kinds.py")
    return KINDS[token]
