"""Notices changes of the files that a plan was made from, so that an outdated plan is not applied."""

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
    """The digest of each file's content."""
    config: Mapping[str, Any]
    """The stack's settings; the engine writes the rest of their file."""

    @classmethod
    def read(cls, inventory: Path, settings: Path, project: Path) -> "Inputs":
        """Read the files as they are now.

        Args:
            inventory: A YAML file or a directory of them, which need not exist.
            settings: The stack's settings file, which need not exist.
            project: The project's file, which has the defaults of all stacks' settings.
        """
        files = {file: _digest(file) for file in (*files_of(inventory), project)}
        return cls(inventory, settings, project, files, _config(settings))

    def changes(self) -> Iterator[str]:
        """Every change since the files were read, a sentence each."""
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
        content = yaml.safe_load(settings.read_bytes())
    except (OSError, yaml.YAMLError):
        return {}
    config = content.get("config") if isinstance(content, dict) else None
    return {key: _plain(value) for key, value in config.items()} if isinstance(config, dict) else {}


def _plain(value: Any) -> Any:
    """A setting's value in one form: the engine writes `"true"` in quotes where a person writes `true`."""
    return value if isinstance(value, dict | list) else str(value).lower()
