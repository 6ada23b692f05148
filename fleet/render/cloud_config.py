"""A piece of a machine's first boot, and how pieces become one cloud-config."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class File:
    """A file to be written, at first boot only.

    `mode` is octal; `deferred` files are written after packages are installed, because their owner, or the file they
    take the place of, comes from one; the content of an `encoded` file is in base64.
    """

    path: str
    content: str
    mode: str = "0644"
    owner: str = "root:root"
    deferred: bool = False
    encoded: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The file as cloud-init's `write_files` wants it."""
        fields = {"path": self.path, "owner": self.owner, "permissions": self.mode, "content": self.content}
        return fields | ({"encoding": "b64"} if self.encoded else {}) | ({"defer": True} if self.deferred else {})


@dataclass(frozen=True)
class Part:
    """What one concern needs of a machine's first boot.

    `runcmd` are lines of a shell script that runs after all packages and files are there, and ends at the first line
    that fails; `settings` are other keys of a cloud-config, each of which only one part may set.
    """

    packages: tuple[str, ...] = ()
    write_files: tuple[File, ...] = ()
    runcmd: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def compose(parts: Iterable[Part]) -> dict[str, Any]:
    """All parts as one cloud-config: settings, files and commands in the parts' order, packages sorted.

    Raises:
        ValueError: Two parts set the same key.
    """
    config: dict[str, Any] = {}
    packages: set[str] = set()
    files: list[dict[str, Any]] = []
    commands: list[str] = []
    for part in parts:
        if twice := config.keys() & part.settings.keys():
            raise ValueError(f"two parts of a first boot set {', '.join(sorted(twice))}")
        config |= part.settings
        packages |= set(part.packages)
        files += [file.as_dict() for file in part.write_files]
        commands += part.runcmd
    # A script goes on after a line that fails, and cloud-init would call half a first boot a success.
    return config | {"packages": sorted(packages), "write_files": files, "runcmd": ["set -e", *commands]}
