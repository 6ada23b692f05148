"""A package's schema, as `pulumi package get-schema` prints it and SDKs are made from: derived from its models."""

from inspect import cleandoc
from typing import Any

from pydantic import BaseModel

from providers.kit.model import REPLACES, SECRET, is_marked, outside
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
            settings[outside(name, field)]["defaultInfo"] = {"environment": [variable]}
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
    told = model.model_json_schema(by_alias=True)
    for name, definition in told.get("$defs", {}).items():
        said = {"type": "object", "description": definition.get("description", "")}
        types[package.token(name)] = said | _properties(package, definition)
    found = _properties(package, told)
    for name, field in model.model_fields.items():
        own = found["properties"][outside(name, field)]
        if is_marked(field, SECRET):
            own["secret"] = True
        if is_marked(field, REPLACES):
            own["replaceOnChanges"] = True
    return found


def _properties(package: Package, told: Schema) -> Schema:
    properties = {name: _property(package, value) for name, value in told.get("properties", {}).items()}
    return {"properties": properties, "required": sorted(told.get("required", []))}


def _property(package: Package, told: Schema) -> Schema:
    found = _type(package, told)
    if told.get("description"):
        found["description"] = told["description"]
    if "default" in told and isinstance(told["default"], str | int | float | bool):
        found["default"] = told["default"]
    return found


def _type(package: Package, told: Schema) -> Schema:
    if "anyOf" in told:
        return _type(package, next(one for one in told["anyOf"] if one.get("type") != "null"))
    if "$ref" in told:
        return {"$ref": f"#/types/{package.token(told['$ref'].rpartition('/')[2])}"}
    if told.get("type") == "array":
        return {"type": "array", "items": _type(package, told["items"])}
    if told.get("type") == "object":
        return {"type": "object", "additionalProperties": _type(package, told["additionalProperties"])}
    return {"type": told.get("type", "string")}
