"""The command line, as it is typed."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import typer
from pulumi.automation import CommandError, CommandResult

from fleet.inventory.load import load
from tests.warm import python

ROOT = Path(__file__).parents[2]


def fleet(*args: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `python -m fleet`."""
    command = [str(python()), "-m", "fleet", *args]
    full = {**os.environ, "TERM": "dumb", "PYTHONPATH": str(ROOT), **(env or {})}
    return subprocess.run(command, cwd=cwd, env=full, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("stack", "counts"), [("production", "11 hosts, 12 services, 9 sites"), ("sandbox", "10 hosts, 7 services")]
)
def test_check_says_what_it_read(stack: str, counts: str) -> None:
    done = fleet("check", "--inventory", f"tests/fleets/{stack}")
    assert done.returncode == 0
    assert done.stdout.startswith(f"tests/fleets/{stack}: {counts}")


@pytest.mark.parametrize("stack", ["production", "sandbox"])
def test_check_reads_a_stacks_own_inventory(stack: str) -> None:
    done = fleet("check", "--stack", stack)
    found = load(ROOT / "stacks" / stack)
    assert done.returncode == 0
    assert done.stdout.startswith(f"stacks/{stack}: {len(found.hosts)} hosts, {len(found.services)} services, ")


def test_check_takes_a_file_and_a_directory(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("contacts:\n  me: {name: Me, email: me@example.org}\n")
    for inventory in (tmp_path, tmp_path / "a.yaml"):
        done = fleet("check", "--inventory", str(inventory))
        assert (done.returncode, done.stderr) == (0, "")
        assert "0 hosts, 0 services, 0 sites, 1 contacts; no mistakes" in done.stdout


def test_check_reports_every_mistake_on_standard_error_and_exits_1(tmp_path: Path) -> None:
    inventory = tmp_path / "a.yaml"
    inventory.write_text("contact:\n  me: {}\norganisation: nobody\n")
    done = fleet("check", "--inventory", str(inventory))
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"{inventory}:1:1: contact: unknown key 'contact'; did you mean 'contacts'?",
        f"{inventory}:3:15: organisation: there is no 'nobody' in contacts; add a contacts: section with a row for it",
    ]


def test_check_works_from_any_folder(tmp_path: Path) -> None:
    assert fleet("check", cwd=tmp_path).returncode == 0


def test_schema_prints_what_is_committed() -> None:
    done = fleet("schema")
    assert done.stdout == (ROOT / "stacks/fleet.schema.json").read_text()
    assert json.loads(done.stdout)["title"] == "Fleet"


def test_check_never_imports_pulumi() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "fleet", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "pydantic" in imported
    assert not imported & {"pulumi", "grpc", "pulumi_linode", "pulumi_hcloud", "pulumi_github", "rich", "engine"}


@pytest.mark.parametrize("verb", ["preview", "up"])
def test_a_broken_inventory_stops_a_run_before_an_engine_is_needed(verb: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("hosts: []\n")
    done = fleet(
        verb, "--inventory", str(tmp_path), env={"PATH": "/nowhere", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path}/a.yaml:1:8: hosts: this is a list; write a mapping of names to rows")


def test_without_an_engine_one_sentence_names_all_three_ways(tmp_path: Path) -> None:
    done = fleet(
        "preview",
        "--sandbox",
        env={"PATH": "/nowhere", "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")},
    )
    assert done.returncode == 1
    sentence = done.stderr.splitlines()[-1]
    for way in ("on PATH", "get.pulumi.com", "install Go"):
        assert way in sentence
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["preview", "up", "refresh", "destroy", "cancel"])
def test_a_stack_that_the_backend_has_not_is_one_clear_line(verb: str, tmp_path: Path) -> None:
    (tmp_path / "state").mkdir()
    env = {
        "PULUMI_BACKEND_URL": f"file://{tmp_path}/state",
        "PULUMI_CONFIG_PASSPHRASE": "x",
        "PULUMI_HOME": str(tmp_path),
    }
    args = [verb, "--yes"] if verb in {"up", "destroy"} else [verb]
    done = fleet(*args, env=env)
    assert done.returncode == 1
    assert "the stack production can't be opened: no stack named 'production' found" in done.stderr
    assert "make it once with `pulumi stack init`, or try it with --sandbox" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_real_is_destroyed_without_a_yes(tmp_path: Path) -> None:
    done = fleet("destroy", env={"PULUMI_BACKEND_URL": f"file://{tmp_path}", "PULUMI_CONFIG_PASSPHRASE": "x"})
    assert done.returncode == 1
    assert "there is no terminal to ask for confirmation: give --yes, or try --sandbox" in done.stderr


def test_a_lock_that_cannot_be_released_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Stack:
        def cancel(self) -> None:
            raise CommandError(CommandResult(stdout="", stderr="error: no stack named 's' found", code=255))

    module = import_module("cli.commands.cancel")
    monkeypatch.setattr(module, "open_stack", lambda *_, **__: Stack())
    with pytest.raises(typer.Exit) as caught:
        module.cancel("s")
    assert caught.value.exit_code == 1
    assert capsys.readouterr().err.startswith("no stack named 's' found; make it once with `pulumi stack init`")
