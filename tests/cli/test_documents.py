"""What `--json` prints: one document, whatever happens, as its schema says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
import typer
from pulumi.automation import CommandError, CommandResult
from typer.testing import CliRunner

from cli import dns, operations
from cli.app import app
from cli.documents import CRASHED
from engine import operation
from engine.outcome import Outcome, Step
from engine.plan import Plan
from tests.shared import DOCUMENTS, printed

ROWS = {
    "hosts": {"a": {"provider": "linode", "state": "created", "size": "x", "aliases": []}},
    "checks": [{"kind": "icmp", "target": "a"}],
}


def ended(*args: str) -> tuple[int, dict[str, Any]]:
    """The exit code of a command that failed or not, and its document, which the schema describes."""
    done = CliRunner().invoke(app, args)
    return done.exit_code, printed(done.stdout)


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    file = tmp_path / "fleet.yaml"
    file.write_text("contacts:\n  me: { name: Me, email: me@example.org }\n")
    return file


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack that needs no engine, and whose plan is to create something."""

    def planned(_stack: Any, outcome: Outcome, *_: Any) -> Outcome:
        print("what somebody else prints")  # noqa: T201 # such as a program
        outcome.before, outcome.after = {}, ROWS
        outcome.steps = [Step("a", "create", "linode:index/instance:Instance", "a")]
        return outcome

    monkeypatch.setattr(operations, "open_stack", lambda *_, **__: None)
    monkeypatch.setattr(operations, "_unlock", lambda *_, **__: None)
    monkeypatch.setattr(operation, "run", planned)
    monkeypatch.setattr(operation, "plan", lambda stack, outcome, _: Plan(planned(stack, outcome)))
    monkeypatch.setattr(operation, "apply", lambda _stack, plan, *_: plan.outcome)
    monkeypatch.setattr(dns, "records_of", lambda *_, **__: [])


def test_the_schema_is_one() -> None:
    DOCUMENTS.check_schema(DOCUMENTS.schema)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        [],
        {"version": 1, "verb": "up", "ok": True, "errors": []},
        {"version": 2, "verb": "up", "ok": True, "errors": [], "mistakes": []},
        {"version": 1, "verb": "up", "ok": True, "errors": "", "mistakes": []},
        {"version": 1, "verb": "dns", "ok": True, "errors": [], "mistakes": [], "records": []},
        Outcome("up", "s", sandbox=True).as_json(),
        {"version": 1} | Outcome("check", "s", sandbox=True).as_json(),
    ],
)
def test_the_schema_refuses_what_no_command_prints(wrong: Any) -> None:
    assert not DOCUMENTS.is_valid(wrong)


def test_the_page_shows_a_document() -> None:
    page = (Path(__file__).parents[2] / "docs/json.md").read_text()
    assert printed(page.partition("```json")[2].partition("```")[0])["mistakes"]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["preview", "--sandbox"], 0),
        (["preview", "--expect-no-changes"], 7),
        (["up", "--sandbox"], 0),
        (["up", "--yes", "--expect-no-changes"], 7),
        (["refresh"], 0),
        (["destroy", "--sandbox"], 0),
        (["destroy", "--yes"], 0),
        (["dns"], 0),
    ],
)
def test_a_command_that_goes_well_prints_its_answer(inventory: Path, args: list[str], code: int) -> None:
    given = ["--inventory", str(inventory)] if args[0] in {"preview", "up"} else []
    exit_code, document = ended(*args, "--json", *given)
    assert (exit_code, document["verb"], document["ok"]) == (code, args[0], True)
    assert document["sandbox"] == ("--sandbox" in args)
    if args[0] != "dns":
        assert document["rows"][0]["action"] == "new"
        assert document["resources"] == {"create": 1}


