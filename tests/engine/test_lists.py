"""What follows from the rows is made once, however many commands, components and guards use it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.engine.harness import ROOT, Sandbox
from tests.fleet.test_draw_up import LISTS
from tests.warm import python


@pytest.mark.parametrize(
    "command",
    [
        ("preview", "--sandbox", "--stack", "sandbox", "--inventory", "{home}/inventory"),
        ("up", "--yes", "--sandbox", "--stack", "sandbox", "--inventory", "{home}/inventory"),
        ("export", "--stack", "sandbox", "--out", "{home}/export"),
    ],
    ids=lambda command: command[0],
)
def test_each_list_is_made_once(command: tuple[str, ...], tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path, "sandbox")
    arguments = [word.format(home=tmp_path) for word in command]
    done = subprocess.run(
        [str(python()), "-m", "tests.engine.counted", *arguments],
        cwd=ROOT,
        env=sandbox.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == dict.fromkeys(LISTS, 1)
