"""A hosting provider that the fleet has never heard of works wholly once its folder is there, and nothing else."""

import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pulumi
import pytest
from typer.testing import CliRunner

import cli.session
from cli.app import app
from fleet.registry import registered
from fleet.render.fields import fields_page
from sandbox.apis import WITHOUT
from sandbox.faults import FAULT
from sandbox.simulation import SIMULATIONS
from sandbox.store import Store, Stored
from sandbox.workspace import clouds
from tests.engine.harness import THROWAWAY
from tests.warm import python

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "tests" / "acme"
NAME = FOLDER.name.encode()
STACK = "desert"
MACHINE = "acme:index/machine:Machine"
PEOPLE = """\
contacts:
  ops:
    name: Operators
    email: ops@example.org
    ssh_keys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPTxepr/FbCm0Yc1xowZGYe7OBxLDZJ0jWOHRyIj8a2N]
providers:
  acme: { console: https://acme.example/, manager: ops }
hosts:
"""
ONE = "one.example.org: { provider: acme, size: default, spare: for tests }"
TWO = "two.example.org: { provider: acme, size: small, spare: for tests }"
FOUND = "found.example.org: { provider: acme, id: 4711, size: small, spare: for tests }"
LISTED = "listed.example.org: { provider: acme, ipv4: 192.0.2.1, spare: for tests }"
EXPLODES = "the machine explodes, and is back after some minutes"


class Acme:
    """A stack in a sandbox of its own, and the command line in this process, which knows the provider."""

    def __init__(self, home: Path) -> None:
        self.home, self.inventory = home / "sandbox", home / "inventory.yaml"

    def write(self, *rows: str) -> None:
        """Let the inventory have these hosts."""
        self.inventory.write_text(PEOPLE + "".join(f"  {row}\n" for row in rows), encoding="utf-8")

    def fleet(self, *args: str, code: int = 0) -> str:
        """What a command prints."""
        done = CliRunner().invoke(app, list(args))
        assert done.exit_code == code, done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done.output

    def run(self, verb: str, *args: str, code: int = 0) -> dict[str, Any]:
        """The outcome of a run on the sandbox."""
        command = [verb, "--sandbox", "--stack", STACK, "--json", "--inventory", str(self.inventory), *args]
        done = CliRunner().invoke(app, command)
        assert done.exit_code == code, done.output
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def machines(self) -> dict[str, Stored]:
        """The machines in the cloud, by name; no two have the same."""
        there = Store(clouds(self.home, STACK)).all(MACHINE)
        found = {str(one.properties["name"]): one for one in there}
        assert len(found) == len(there)
        return found


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Acme]:
    made = Acme(tmp_path)
    monkeypatch.setattr(cli.session, "SANDBOX", made.home)
    monkeypatch.setattr(cli.session, "inventory_of", lambda _stack: made.inventory)
    # Each plugin starts in a tenth of the time.
    monkeypatch.setattr(sys, "executable", str(python()))
    # The program silences it for good.
    monkeypatch.setattr(pulumi.log, "debug", pulumi.log.debug)
    with patch.dict(os.environ, {**THROWAWAY, WITHOUT: "uptimerobot hetznerrobot"}), registered("tests.acme"):
        os.environ.pop(SIMULATIONS, None)
        yield made


def changes(outcome: dict[str, Any], name: str) -> list[str]:
    return [change for row in outcome["rows"] if row["name"] == name for change in row["changes"]]


def test_it_is_one_small_folder() -> None:
    lines = [line for file in FOLDER.glob("*.py") for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) <= 200
    assert [entry.name for entry in FOLDER.iterdir() if entry.suffix != ".py" and entry.name != "__pycache__"] == []


def test_nothing_else_knows_it() -> None:
    tops = [top for top in ROOT.iterdir() if not top.name.startswith(".") or top.name in {".ci", ".github"}]
    files = [file for top in tops for file in (top.rglob("*") if top.is_dir() else [top]) if file.is_file()]
    own = {file for file in files if FOLDER in file.parents or "__pycache__" in file.parts} | {Path(__file__)}
    # It shows where the made-up provider is.
    own |= {ROOT / "docs" / "contributing.md"}
    assert len(files) > len(own) > 1
    assert [str(file) for file in files if file not in own and NAME in file.read_bytes().lower()] == []


def test_its_rows_are_checked_like_any_others(acme: Acme) -> None:
    acme.write(ONE, FOUND, LISTED)
    said = acme.fleet("check", "--inventory", str(acme.inventory))
    assert said == f"{acme.inventory}: 3 hosts, 0 services, 0 sites, 1 contact; no mistakes\n"
    acme.write("one.example.org: { provider: acme, sise: small }")
    said = acme.fleet("check", "--inventory", str(acme.inventory), code=1)
    assert "unknown key 'sise'; did you mean 'size'?" in said
    acme.write(f"{'a' * 20}.example.org: {{ provider: acme, size: small, spare: for tests }}")
    said = acme.fleet("check", "--inventory", str(acme.inventory), code=1)
    assert "its name has 32 characters, and Acme takes 30 at most" in said


def test_editors_and_the_documentation_know_its_fields(acme: Acme) -> None:
    schema = json.loads(acme.fleet("schema"))
    assert "AcmeHost" in schema["$defs"]
    assert schema["$defs"]["AcmeHost"]["properties"]["provider"]["const"] == "acme"
    page = fields_page()
    assert "## Hosts at Acme (`acme`)" in page
    own = page.partition("## Hosts at Acme")[2].partition("\n## ")[0]
    assert [line for line in own.splitlines() if line.startswith("| `size` |") and EXPLODES in line]


