"""A checkout of its own with a stack in a backend of its own: what `python -m fleet` does without `--sandbox`."""

import os
import pty
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from engine.install import ensure
from fleet.draw_up import draw_up
from fleet.inventory.load import load
from sandbox.seed import seed
from sandbox.store import Store
from sandbox.workspace import prepare
from tests.engine.harness import ROOT
from tests.warm import python

SETTINGS = "config:\n  fleet:uptimerobot: false\n"
QUESTIONS = ("[y/N]", "Type its name")
Done = subprocess.CompletedProcess[str]


class Checkout:
    """The project copied to a folder, with one inventory file, and the sandbox's plugins on PATH."""

    def __init__(self, home: Path, inventory: str) -> None:
        self.root = home / "checkout"
        self.root.mkdir()
        for name in ("__main__.py", "Pulumi.yaml"):
            shutil.copy(ROOT / name, self.root)
        for name in ("cli", "components", "engine", "fleet", "providers", "sandbox"):
            shutil.copytree(ROOT / name, self.root / name, symlinks=True)
        self.inventory = self.root / "stacks/sandbox/fleet.yaml"
        self.inventory.parent.mkdir(parents=True)
        self.inventory.write_text(inventory)
        self.settings = self.root / "stacks/Pulumi.sandbox.yaml"
        self.settings.write_text(SETTINGS)
        (home / "state").mkdir()
        self.store = Store(home / "clouds.sqlite")
        seed(self.store, draw_up(load(self.inventory)))
        prepare(home / "clouds", ROOT, "sandbox")
        self.env = os.environ | {
            "PULUMI_BACKEND_URL": f"file://{home}/state",
            "PULUMI_CONFIG_PASSPHRASE": "made up",
            "PULUMI_HOME": str(home / "home"),
            "FLEET_SANDBOX_STORE": str(home / "clouds.sqlite"),
            "FLEET_PYTHON": str(python()),
            "PATH": f"{home}/clouds/sandbox/bin:{os.environ['PATH']}",
            "TERM": "dumb",
        }
        init = [str(ensure(print) / "bin/pulumi"), "stack", "init", "sandbox", "--non-interactive"]
        subprocess.run(init, cwd=self.root, env=self.env, check=True, capture_output=True)

    def run(self, *args: str) -> Done:
        """Run a command that nobody watches."""
        return subprocess.run(
            self._command(*args),
            cwd=self.root,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self, *args: str, answer: str, meanwhile: Callable[[], object] = lambda: None) -> Done:
        """Run a command that asks, do something while its question is on the screen, and answer.

        What is printed before the question is in the result as well.
        """
        ours, theirs = pty.openpty()
        command = self._command(*args)
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=self.root, env=self.env, stdin=theirs, stdout=pipe, stderr=pipe, text=True
        ) as process:
            assert process.stdout is not None
            printed = ""
            while not printed.endswith(QUESTIONS) and (character := process.stdout.read(1)):
                printed += character
            meanwhile()
            os.write(ours, f"{answer}\n".encode())
            out, err = process.communicate()
        os.close(ours)
        os.close(theirs)
        return subprocess.CompletedProcess(command, process.returncode, printed + out, err)

    @staticmethod
    def _command(*args: str) -> list[str]:
        return [str(python()), "-m", "fleet", *args, "--stack", "sandbox"]
