"""The JSON Schema by which editors check an inventory while it is written."""

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from fleet.inventory.model import fleet_model


def schema() -> str:
    """The schema of one inventory file, as deterministic JSON text."""
    definition = {"$schema": GenerateJsonSchema.schema_dialect, **fleet_model().model_json_schema()}
    _close(definition)
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
