"""The files that a plan was made from, so that it is not applied once they have changed."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from fleet.inventory.load import files_of


@dataclass(frozen=True)
class Inputs:
    """An inventory's files, a stack's settings and their defaults, as they were when they were read."""

    inventory: Path
    settings: Path
    project: Path
    files: Mapping[Path, str]
    """By file, a digest of what is in it."""
    config: Mapping[str, Any]
    """The stack's settings; the rest of that file is the engine's, which writes it."""

    @classmethod
    def read(cls, inventory: Path, settings: Path, project: Path) -> "Inputs":
        """Note what is there now.

        Args:
            inventory: A YAML file or a directory of them, which need not exist.
            settings: The stack's settings file, which need not exist.
            project: The project's file, which has the defaults of all stacks' settings.
        """
        files = {file: _digest(file) for file in (*files_of(inventory), project)}
        return cls(inventory, settings, project, files, _config(settings))

    def changes(self) -> Iterator[str]:
        """What differs from that now, a sentence each."""
        now = Inputs.read(self.inventory, self.settings, self.project)
        for file in sorted({*self.files, *now.files}):
            if file not in now.files:
                yield f"{file} was removed after it was read"
            elif file not in self.files:
                yield f"{file} was added after the inventory was read"
            elif self.files[file] != now.files[file]:
                yield f"{file} was changed after it was read"
        for key in sorted({*self.config, *now.config}):
            if self.config.get(key) != now.config.get(key):
                yield f"{self.settings}: the setting {key} was changed after it was read"


def _digest(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        return f"can't be read: {error.strerror}"


def _config(settings: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(settings.read_bytes())
    except (OSError, yaml.YAMLError):
        return {}
    config = found.get("config") if isinstance(found, dict) else None
    return {key: _plain(value) for key, value in config.items()} if isinstance(config, dict) else {}


def _plain(value: Any) -> Any:
    """A setting's value as it is the same however it is written: the engine quotes what it writes."""
    return value if isinstance(value, dict | list) else str(value).lower()
