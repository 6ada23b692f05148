"""A package as a provider that the engine can run."""

import os
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime import proto
from pydantic import ValidationError

from providers.kit.arguments import checked, differences, failures, in_known_order, load
from providers.kit.model import SECRET, marked, outside
from providers.kit.protocol import Plugin, answering, configured, difference, invoked, type_of
from providers.kit.resource import Function, Object, Package, RefusalError, Resource
from providers.kit.runtime import EngineRuntime
from providers.kit.schema import schema
from providers.kit.values import UNKNOWN, Properties, guarded, plain_map, settings_of, struct


class Provider(Plugin):
    """One process of a provider, which serves one run of the engine.

    Args:
        package: What it provides.
        runtime: Time and speech.
    """

    def __init__(self, package: Package, runtime: EngineRuntime) -> None:
        self._package, self._runtime, self.version = package, runtime, package.version
        self._resources: dict[str, Resource[Any, Any]] = {}
        self._functions: dict[str, Function] = {}

    @answering
    def GetSchema(self, _request: Any) -> proto.GetSchemaResponse:
        """Describe the package, from which SDKs in any language are made."""
        import json

        return proto.GetSchemaResponse(schema=json.dumps(schema(self._package), sort_keys=True))

    @answering
    def CheckConfig(self, request: Any) -> proto.CheckResponse:
        """Refuse settings that don't exist; credentials are secret from here on."""
        given = settings_of(request.news)
        names = {outside(name, field) for name, field in self._package.settings.model_fields.items()}
        wrong = sorted(given.keys() - names - {"version", "pluginDownloadURL"})
        reason = f"there is no such setting, but {', '.join(sorted(names))}"
        secrets = marked(self._package.settings, SECRET)
        return proto.CheckResponse(
            inputs=struct(guarded(given, secrets)),
            failures=_failures((name, reason) for name in wrong),
        )

    @answering
    def DiffConfig(self, request: Any) -> proto.DiffResponse:
        """Replace no resource for other settings; were there no difference, the engine would keep to the old ones."""
        differ = settings_of(request.olds) != settings_of(request.news)
        return proto.DiffResponse(changes=proto.DiffResponse.DIFF_SOME if differ else proto.DiffResponse.DIFF_NONE)

    @answering
    def Configure(self, request: Any) -> proto.ConfigureResponse:
        """Take the settings; nothing is asked of the service until something needs it."""
        given, settings = settings_of(request.args), self._package.settings
        found = {}
        for name, field in settings.model_fields.items():
            key = outside(name, field)
            value = given.get(key) or os.environ.get(settings.variables.get(name, ""))
            if value:
                found[key] = value
        try:
            connection = settings.model_validate(found).connect(self._runtime)
        except ValidationError as error:
            raise RefusalError(f"{self._package.name}: these settings are wrong: {failures(error)}") from None
        self._resources = {self._package.token(kind.__name__): kind(connection) for kind in self._package.resources}
        self._functions = {self._package.token(kind.name): kind(connection) for kind in self._package.functions}
        return configured()

    def cancel(self) -> None:
        """End every wait for a service."""
        self._runtime.cancel()

    @answering
    def Invoke(self, request: Any) -> proto.InvokeResponse:
        """Answer a question."""
        function = self._functions.get(request.tok)
        if function is None:
            raise RefusalError(f"there is no function {request.tok}")
        try:
            arguments = function.arguments.model_validate(plain_map(request.args))
        except ValidationError as error:
            raise RefusalError(f"{request.tok}: {failures(error)}") from None
        return invoked(function.answer(arguments).plain())

    @answering
    def Check(self, request: Any) -> proto.CheckResponse:
        """Refuse what the service would refuse, all at once and before it is asked."""
        resource = self._resource(request.urn)
        inputs, wrong = checked(resource, plain_map(request.news))
        return proto.CheckResponse(
            inputs=self._struct(resource, inputs),
            failures=_failures(wrong),
        )

    @answering
    def Diff(self, request: Any) -> proto.DiffResponse:
        """Say what differs and whether that replaces."""
        resource = self._resource(request.urn)
        # What depends on an object moves to the new one before the old one goes.
        return difference(differences(resource.arguments, plain_map(request.olds), plain_map(request.news)))

    @answering
    def Create(self, request: Any) -> proto.CreateResponse:
        """Make an object; in a preview, say only what can be known of it."""
        resource, given = self._resource(request.urn), plain_map(request.properties)
        if request.preview:
            return proto.CreateResponse(properties=self._struct(resource, _unknown_outputs(resource) | given))
        made = resource.create(load(resource.arguments, given))
        return proto.CreateResponse(id=made.id, properties=self._state(resource, made))

    @answering
    def Read(self, request: Any) -> proto.ReadResponse:
        """Give an object as the service has it: to an import all of it, to a refresh also what no read tells."""
        resource, inputs = self._resource(request.urn), plain_map(request.inputs)
        found = resource.read(request.id, load(resource.arguments, inputs) if inputs else None)
        if found is None:
            return proto.ReadResponse(id="")
        told = in_known_order(resource.arguments, found.arguments.plain(), inputs)
        return proto.ReadResponse(
            id=found.id,
            properties=self._struct(resource, told | found.outputs.plain()),
            inputs=self._struct(resource, told),
        )

    @answering
    def Update(self, request: Any) -> proto.UpdateResponse:
        """Change an object in place."""
        resource, old, new = self._resource(request.urn), plain_map(request.olds), plain_map(request.news)
        if request.preview:
            outputs = {name: value for name, value in old.items() if name in _unknown_outputs(resource)}
            return proto.UpdateResponse(properties=self._struct(resource, outputs | new))
        model = resource.arguments
        changed = resource.update(request.id, load(model, old), load(model, new))
        return proto.UpdateResponse(properties=self._state(resource, changed))

    @answering
    def Delete(self, request: Any) -> empty_pb2.Empty:
        """Delete an object; one that is gone already is deleted."""
        resource = self._resource(request.urn)
        resource.delete(request.id, load(resource.arguments, plain_map(request.properties)))
        return empty_pb2.Empty()

    def _resource(self, urn: str) -> Resource[Any, Any]:
        token = type_of(urn)
        if token not in self._resources:
            raise RefusalError(f"there is no resource {token}, but {', '.join(sorted(self._resources))}")
        return self._resources[token]

    def _state(self, resource: Resource[Any, Any], found: Object[Any, Any]) -> Any:
        return self._struct(resource, found.arguments.plain() | found.outputs.plain())

    def _struct(self, resource: Resource[Any, Any], properties: Mapping[str, Any]) -> Any:
        secrets = marked(resource.arguments, SECRET) | marked(resource.outputs, SECRET)
        return struct(guarded(properties, secrets))


def _failures(wrong: Iterable[tuple[str, str]]) -> list[Any]:
    # Of a property that is named apart the engine shows the value, a secret one too.
    return [proto.CheckFailure(reason=f"{field}: {reason}") for field, reason in wrong]


def _unknown_outputs(resource: Resource[Any, Any]) -> Properties:
    """What a preview says of what only the service can tell."""
    return {outside(name, field): UNKNOWN for name, field in resource.outputs.model_fields.items()}
