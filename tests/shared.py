"""What the workers of one run of the suite have in common, so that what takes long is made once for all of them."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # it has no stubs here

FLEETS = Path(__file__).parent / "fleets"
"""Inventories of the tests' own: those of `stacks/` are edited every day, and no test knows what is in them."""

DOCUMENTS = Draft202012Validator(json.loads((Path(__file__).parents[1] / "docs/json.schema.json").read_text()))
"""What a command may print with `--json`."""

PATIENCE_SECONDS = 120
"""How long a test waits for what takes no time: whatever else the machine has to do, only what is broken reaches it."""


def folder(factory: pytest.TempPathFactory) -> Path:
    """A folder for this run of the suite; each worker's own lies in that of the run."""
    own = factory.getbasetemp()
    found = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    found.mkdir(exist_ok=True)
    return found


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Only one worker at a time; a lock goes with its process, however that ends."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def printed(text: str) -> dict[str, Any]:
    """The document that a command printed with `--json`, which is as its schema says."""
    document: dict[str, Any] = json.loads(text)
    DOCUMENTS.validate(document)
    return document


def parsed(text: str) -> Any:
    """What YAML that Fleet wrote says, ten times as fast as `yaml.safe_load`."""
    return yaml.load(text, Loader=yaml.CSafeLoader)
