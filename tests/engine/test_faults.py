"""Bad days on the real engine: after each of them the next `up` finishes, with nothing twice and nothing lost."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.engine.fleets import BOTH_FLEET, LINODE_FLEET, PAGES_FLEET, RENAMED_FLEET, SERVER_FLEET
from tests.engine.harness import ROOT, RRSET, MakeSandbox, Sandbox

MACHINES = {
    "Server": (SERVER_FLEET, "one.example.org", "size: default"),
    "Instance": (LINODE_FLEET, "one.example.net", "size: default"),
}
"""By type: a fleet with one machine, its name, and what its row says that an adopted one's doesn't."""
REMEDIES = {
    "rate-limit": "wants fewer requests. Wait",
    "server-error": "so run `up` again",
    "no-capacity": "another size or region in its row",
}
FOUND = " was there: an earlier run made it and could not note it"
"""What is said of whatever was found again, after its name."""
SERVER_WRITES = 8
"""What the first `up` of `SERVER_FLEET` writes."""
ALONE_FLEET = LINODE_FLEET.replace("zones:\n  example.net: { provider: linode }\n", "")
"""One Linode, whose zone is nobody's."""
WRITES = 14
"""What the first `up` of `BOTH_FLEET` writes at least."""


@pytest.fixture
def made(sandbox: MakeSandbox) -> Sandbox:
    """A sandbox with a fleet of a test's own."""
    return sandbox("sandbox")


@pytest.mark.parametrize("type_", MACHINES)
def test_what_is_refused_says_what_to_do_and_the_next_up_goes_on(made: Sandbox, type_: str) -> None:
    fleet, name, _ = MACHINES[type_]
    made.write(fleet)
    writes = 0
    for fault, remedy in REMEDIES.items():
        failed = made.faulty(f"{fault}:{type_}:create:1")
        assert failed.code == 1
        assert not failed.outcome["refused"]
        (error,) = failed.outcome["errors"]
        assert error.startswith(f"{name}: ")
        assert remedy in error
        # What was made the first time is kept: each of these goes on from there.
        assert len(made.store().writes()) == (writes or len(made.store().writes()))
        writes = len(made.store().writes())
    assert made.run("up").code == 0
    made.settled()


@pytest.mark.parametrize("type_", MACHINES)
def test_a_machine_whose_answer_was_lost_is_found_and_not_made_again(made: Sandbox, type_: str) -> None:
    fleet, name, _ = MACHINES[type_]
    made.write(fleet)
    failed = made.faulty(f"timeout:{type_}:create:1")
    assert failed.code == 1
    (error,) = failed.outcome["errors"]
    assert error.startswith(f"{name}: ")
    assert "Run `up` again, which looks for it first" in error
    machine = made.machine(name)
    found = made.run("up")
    assert found.code == 0, found.out
    assert found.outcome["warnings"] == [name + FOUND]
    assert made.machine(name) == machine
    assert made.resource(name)["protect"]
    made.settled()


@pytest.mark.parametrize(
    ("fleet", "types"),
    [
        (SERVER_FLEET, {"Firewall", "SshKey", "Zone", "ZoneRrset"}),
        (LINODE_FLEET, {"Firewall", "Domain"}),
        (PAGES_FLEET, {"RepositoryPages"}),
    ],
    ids=["hcloud", "linode", "github"],
)
def test_whatever_has_a_name_is_found_when_its_answer_was_lost(made: Sandbox, fleet: str, types: set[str]) -> None:
    made.write(fleet)
    found: set[str] = set()
    for _ in range(len(types) + 2):
        run = made.faulty(" ".join(f"timeout:{type_}:create:1" for type_ in sorted(types)))
        found |= {said.removesuffix(FOUND) for said in run.outcome["warnings"] if said.endswith(FOUND)}
        if run.code == 0:
            break
        assert [error for error in run.outcome["errors"] if "the answer was lost" not in error] == []
    assert run.code == 0, run.out
    assert types <= {made.resource(name)["type"].rpartition(":")[2] for name in found}
    made.settled()


def test_what_has_no_name_may_be_there_twice_and_the_error_says_so(made: Sandbox) -> None:
    made.write(LINODE_FLEET)
    failed = made.faulty("timeout:DomainRecord:create:1")
    (error,) = failed.outcome["errors"]
    assert error.startswith("one.example.net: one.example.net-a")
    assert "look in the provider's console for a duplicate" in error
    assert made.run("up").code == 0
    (twice,) = (values for values in made.records().values() if len(values) > 1)
    assert len(twice) == 2
    assert len(set(twice)) == 1


