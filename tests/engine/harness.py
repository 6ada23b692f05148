"""The command line on the real engine, with simulated clouds of a test's own."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.store import Store
from sandbox.workspace import clouds

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def outcome(self) -> dict[str, Any]:
        """What `--json` printed."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    def resources(self) -> dict[str, int]:
        """How many resources there were of each operation, after a run that went well."""
        assert self.code == 0, self.out + self.err
        found: dict[str, int] = self.outcome["resources"]
        return found

    def changes(self, name: str) -> list[str]:
        """What changes in the row of that name."""
        return [change for row in self.outcome["rows"] if row["name"] == name for change in row["changes"]]


class Sandbox:
    """One stack in a sandbox of its own; its inventory may be edited."""

    def __init__(self, home: Path, stack: str) -> None:
        self.home, self.stack = home / "sandbox", stack
        self.inventory = home / "inventory"
        shutil.copytree(ROOT / "stacks" / stack, self.inventory)
        self.env = {**os.environ, "FLEET_SANDBOX": str(self.home), "TERM": "dumb"}

    def fleet(self, *args: str) -> Run:
        """Run `python -m fleet` with these arguments."""
        command = [sys.executable, "-m", "fleet", *args]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        return Run(done.returncode, done.stdout, done.stderr)

    def run(self, verb: str, *args: str) -> Run:
        """Run a verb on the stack in the sandbox, and take its outcome as JSON."""
        inventory = ["--inventory", str(self.inventory)] if verb in {"preview", "up"} else []
        return self.fleet(verb, "--sandbox", "--stack", self.stack, "--json", *inventory, *args)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text of the inventory that is there once."""
        path = self.inventory / file
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} is in {file} {text.count(old)} times"
        path.write_text(text.replace(old, new))

    def store(self) -> Store:
        """The clouds' memory."""
        return Store(clouds(self.home, self.stack))

    def resources(self) -> list[dict[str, Any]]:
        """The resources in the stack's state, as they lie in the file; the stack itself comes first."""
        state = json.loads((self.home / "state/.pulumi/stacks/fleet" / f"{self.stack}.json").read_text())
        found: list[dict[str, Any]] = state["checkpoint"]["latest"]["resources"]
        return found

    def copy(self, home: Path) -> "Sandbox":
        """The same with all that was done to it so far, elsewhere."""
        other = object.__new__(Sandbox)
        other.home, other.inventory, other.stack = home / "sandbox", home / "inventory", self.stack
        other.env = {**self.env, "FLEET_SANDBOX": str(other.home)}
        shutil.copytree(self.home, other.home)
        shutil.copytree(self.inventory, other.inventory)
        return other


MakeSandbox = Callable[[str], Sandbox]