@pytest.mark.parametrize(
    ("args", "code", "verb", "words"),
    [
        (["up", "--json"], 1, "up", "give --yes as well"),
        (["destroy", "--json", "--stack", "mine"], 1, "destroy", "give --yes as well"),
        (["preview", "--json", "--no-such"], 2, "preview", "--no-such"),
        (["preview", "--json=1"], 2, "preview", "--json"),
        (["preview", "--json", "extra"], 2, "preview", "extra"),
        (["up", "--json", "--stack"], 2, "up", "--stack"),
        (["pervue", "--json"], 2, None, "No such command 'pervue'"),
        (["--json"], 2, None, "--json"),
        (["--json", "preview"], 2, None, "--json"),
        (["check", "--json"], 2, "check", "--json"),
        (["adopt", "uptimerobot", "--json"], 2, "adopt", "--json"),
        (["dns", "--json", "--resolver", "9.9.9.9"], 1, "dns", "give --check too"),
        (["dns", "--json", "--check", "--resolver", "there"], 1, "dns", "is no resolver's address"),
        (["preview", "--json", "--inventory", "/nowhere"], 1, "preview", "/nowhere"),
    ],
)
def test_what_can_not_be_done_is_a_document_too(args: list[str], code: int, verb: str | None, words: str) -> None:
    exit_code, document = ended(*args)
    assert (exit_code, document["verb"], document["ok"]) == (code, verb, False)
    assert words in " ".join(document["errors"])


def test_asking_for_help_is_answered_to_people() -> None:
    assert ended("preview", "--json", "--help") == (
        0,
        {"version": 1, "verb": "preview", "ok": True, "errors": [], "mistakes": []},
    )


@pytest.mark.parametrize("verb", ["preview", "up"])
def test_mistakes_have_their_place(inventory: Path, verb: str) -> None:
    inventory.write_text("hosts: []\nfirewals: {}\n")
    code, document = ended(verb, "--sandbox", "--json", "--inventory", str(inventory))
    assert (code, len(document["errors"])) == (1, 2)
    first, second = document["mistakes"]
    assert first == {
        "file": str(inventory),
        "line": 1,
        "column": 8,
        "path": "hosts",
        "what": "this is a list",
        "write": "write a mapping of names to rows",
    }
    assert (second["line"], second["path"]) == (2, "firewals")


def crash() -> NoReturn:
    raise KeyError("x")


def interrupt() -> NoReturn:
    raise KeyboardInterrupt


def abort() -> NoReturn:
    raise typer.Abort


def break_off() -> NoReturn:
    raise CommandError(CommandResult("", "error: broken", 1))


def leave() -> NoReturn:
    raise typer.Exit(3)


def quit_python() -> NoReturn:
    raise SystemExit(4)


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("end", "code", "words"),
    [
        (crash, 1, CRASHED),
        (break_off, 1, CRASHED),
        (quit_python, 4, CRASHED),
        (interrupt, 130, "interrupted"),
        (abort, 1, "the question was not answered with yes"),
        (leave, 3, ""),
    ],
)
def test_however_a_command_ends_there_is_one_document(
    monkeypatch: pytest.MonkeyPatch, end: Callable[[], NoReturn], code: int, words: str
) -> None:
    monkeypatch.setattr(operation, "run", lambda *_: end())
    exit_code, document = ended("refresh", "--json")
    assert (exit_code, " ".join(document["errors"])) == (code, words)


@pytest.mark.usefixtures("opened")
def test_without_json_people_are_told(inventory: Path) -> None:
    done = CliRunner().invoke(app, ["up", "--sandbox", "--inventory", str(inventory)])
    assert done.exit_code == 0
    assert "up of production, in the sandbox: 1 row new" in done.stdout
    assert CliRunner().invoke(app, ["up", "--no-such"]).exit_code == 2


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("args", [["refresh"], ["refresh", "--json"], ["preview"], ["up", "--sandbox"], ["dns"]])
def test_what_is_interrupted_between_the_engines_runs_says_so(
    monkeypatch: pytest.MonkeyPatch, inventory: Path, args: list[str]
) -> None:
    for module, name in ((operations, "open_stack"), (dns, "records_of")):
        monkeypatch.setattr(module, name, lambda *_, **__: interrupt())
    given = ["--inventory", str(inventory)] if args[0] in {"preview", "up"} else []
    done = CliRunner().invoke(app, [*args, *given])
    assert done.exit_code == 130
    assert "interrupted; the same command goes on" in done.stderr
