"""Sets up the sandbox of a stack: a project and state of its own, and the simulated clouds."""

import shlex
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import yaml

from sandbox.simulation import SIMULATIONS, plugins, references

STORE = "FLEET_SANDBOX_STORE"
"""The environment variable with the path of the simulated clouds' SQLite file, for the plugins."""
LAUNCHER = """\
#!/bin/sh
# The engine starts this as the plugin that its name ends in; FLEET_PYTHON is the interpreter of the command line.
cd -- {root} && exec "${{FLEET_PYTHON:-.venv/bin/python}}" -m sandbox "${{0##*-}}" "$@"
"""
PASSPHRASE = "sandbox"  # noqa: S105 # it protects nothing: everything that it encrypts is simulated


def clouds(home: Path, stack: str) -> Path:
    """The file with the simulated clouds of a stack."""
    return home / stack / "clouds.sqlite"


def has_state(home: Path, stack: str) -> bool:
    """Whether the sandbox has a state of a stack."""
    return (home / "state" / ".pulumi" / "stacks" / "fleet" / f"{stack}.json").exists()


def prepare(home: Path, root: Path, stack: str, left_out: Iterable[str] = ()) -> tuple[Path, dict[str, str]]:
    """Make the folder and environment in which the engine runs a stack in the sandbox.

    The project's own settings files are copied, not used: the engine writes to them, and their secrets are encrypted
    for another backend.

    Args:
        home: The sandbox's folder; created if it doesn't exist.
        root: The project's folder.
        stack: The stack's name.
        left_out: The providers of services that the stack's settings are to leave out.

    Returns:
        The engine's working directory and the environment variables it needs.
    """
    work = home / stack / "project"
    (work / "stacks").mkdir(parents=True, exist_ok=True)
    state = home / "state"
    state.mkdir(exist_ok=True)
    project = yaml.safe_load((root / "Pulumi.yaml").read_text(encoding="utf-8"))
    launchers = _write_launchers(home / stack / "bin", root)
    simulated = [{"name": name, "path": str(launchers)} for name in plugins()]
    # Native providers are the real ones; the environment gives them the addresses of simulated APIs.
    native = [{**plugin, "path": str(root / plugin["path"])} for plugin in project["plugins"]["providers"]]
    project["plugins"] = {"providers": [*simulated, *native]}
    (work / "Pulumi.yaml").write_text(yaml.safe_dump(project), encoding="utf-8")
    settings = f"stacks/Pulumi.{stack}.yaml"
    config = _open_settings(_read(root / settings), {plugin["name"] for plugin in native})
    config |= {f"fleet:{name}": False for name in left_out}
    copied = _read(work / settings) | {"config": config}
    (work / settings).write_text(yaml.safe_dump(copied), encoding="utf-8")
    return work, {
        STORE: str(clouds(home, stack)),
        SIMULATIONS: " ".join(references()),
        "FLEET_PYTHON": sys.executable,
        # No metadata files beside the state: one that a kill left empty makes the state unreadable.
        "PULUMI_BACKEND_URL": f"{state.as_uri()}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_HOME": str(home / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def _write_launchers(folder: Path, root: Path) -> Path:
    """Write a launcher for each simulated plugin, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in plugins():
        launcher = folder / f"pulumi-resource-{name}"
        launcher.write_text(LAUNCHER.format(root=shlex.quote(str(root))), encoding="utf-8")
        launcher.chmod(0o755)
    return folder


def _read(file: Path) -> dict[str, Any]:
    return (yaml.safe_load(file.read_text(encoding="utf-8")) or {}) if file.exists() else {}


def _open_settings(settings: dict[str, Any], native: Collection[str]) -> dict[str, Any]:
    """A stack's settings without the encrypted ones: simulated clouds accept any credentials, or none.

    Those of native providers are left out too: their addresses would lead out of the sandbox.
    """
    return {
        key: value
        for key, value in (settings.get("config") or {}).items()
        if not _has_secret(value) and key.partition(":")[0] not in native
    }


def _has_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return "secure" in value or any(map(_has_secret, value.values()))
    return isinstance(value, list) and any(map(_has_secret, value))
