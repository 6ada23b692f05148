"""The command line, as it is typed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from pulumi.automation import CommandError, CommandResult, Deployment

from engine.locks import Lock
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
        assert "0 hosts, 0 services, 0 sites, 1 contact; no mistakes" in done.stdout


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


@pytest.mark.parametrize("verb", ["preview", "up", "refresh", "destroy", "cancel", "restore"])
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


@pytest.mark.parametrize(
    "verb", ["preview", "up", "refresh", "destroy", "cancel", "restore", "dns", "adopt uptimerobot"]
)
def test_without_a_login_every_command_says_the_three_ways_on(verb: str, tmp_path: Path) -> None:
    yes = ["--yes"] if verb in {"up", "destroy"} else []
    env = {"PULUMI_HOME": str(tmp_path), "PULUMI_BACKEND_URL": "", "PULUMI_ACCESS_TOKEN": ""}
    done = fleet(*verb.split(), *yes, env=env)
    assert (done.returncode, done.stdout) == (1, "")
    for way in ("--sandbox, which needs no account", "pulumi login 'file://", "Pulumi Cloud"):
        assert way in done.stderr


def test_nothing_real_is_destroyed_without_a_yes(tmp_path: Path) -> None:
    done = fleet("destroy", env={"PULUMI_BACKEND_URL": f"file://{tmp_path}", "PULUMI_CONFIG_PASSPHRASE": "x"})
    assert done.returncode == 1
    assert "there is no terminal to ask for confirmation: give --yes, or try --sandbox" in done.stderr


class Locked:
    """A stack with locks, of whose backend they are known or not."""

    name = "s"

    def __init__(self, error: str = "") -> None:
        self.error, self.is_locked = error, True

    def cancel(self) -> None:
        if self.error:
            raise CommandError(CommandResult(stdout="", stderr=self.error, code=255))
        self.is_locked = False


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Locked, list[Lock] | None], Callable[..., None]]:
    """The command on a stack with these locks."""

    def command(stack: Locked, held: list[Lock] | None) -> Callable[..., None]:
        module = import_module("cli.commands.cancel")
        monkeypatch.setattr(module, "open_stack", lambda *_, **__: stack)
        monkeypatch.setattr(module, "require_terminal", lambda: None)
        monkeypatch.setattr("engine.locks.locks", lambda _: held)
        unlock: Callable[..., None] = module.cancel
        return unlock

    return command


HELD = Lock(4711, "ops", "laptop", "2026-01-31T10:00:00Z")
Command = Callable[[Locked, list[Lock] | None], Callable[..., None]]


def test_a_lock_that_cannot_be_released_says_why(locked: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as caught:
        locked(Locked("error: no stack named 's' found"), None)("s", yes=True)
    assert caught.value.exit_code == 1
    assert capsys.readouterr().err.startswith("no stack named 's' found; make it once with `pulumi stack init`")


@pytest.mark.parametrize("held", [[HELD], None])
@pytest.mark.parametrize("answer", [True, False])
def test_a_real_stack_is_unlocked_once_someone_has_seen_who_holds_it(
    locked: Command,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    held: list[Lock] | None,
    *,
    answer: bool,
) -> None:
    def confirm(question: str, *, abort: bool) -> None:
        assert question.startswith("Unlock s?")
        if abort and not answer:
            raise typer.Abort

    monkeypatch.setattr(typer, "confirm", confirm)
    stack = Locked()
    with nullcontext() if answer else pytest.raises(typer.Abort):
        locked(stack, held)("s")
    assert stack.is_locked is not answer
    said = capsys.readouterr().out
    assert (f"s is locked by {HELD}\n" in said) == bool(held)
    assert ("s is unlocked; `python -m fleet up --stack s` finishes" in said) == answer


def test_what_is_not_locked_is_not_unlocked(locked: Command, capsys: pytest.CaptureFixture[str]) -> None:
    stack = Locked()
    locked(stack, [])("s")
    assert (stack.is_locked, capsys.readouterr().out) == (True, "s is not locked\n")


@pytest.mark.parametrize("verb", ["refresh", "destroy", "cancel", "restore", "dns"])
def test_a_stack_that_was_never_in_the_sandbox_is_not_made_by_looking_at_it(verb: str, tmp_path: Path) -> None:
    done = fleet(verb, "--sandbox", "--stack", "mistyped", env={"FLEET_SANDBOX": str(tmp_path)})
    assert (done.returncode, done.stdout) == (1, "")
    assert "run `python -m fleet up --sandbox --stack mistyped`" in done.stderr


def kept(folder: Path, name: str, content: Any) -> Path:
    file = folder / name
    file.write_text(json.dumps(content))
    return file


class Kept:
    """A stack whose state is replaced."""

    name = "s"

    def __init__(self, folder: Path) -> None:
        self.workspace = SimpleNamespace(work_dir=str(folder))
        self.state = Deployment(3, {"resources": []})

    def export_stack(self) -> Deployment:
        return self.state

    def import_stack(self, state: Deployment) -> None:
        self.state = state


def test_a_state_is_brought_back_and_the_one_before_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    stack, module = Kept(tmp_path), import_module("cli.commands.restore")
    monkeypatch.setattr(module, "open_stack", lambda *_, **__: stack)
    module.restore(stack="s")
    assert capsys.readouterr().out == "no state of s was kept\n"
    earlier = {"version": 3, "deployment": {"resources": [{"urn": "urn:pulumi:s::fleet::x::a"}]}}
    module.restore(kept(tmp_path, "earlier.json", earlier), stack="s", yes=True)
    assert (stack.state.version, stack.state.deployment) == (3, earlier["deployment"])
    assert "s has the state of" in capsys.readouterr().out
    module.restore(stack="s")
    (before,) = map(Path, capsys.readouterr().out.split())
    module.restore(before, stack="s", sandbox=True)
    assert stack.state.deployment == {"resources": []}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            {"version": 3, "deployment": {"resources": [{"urn": "urn:pulumi:t::fleet::x::a"}]}},
            "of another stack than s",
        ),
        ({"version": 3}, "is no state that was kept"),
        ([], "is no state that was kept"),
    ],
)
def test_what_is_no_state_of_the_stack_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: Any, reason: str
) -> None:
    stack, module = Kept(tmp_path), import_module("cli.commands.restore")
    monkeypatch.setattr(module, "open_stack", lambda *_, **__: stack)
    with pytest.raises(typer.Exit):
        module.restore(kept(tmp_path, "a.json", content), stack="s", yes=True)
    assert reason in capsys.readouterr().err
    assert stack.state.deployment == {"resources": []}
