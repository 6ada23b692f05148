"""The JSON Schema by which editors check an inventory while it is written."""

import json

from fleet.model import Fleet


def schema() -> str:
    """The schema of one inventory file, as deterministic JSON text."""
    return json.dumps(Fleet.model_json_schema(), indent=2, sort_keys=True) + "\n"