def test_a_machine_lives_from_its_first_plan_to_its_last(acme: Acme, tmp_path: Path) -> None:
    acme.write(ONE, LISTED)
    plan = acme.run("preview")
    assert (plan["resources"], acme.machines()) == ({"create": 1}, {})
    assert changes(plan, "one.example.org") == ["new", "create machine"]
    assert changes(plan, "listed.example.org") == ["new"]
    assert "one.example.org: tell the coyote that it is there" in plan["by_hand"]

    first = acme.run("up")
    assert first["resources"] == {"create": 1}
    machine = acme.machines()["one.example.org"]
    assert machine.properties.items() >= {"size": "small", "region": "desert", "guarded": True}.items()
    assert "fqdn: one.example.org" in machine.properties["boot"]
    assert "/swapfile" in machine.properties["boot"]
    assert machine.properties["labels"] == {"fleet": STACK}
    assert not acme.run("up", "--expect-no-changes")["changed"]

    acme.write(ONE.replace("default", "large"), LISTED)
    changed = acme.run("preview", "--expect-no-changes", code=7)
    assert f"size: small → large ({EXPLODES})" in changes(changed, "one.example.org")
    assert "update machine (size)" in changes(changed, "one.example.org")
    assert acme.run("up")["resources"] == {"update": 1}
    assert acme.machines()["one.example.org"].properties["size"] == "large"
    assert acme.machines()["one.example.org"].id == machine.id

    # What would replace it is refused before anything is touched.
    acme.write(ONE.replace("default", "large").replace("acme,", "acme, region: moon,"), LISTED)
    (refused,) = acme.run("up", code=1)["errors"]
    assert refused.startswith("one.example.org: this change would replace the machine")

    acme.write(ONE.replace("default", "large"), LISTED, FOUND)
    adopted = acme.run("up")
    assert adopted["resources"]["adopt"] == 1
    assert "adopt machine" in changes(adopted, "found.example.org")
    assert acme.machines()["found.example.org"].id == "4711"
    assert acme.machines()["found.example.org"].properties["guarded"]
    assert not acme.run("up", "--expect-no-changes")["changed"]

    said = acme.fleet("export", "--stack", STACK, "--out", str(tmp_path / "out"))
    assert said.endswith(" changed\n")
    exported = {file.name: file.read_text() for file in (tmp_path / "out").rglob("*") if file.is_file()}
    assert "one.example.org" in exported["roster"]
    pinged = json.loads(exported["blackbox-icmp.json"])
    assert {target for group in pinged for target in group["targets"]} == acme.machines().keys() | {
        "listed.example.org"
    }
    assert {group["labels"]["provider"] for group in pinged} == {"acme"}
    acme.fleet("export", "--stack", STACK, "--out", str(tmp_path / "out"), "--check")

    acme.write(LISTED, FOUND)
    (refused,) = acme.run("up", code=1)["errors"]
    assert refused.startswith("one.example.org is protected: retire it first")
    today = datetime.now(tz=UTC).date().isoformat()
    acme.write(ONE.replace("default", f"large, retire: {today}"), LISTED, FOUND)
    assert acme.run("up")["resources"] == {"update": 1}
    acme.write(LISTED, FOUND)
    assert acme.run("up")["resources"] == {"delete": 1}
    assert acme.machines().keys() == {"found.example.org"}
    assert not acme.run("up", "--expect-no-changes")["changed"]


@pytest.mark.filterwarnings("ignore:Error in event stream")  # of the engine that is killed
def test_its_bad_days_are_survived_like_any_others(acme: Acme, monkeypatch: pytest.MonkeyPatch) -> None:
    acme.write(ONE)
    with monkeypatch.context() as bad:
        bad.setenv(FAULT, "no-capacity:Machine:create:1")
        (refused,) = acme.run("up", code=1)["errors"]
        assert refused.startswith("one.example.org: ")
        assert refused.endswith("out of rockets; wait for the next delivery")
        bad.setenv(FAULT, "timeout:Machine:create:1")
        (lost,) = acme.run("up", code=1)["errors"]
        assert "Run `up` again, which looks for it first" in lost
    machine = acme.machines()["one.example.org"]
    found = acme.run("up")
    assert found["warnings"] == ["machine one.example.org was there: an earlier run made it and could not note it"]
    assert acme.machines() == {"one.example.org": machine}

    acme.write(ONE, TWO)
    with monkeypatch.context() as bad:
        bad.setenv(FAULT, "name-taken:Machine:create:1")
        (taken,) = acme.run("up", code=1)["errors"]
    stranger = acme.machines()["two.example.org"]
    assert f"adopt it by writing id: {stranger.id} in its row" in taken
    Store(clouds(acme.home, STACK)).remove(MACHINE, stranger.id, by_hand=True)

    # Only the engine is killed, and this process is none of its children.
    writes = len(Store(clouds(acme.home, STACK)).writes())
    with monkeypatch.context() as bad:
        bad.setenv(FAULT, f"kill:*:write:{writes + 1}")
        bad.delenv("PULUMI_SKIP_CHECKPOINTS")
        (killed,) = acme.run("up", code=1)["errors"]
    assert f"`python -m fleet cancel --sandbox --stack {STACK}` unlocks the stack" in killed
    made = acme.machines()["two.example.org"]
    assert "unlocked" in acme.fleet("cancel", "--sandbox", "--stack", STACK)
    finished = acme.run("up")
    assert finished["warnings"] == ["machine two.example.org was there: an earlier run made it and could not note it"]
    assert acme.machines() == {"one.example.org": machine, "two.example.org": made}
    assert not acme.run("up", "--expect-no-changes")["changed"]
