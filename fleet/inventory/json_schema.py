"""The JSON Schema by which editors check an inventory while it is written."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from fleet.inventory.model import fleet_model

_NULL = {"type": "null"}


def schema() -> str:
    """The schema of one inventory file, as deterministic JSON text."""
    definition = {"$schema": GenerateJsonSchema.schema_dialect, **fleet_model().model_json_schema()}
    _close(definition)
    definition = _without_null(definition)
    return json.dumps(definition, indent=2, sort_keys=True) + "\n"


def _close(here: Any) -> None:
    """Refuse keys that fit no pattern; pydantic leaves them, and the rows under them, unchecked."""
    if isinstance(here, dict):
        if "patternProperties" in here:
            here["additionalProperties"] = False
        for value in here.values():
            _close(value)
    elif isinstance(here, list):
        for item in here:
            _close(item)


def _without_null(here: Any) -> Any:
    """The same without null, which pydantic allows for what may be left out; a key without a value is a mistake."""
    if isinstance(here, list):
        return [_without_null(item) for item in here if item != _NULL]
    if not isinstance(here, dict):
        return here
    found = {key: _without_null(value) for key, value in here.items() if (key, value) != ("default", None)}
    choices = found.get("anyOf")
    if choices is not None and _NULL in here["anyOf"] and len(choices) == 1:
        return choices[0] | {key: value for key, value in found.items() if key != "anyOf"}
    return found
