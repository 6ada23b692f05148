"""Makes a package's schema from its models, as `pulumi package get-schema` prints it and SDKs are made from."""

from inspect import cleandoc
from typing import Any

from pydantic import BaseModel

from providers.kit.model import REPLACES, SECRET, engine_name, is_marked
from providers.kit.resource import Package

Schema = dict[str, Any]


def schema(package: Package) -> Schema:
    """The whole package in Pulumi's schema language."""
    types: dict[str, Schema] = {}
    resources = {}
    for kind in package.resources:
        arguments = _object(package, kind.arguments, types)
        outputs = _object(package, kind.outputs, types)
        resources[package.token(kind.__name__)] = {
            "description": cleandoc(kind.__doc__ or ""),
            "inputProperties": arguments["properties"],
            "requiredInputs": arguments["required"],
            "properties": arguments["properties"] | outputs["properties"],
            "required": sorted({*arguments["required"], *outputs["required"]}),
        }
    functions = {
        package.token(kind.name): {
            "description": cleandoc(kind.__doc__ or ""),
            "inputs": {"type": "object", **_object(package, kind.arguments, types)},
            "outputs": {"type": "object", **_object(package, kind.outputs, types)},
        }
        for kind in package.functions
    }
    settings = _object(package, package.settings, types)["properties"]
    for name, field in package.settings.model_fields.items():
        variable = package.settings.variables.get(name)
        if variable:
            settings[engine_name(name, field)]["defaultInfo"] = {"environment": [variable]}
    return {
        "name": package.name,
        "displayName": package.title,
        "version": package.version,
        "description": package.description,
        "config": {"variables": settings},
        "provider": {"inputProperties": settings},
        "types": types,
        "resources": resources,
        "functions": functions,
    }


def _object(package: Package, model: type[BaseModel], types: dict[str, Schema]) -> Schema:
    """A model's properties and which of them are required; the types that it refers to are added to `types`."""
    json_schema = model.model_json_schema(by_alias=True)
    for name, definition in json_schema.get("$defs", {}).items():
        head = {"type": "object", "description": definition.get("description", "")}
        types[package.token(name)] = head | _properties(package, definition)
    described = _properties(package, json_schema)
    for name, field in model.model_fields.items():
        own = described["properties"][engine_name(name, field)]
        if is_marked(field, SECRET):
            own["secret"] = True
        if is_marked(field, REPLACES):
            own["replaceOnChanges"] = True
    return described


def _properties(package: Package, json_schema: Schema) -> Schema:
    properties = {name: _property(package, value) for name, value in json_schema.get("properties", {}).items()}
    return {"properties": properties, "required": sorted(json_schema.get("required", []))}


def _property(package: Package, json_schema: Schema) -> Schema:
    described = _type(package, json_schema)
    if json_schema.get("description"):
        described["description"] = json_schema["description"]
    if isinstance(json_schema.get("default"), str | int | float | bool):
        described["default"] = json_schema["default"]
    return described


def _type(package: Package, json_schema: Schema) -> Schema:
    if "anyOf" in json_schema:
        return _type(package, next(choice for choice in json_schema["anyOf"] if choice.get("type") != "null"))
    if "$ref" in json_schema:
        return {"$ref": f"#/types/{package.token(json_schema['$ref'].rpartition('/')[2])}"}
    if json_schema.get("type") == "array":
        return {"type": "array", "items": _type(package, json_schema["items"])}
    if json_schema.get("type") == "object":
        return {"type": "object", "additionalProperties": _type(package, json_schema["additionalProperties"])}
    return {"type": json_schema.get("type", "string")}
