"""Runs a package as a provider: answers the engine's requests with the package's resources and functions."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pydantic import ValidationError

from providers.kit.arguments import checked, differences, in_recorded_order, load, validation_message
from providers.kit.model import SECRET, engine_name, marked
from providers.kit.protocol import Plugin, configure_response, diff_response, invoke_response, rpc_method, type_of
from providers.kit.resource import Function, Object, Package, RefusalError, Resource
from providers.kit.runtime import EngineRuntime
from providers.kit.schema import schema
from providers.kit.values import UNKNOWN, Properties, nonempty_settings, plain_map, struct, with_secrets_marked


class Provider(Plugin):
    """A provider for one run of the engine.

    Args:
        package: The resources and functions.
        runtime: The clock and the log.
    """

    def __init__(self, package: Package, runtime: EngineRuntime) -> None:
        self._package, self._runtime, self.version = package, runtime, package.version
        self._resources: dict[str, Resource[Any, Any]] = {}
        self._functions: dict[str, Function] = {}

    @rpc_method
    def GetSchema(self, _request: Any) -> proto.GetSchemaResponse:
        """Give the package's schema, from which SDKs in any language are made."""
        import json

        return proto.GetSchemaResponse(schema=json.dumps(schema(self._package), sort_keys=True))

    @rpc_method
    def CheckConfig(self, request: Any) -> proto.CheckResponse:
        """Refuse settings that don't exist, and mark credentials as secret."""
        given = nonempty_settings(request.news)
        names = {engine_name(name, field) for name, field in self._package.settings.model_fields.items()}
        unknown = sorted(given.keys() - names - {"version", "pluginDownloadURL"})
        reason = f"there is no such setting, but {', '.join(sorted(names))}"
        secrets = marked(self._package.settings, SECRET)
        return proto.CheckResponse(
            inputs=struct(with_secrets_marked(given, secrets)),
            failures=_check_failures((name, reason) for name in unknown),
        )

    @rpc_method
    def DiffConfig(self, request: Any) -> proto.DiffResponse:
        """Report changed settings, or the engine would go on with the old ones. They replace no resource."""
        differ = nonempty_settings(request.olds) != nonempty_settings(request.news)
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_SOME if differ else proto.DiffResponse.DIFF_NONE)

    @rpc_method
    def Configure(self, request: Any) -> proto.ConfigureResponse:
        """Take the settings. No request is sent until a resource or function needs one."""
        given, settings = nonempty_settings(request.args), self._package.settings
        values = {}
        for name, field in settings.model_fields.items():
            key = engine_name(name, field)
            value = given.get(key) or os.environ.get(settings.variables.get(name, ""))
            if value:
                values[key] = value
        try:
            connection = settings.model_validate(values).connect(self._runtime)
        except ValidationError as error:
            raise RefusalError(f"{self._package.name}: these settings are wrong: {validation_message(error)}") from None
        self._resources = {self._package.token(kind.__name__): kind(connection) for kind in self._package.resources}
        self._functions = {self._package.token(kind.name): kind(connection) for kind in self._package.functions}
        return configure_response()

    def cancel(self) -> None:
        """End every wait for a service."""
        self._runtime.cancel()

    @rpc_method
    def Invoke(self, request: Any) -> proto.InvokeResponse:
        """Call a function of the package."""
        function = self._functions.get(request.tok)
        if function is None:
            raise RefusalError(f"there is no function {request.tok}")
        try:
            arguments = function.arguments.model_validate(plain_map(request.args))
        except ValidationError as error:
            raise RefusalError(f"{request.tok}: {validation_message(error)}") from None
        return invoke_response(function.answer(arguments).plain())

    @rpc_method
    def Check(self, request: Any) -> proto.CheckResponse:
        """Report every argument that the service would refuse, before anything is sent."""
        resource = self._resource(request.urn)
        inputs, invalid = checked(resource, plain_map(request.news))
        return proto.CheckResponse(
            inputs=self._struct(resource, inputs),
            failures=_check_failures(invalid),
        )

    @rpc_method
    def Diff(self, request: Any) -> proto.DiffResponse:
        """Report what differs, and whether that replaces the object."""
        resource = self._resource(request.urn)
        # A replacement is created first, so that dependants move to it before the old object is deleted.
        return diff_response(differences(resource.arguments, plain_map(request.olds), plain_map(request.news)))

    @rpc_method
    def Create(self, request: Any) -> proto.CreateResponse:
        """Create an object. In a preview, return its arguments, and outputs as unknown."""
        resource, given = self._resource(request.urn), plain_map(request.properties)
        if request.preview:
            return proto.CreateResponse(properties=self._struct(resource, _unknown_outputs(resource) | given))
        created = resource.create(load(resource.arguments, given))
        return proto.CreateResponse(id=created.id, properties=self._state(resource, created))

    @rpc_method
    def Read(self, request: Any) -> proto.ReadResponse:
        """Read an object for an import or a refresh; a refresh keeps the recorded values that no read returns."""
        resource, inputs = self._resource(request.urn), plain_map(request.inputs)
        current = resource.read(request.id, load(resource.arguments, inputs) if inputs else None)
        if current is None:
            return proto.ReadResponse(id="")
        arguments = in_recorded_order(resource.arguments, current.arguments.plain(), inputs)
        return proto.ReadResponse(
            id=current.id,
            properties=self._struct(resource, arguments | current.outputs.plain()),
            inputs=self._struct(resource, arguments),
        )

    @rpc_method
    def Update(self, request: Any) -> proto.UpdateResponse:
        """Change an object in place."""
        resource, old, new = self._resource(request.urn), plain_map(request.olds), plain_map(request.news)
        if request.preview:
            outputs = {name: value for name, value in old.items() if name in _unknown_outputs(resource)}
            return proto.UpdateResponse(properties=self._struct(resource, outputs | new))
        model = resource.arguments
        changed = resource.update(request.id, load(model, old), load(model, new))
        return proto.UpdateResponse(properties=self._state(resource, changed))

    @rpc_method
    def Delete(self, request: Any) -> empty_pb2.Empty:
        """Delete an object. One that is gone already counts as deleted."""
        resource = self._resource(request.urn)
        resource.delete(request.id, load(resource.arguments, plain_map(request.properties)))
        return empty_pb2.Empty()

    def _resource(self, urn: str) -> Resource[Any, Any]:
        token = type_of(urn)
        if token not in self._resources:
            raise RefusalError(f"there is no resource {token}, but {', '.join(sorted(self._resources))}")
        return self._resources[token]

    def _state(self, resource: Resource[Any, Any], current: Object[Any, Any]) -> Any:
        return self._struct(resource, current.arguments.plain() | current.outputs.plain())

    def _struct(self, resource: Resource[Any, Any], properties: Mapping[str, Any]) -> Any:
        secrets = marked(resource.arguments, SECRET) | marked(resource.outputs, SECRET)
        return struct(with_secrets_marked(properties, secrets))


def _check_failures(invalid: Iterable[tuple[str, str]]) -> list[Any]:
    # Not in `property`: the engine would show the property's value, even if it is secret.
    return [proto.CheckFailure(reason=f"{field}: {reason}") for field, reason in invalid]


def _unknown_outputs(resource: Resource[Any, Any]) -> Properties:
    """The outputs in a preview: only the service determines them."""
    return {engine_name(name, field): UNKNOWN for name, field in resource.outputs.model_fields.items()}
