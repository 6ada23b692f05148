"""What the commands share: a stack's own inventory, words for mistakes, and exit codes."""

import shutil
from contextlib import nullcontext
from itertools import product
from pathlib import Path

import pytest
import typer

from cli import session
from cli.documents import Answered, Failed
from engine.outcome import Outcome

PROJECT = Path(__file__).parents[2] / "Pulumi.yaml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project without stacks, which is the current folder."""
    (tmp_path / "stacks").mkdir()
    shutil.copy(PROJECT, tmp_path)
    monkeypatch.setattr(session, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("settings", "inventory"),
    [
        (None, "stacks/s"),
        ("", "stacks/s"),
        ("config:\n", "stacks/s"),
        ("config: { fleet:debug: true }\n", "stacks/s"),
        ("config: { fleet:inventory: tests/fleet.yaml }\n", "tests/fleet.yaml"),
    ],
)
def test_a_stacks_inventory_is_what_its_settings_say_else_the_folder_of_its_name(
    root: Path, settings: str | None, inventory: str
) -> None:
    if settings is not None:
        (root / "stacks" / "Pulumi.s.yaml").write_text(settings)
    assert session.settings_file("s") == root / "stacks" / "Pulumi.s.yaml"
    assert session.inventory_of("s") == Path(inventory)


def test_settings_that_are_not_yaml_end_with_their_file_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "stacks" / "Pulumi.s.yaml").write_text("config: [")
    with pytest.raises(typer.Exit) as caught:
        session.inventory_of("s")
    assert caught.value.exit_code == 1
    assert capsys.readouterr().err.startswith(f"{root}/stacks/Pulumi.s.yaml:1:9: the [ that begins here is ")


@pytest.mark.parametrize("text", ["- a\n", "hello\n", "config: hello\n", "config: [a]\n"])
def test_a_file_that_holds_no_settings_says_what_to_write(
    root: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    file = root / "stacks" / "Pulumi.s.yaml"
    file.write_text(text)
    with pytest.raises(typer.Exit):
        session.settings("s")
    assert capsys.readouterr().err == (
        f"{file} has no settings; write them below a line `config:`, each like `fleet:uptimerobot: false`\n"
    )


def test_settings_that_nothing_reads_are_refused_all_at_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "stacks" / "Pulumi.s.yaml"
    file.write_text("config: { fleet:uptimerobto: false, uptimerobot: false, linode:token: x, fleet:debug: true }\n")
    with pytest.raises(typer.Exit):
        session.settings("s")
    assert capsys.readouterr().err == (
        f"{file}:1:11: unknown setting 'fleet:uptimerobto'; did you mean 'fleet:uptimerobot'?\n"
        f"{file}:1:37: the setting 'uptimerobot' has no namespace; did you mean 'fleet:uptimerobot'?\n"
    )


def test_the_mistakes_of_all_stacks_are_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for stack in ("one", "two"):
        (root / "stacks" / stack).mkdir()
        (root / "stacks" / stack / "a.yaml").write_text("hosts: []\n")
    with pytest.raises(typer.Exit):
        session.united(["one", "two"])
    assert [line.partition(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "stacks/one/a.yaml",
        "stacks/two/a.yaml",
    ]


def test_mistakes_are_told_on_standard_error(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "a.yaml").write_text("hosts: []\n")
    with pytest.raises(typer.Exit) as caught:
        session.loaded(Path("a.yaml"))
    assert caught.value.exit_code == 1
    assert capsys.readouterr() == ("", "a.yaml:1:8: hosts: this is a list; write a mapping of names to rows\n")


def test_stacks_are_read_as_one_unless_they_contradict(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for stack, name in (("one", "Me"), ("two", "You")):
        (root / "stacks" / f"{stack}").mkdir()
        text = f"contacts:\n  me: {{ name: {name}, email: me@example.org }}\n"
        (root / "stacks" / stack / "a.yaml").write_text(text)
    assert list(session.united(["one"]).contacts) == ["me"]
    with pytest.raises(typer.Exit) as caught:
        session.united(["one", "two"])
    assert caught.value.exit_code == 1
    assert "me" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("outcome", "expect_no_changes", "code"),
    [
        (Outcome("up", "s", sandbox=True), True, 0),
        (Outcome("up", "s", sandbox=True, after={"hosts": {"a": {"aliases": []}}}), False, 0),
        (Outcome("up", "s", sandbox=True, after={"hosts": {"a": {"aliases": []}}}), True, 7),
        (Outcome("up", "s", sandbox=True, errors=["broken"], after={"hosts": {"a": {"aliases": []}}}), True, 1),
    ],
)
def test_an_outcome_is_shown_and_decides_the_exit_code(
    outcome: Outcome, code: int, capsys: pytest.CaptureFixture[str], *, expect_no_changes: bool
) -> None:
    with pytest.raises(typer.Exit) as caught:
        session.finish(outcome, json=False, expect_no_changes=expect_no_changes)
    assert caught.value.exit_code == code
    assert capsys.readouterr().out.splitlines()[-1].startswith("up of s, in the sandbox: ")
    with pytest.raises(Answered) as answered:
        session.finish(outcome, json=True, expect_no_changes=expect_no_changes)
    assert (answered.value.exit_code, answered.value.answer) == (code, outcome.as_json())
    assert capsys.readouterr().out == ""


def test_an_outcome_for_people_ends_with_its_summary(capsys: pytest.CaptureFixture[str]) -> None:
    session.show(Outcome("up", "s", sandbox=False))
    assert capsys.readouterr().out == "up of s: no changes; 0 unchanged (0.0 s)\n"


@pytest.mark.parametrize(("json", "sandbox", "yes"), [*product([True, False], repeat=3)])
def test_only_people_are_asked_and_only_before_something_real_changes(
    capsys: pytest.CaptureFixture[str], *, json: bool, sandbox: bool, yes: bool
) -> None:
    refuses = json and not (sandbox or yes)
    with pytest.raises(Failed) if refuses else nullcontext():
        asked = session.question_or_none("Really?", json=json, sandbox=sandbox, yes=yes)
        assert asked == (None if sandbox or yes else "Really?")
    assert ("give --yes as well" in capsys.readouterr().err) == refuses


@pytest.mark.parametrize("someone", [True, False])
def test_only_someone_who_is_there_is_asked(monkeypatch: pytest.MonkeyPatch, *, someone: bool) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: someone)
    if someone:
        session.require_terminal()
    else:
        with pytest.raises(typer.Exit) as caught:
            session.require_terminal()
        assert caught.value.exit_code == 1


def test_a_stack_that_declares_nothing_runs_no_program() -> None:
    from engine.stack import no_program

    assert session._program(None) is no_program