def test_a_repository_whose_answer_was_lost_says_how_to_go_on(made: Sandbox) -> None:
    made.write(PAGES_FLEET)
    assert made.faulty("timeout:Repository:create:1").code == 1
    failed = made.run("up")
    (error,) = failed.outcome["errors"]
    assert error.startswith("https://www.example.org/: ")
    assert "for a repository, by leaving create out" in error


@pytest.mark.parametrize("type_", MACHINES)
def test_a_name_that_a_stranger_took_is_adopted_only_when_the_row_says_so(made: Sandbox, type_: str) -> None:
    fleet, name, row = MACHINES[type_]
    made.write(fleet)
    first = made.faulty(f"name-taken:{type_}:create:1")
    stranger = made.machine(name)
    for refused in (first, made.run("up")):
        assert refused.code == 1
        (error,) = refused.outcome["errors"]
        assert error.startswith(f"{name}: {name} is there already, as number {stranger.id}")
        assert f"adopt it by writing id: {stranger.id} in its row" in error
        assert made.machine(name) == stranger
    size = stranger.properties["serverType" if type_ == "Server" else "type"]
    made.edit("fleet.yaml", row, f"id: {stranger.id}, size: {size}")
    adopted = made.run("up")
    assert adopted.code == 0, adopted.out
    assert adopted.outcome["resources"]["adopt"] == 1
    assert made.machine(name).id == stranger.id
    made.settled()


def test_a_renaming_that_is_interrupted_twice_is_finished_by_the_next(made: Sandbox) -> None:
    made.write(RENAMED_FLEET)
    assert made.run("up").code == 0
    before = made.store().all()
    for old, new in (("one.example.org", "new.example.org"), ("two.example.net", "new.example.net")):
        made.edit("fleet.yaml", f"  {old}: {{", f"  {new}: {{ aliases: [{old}],")
    refused = made.faulty("rate-limit:Server:update:1")
    assert refused.code == 1
    (error,) = refused.outcome["errors"]
    assert error.startswith("new.example.org: ")
    assert ("update", "new.example.org") not in {(s["operation"], s["name"]) for s in refused.outcome["steps"]}
    assert made.killed(len(made.store().writes()) + 1).code == 1
    assert made.fleet("cancel", "--sandbox", "--stack", "sandbox").code == 0
    finished = made.run("up")
    assert finished.code == 0, finished.out
    replaced = {step["type"] for step in finished.outcome["steps"] if step["operation"] != "update"}
    assert replaced <= {RRSET}
    after = made.store().all()
    # The id of a record set is its name.
    assert [(one.kind, one.id) for one in after if one.kind != RRSET] == [
        (one.kind, one.id) for one in before if one.kind != RRSET
    ]
    assert "two.example.net" not in str(after)
    assert set(made.machines().values()) == {"new.example.org", "new.example.net"}
    made.settled()


@pytest.mark.parametrize("number", range(1, 11))
def test_a_run_that_is_killed_at_any_write_is_finished_by_the_next(made: Sandbox, number: int) -> None:
    # A record at Linode has no name by which it could be found, so the Linode is without a zone.
    fleet, number = (SERVER_FLEET, number) if number <= SERVER_WRITES else (ALONE_FLEET, number - SERVER_WRITES)
    made.write(fleet)
    killed = made.killed(number)
    assert killed.code == 1
    (error,) = killed.outcome["errors"]
    assert "`python -m fleet cancel` unlocks the stack" in error
    assert len(made.store().writes()) == number
    assert made.fleet("cancel", "--sandbox", "--stack", "sandbox").code == 0
    finished = made.run("up")
    assert finished.code == 0, finished.out
    made.settled()


def test_a_run_whose_every_process_is_killed_is_finished_by_the_next(made: Sandbox) -> None:
    made.write(BOTH_FLEET)
    command = ["up", "--sandbox", "--stack", "sandbox", "--inventory", str(made.inventory)]
    run = subprocess.Popen(
        [sys.executable, "-m", "fleet", *command],
        cwd=ROOT,
        env=made.kept,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    store = made.store()
    while not store.writes() and run.poll() is None:
        time.sleep(0.01)
    os.killpg(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert 0 < len(store.writes()) < WRITES
    assert made.fleet("cancel", "--sandbox", "--stack", "sandbox").code == 0
    finished = made.run("up")
    assert finished.code == 0, finished.out
    made.settled()
