import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from providers.kit.provider import Provider
from providers.kit.runtime import EngineRuntime
from providers.kit.schema import schema
from tests.providers.kit.toy import TOY
from tests.providers.plugin import Plugin

PROVIDERS = Path(__file__).parents[3] / "providers"
NAMES = sorted(path.parent.name for path in PROVIDERS.glob("*/package.py"))
PACKAGES = {name: import_module(f"providers.{name}.package").PACKAGE for name in NAMES}
PACKAGES["toy"] = TOY
TYPES = {"string", "integer", "number", "boolean", "array", "object"}


def properties(told: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Every property of a schema, with where it is."""
    places = {f"type {name}": one["properties"] for name, one in told["types"].items()}
    places["config"] = told["config"]["variables"]
    for name, one in told["resources"].items():
        places |= {f"{name} in": one["inputProperties"], f"{name} out": one["properties"]}
    for name, one in told["functions"].items():
        places |= {f"{name} in": one["inputs"]["properties"], f"{name} out": one["outputs"]["properties"]}
    return [(f"{place} {name}", one) for place, found in places.items() for name, one in found.items()]


def assert_typed(told: dict[str, Any], where: str, one: dict[str, Any]) -> None:
    if "$ref" in one:
        assert one["$ref"].removeprefix("#/types/") in told["types"], where
        return
    assert one["type"] in TYPES, where
    if one["type"] == "array":
        assert_typed(told, where, one["items"])
    if one["type"] == "object":
        assert_typed(told, where, one["additionalProperties"])


@pytest.mark.parametrize("name", PACKAGES)
def test_every_property_has_a_type_and_a_description(name: str) -> None:
    told = schema(PACKAGES[name])
    found = properties(told)
    assert found
    for where, one in found:
        assert_typed(told, where, one)
        assert one["description"], where


@pytest.mark.parametrize("name", PACKAGES)
def test_a_schema_has_the_shape_that_the_engine_wants(name: str) -> None:
    told = Plugin.direct(PACKAGES[name], EngineRuntime()).schema()
    assert told == schema(PACKAGES[name])
    assert told["name"] == name
    assert re.fullmatch(r"\d+\.\d+\.\d+", told["version"])
    assert told["provider"]["inputProperties"] == told["config"]["variables"]
    for token, one in (told["resources"] | told["functions"] | told["types"]).items():
        assert re.fullmatch(rf"{name}:index:\w+", token)
        assert one["description"], token
    for token, one in told["resources"].items():
        assert set(one["requiredInputs"]) <= one["inputProperties"].keys(), token
        assert set(one["required"]) <= one["properties"].keys(), token


def test_marks_defaults_and_variables_are_in_the_schema() -> None:
    told = schema(TOY)
    thing = told["resources"]["toy:index:Thing"]
    assert thing["inputProperties"]["passWord"]["secret"] is True
    assert thing["properties"]["token"]["secret"] is True
    assert thing["inputProperties"]["place"] == {
        "type": "string",
        "description": "Where it is",
        "default": "here",
        "replaceOnChanges": True,
    }
    assert thing["inputProperties"]["parts"]["items"] == {"$ref": "#/types/toy:index:Part"}
    assert thing["requiredInputs"] == ["name"]
    assert told["config"]["variables"]["apiKey"]["defaultInfo"] == {"environment": ["TOY_API_KEY"]}
    assert told["config"]["variables"]["apiKey"]["secret"] is True


def test_a_provider_asks_nothing_for_its_schema() -> None:
    provider = Provider(TOY, EngineRuntime())
    assert provider._resources == {}
    assert Plugin.direct(TOY, EngineRuntime()).schema()["resources"]
