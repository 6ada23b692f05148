"""Without `--sandbox`: the configured backend and whatever plugins are found, here those of the sandbox on PATH."""

import os
import pty
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.install import ensure
from fleet.inventory.load import load
from sandbox.seed import seed
from sandbox.store import Store
from tests.engine.fleets import FOUND_FLEET
from tests.engine.harness import ROOT, THROWAWAY
from tests.warm import python

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run `python -m fleet` in a checkout of its own, whose stack `sandbox` is in a backend of its own."""
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    for name in ("__main__.py", "Pulumi.yaml"):
        shutil.copy(ROOT / name, checkout)
    for name in ("components", "engine", "fleet", "providers", "sandbox", "stacks"):
        shutil.copytree(ROOT / name, checkout / name, symlinks=True)
    shutil.rmtree(checkout / "stacks/sandbox")
    (checkout / "stacks/sandbox").mkdir()
    (checkout / "stacks/sandbox/fleet.yaml").write_text(FOUND_FLEET)
    (tmp_path / "state").mkdir()
    store = Store(tmp_path / "clouds.sqlite")
    seed(store, load(checkout / "stacks/sandbox"))
    store.close()
    root = ensure(print)
    env = os.environ | {
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
        "PULUMI_CONFIG_PASSPHRASE": "made up",
        "PULUMI_HOME": str(tmp_path / "home"),
        "FLEET_PYTHON": str(python()),
        "FLEET_SANDBOX_STORE": str(tmp_path / "clouds.sqlite"),
        **THROWAWAY,
        "PATH": f"{ROOT}/sandbox/bin:{os.environ['PATH']}",
        "TERM": "dumb",
    }
    init = [str(root / "bin/pulumi"), "stack", "init", "sandbox", "--non-interactive"]
    subprocess.run(init, cwd=checkout, env=env, check=True, capture_output=True)

    def run(*args: str, answer: str | None = None) -> subprocess.CompletedProcess[str]:
        ours, theirs = pty.openpty()
        if answer is not None:
            os.write(ours, f"{answer}\n".encode())
        done = subprocess.run(
            [str(python()), "-m", "fleet", *args, "--stack", "sandbox"],
            cwd=checkout,
            env=env,
            stdin=theirs if answer is not None else subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        os.close(ours)
        os.close(theirs)
        return done

    return run


def test_a_stack_lives_in_the_configured_backend(command: Command) -> None:
    preview = command("preview", "--expect-no-changes")
    assert preview.returncode == 7, preview.stderr
    planned = preview.stdout.splitlines()[-1]
    assert re.match(r"preview of sandbox: \d+ rows new, \d+ to create, \d+ to adopt, .* targets added; 0 un", planned)

    unasked = command("up")
    assert unasked.returncode == 1
    assert "nobody is there to be asked" in unasked.stderr
    declined = command("up", answer="n")
    assert declined.returncode == 1
    assert "Make these changes?" in declined.stdout
    agreed = command("up", answer="y")
    assert agreed.returncode == 0, agreed.stdout + agreed.stderr
    done = agreed.stdout.splitlines()[-1]
    assert done.startswith("up of sandbox: ")
    counted = re.compile(r"(\d+) (?:rows new|(?:to )?(?:create|adopt|update)d?|targets)")
    assert counted.findall(done) == counted.findall(planned)

    again = command("up", "--yes", "--expect-no-changes")
    assert again.returncode == 0, again.stdout + again.stderr
    refused = command("destroy", "--yes")
    assert refused.returncode == 1
    assert "destroy of sandbox: refused, and nothing was touched" in refused.stdout
