"""Bad days on the real engine: after each of them the next `up` finishes, with nothing twice and nothing lost."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.engine.fleets import (
    BOTH_FLEET,
    FOUND_FLEET,
    LINODE_FLEET,
    NATIVE_FLEET,
    PAGES_FLEET,
    PEOPLE,
    RENAMED_FLEET,
    SERVER_FLEET,
)
from tests.engine.harness import DOMAIN, RECORD, ROOT, RRSET, ZONE, MakeSandbox, Sandbox
from tests.shared import printed

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
LEAVES = "  one.example.org: { provider: hetzner-cloud, size: default, firewall: [], spare: for tests }\n"
RETIRES = LEAVES.replace("spare", f"retire: {datetime.now(tz=UTC).date().isoformat()}, spare")
CHANGES: dict[str, tuple[str, list[tuple[str, str]], list[tuple[str, str]]]] = {
    "rename a server": (
        SERVER_FLEET,
        [("  one.example.org: {", "  new.example.org: { aliases: [one.example.org],")],
        [],
    ),
    "rename a Linode": (
        LINODE_FLEET,
        [("  one.example.net: {", "  new.example.net: { aliases: [one.example.net],")],
        [],
    ),
    "resize": (
        RENAMED_FLEET,
        [
            ("provider: hetzner-cloud, size: default", "provider: hetzner-cloud, size: cx33"),
            ("provider: linode, size: default", "provider: linode, size: g6-standard-2"),
        ],
        [],
    ),
    # Without Linode's zone, since a record there has no name by which it could be found.
    "adopt": (PEOPLE, [(PEOPLE, FOUND_FLEET.replace("  example.net: { provider: linode, id: 3300009 }\n", ""))], []),
    "retire": (RENAMED_FLEET, [(LEAVES, RETIRES)], [(RETIRES, "")]),
}
"""A fleet, what of it is changed, and what once that is up."""
KILLS = {
    "rename a server": range(1, 8),
    "rename a Linode": range(1, 6),
    "resize": (1, 2),
    "adopt": (1, 3, 5),
    "retire": (1, 3, 5),
}
"""At which of a change's writes the engine is killed."""
ENGINE_ENDS_SECONDS = 60
"""What an engine whose program is gone may take to end, on a busy machine."""
MOST_KILLS = 12
"""After how many kills a stack is up, at the latest."""
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
    assert found.outcome["warnings"] == [f"server {name}{FOUND}"]
    assert made.machine(name) == machine
    assert made.resource(name)["protect"]
    made.settled()


@pytest.mark.parametrize(
    ("fleet", "types"),
    [
        (SERVER_FLEET, {"Firewall": "firewall", "SshKey": "SSH key", "Zone": "zone", "ZoneRrset": "DNS record"}),
        (LINODE_FLEET, {"Firewall": "firewall", "Domain": "zone"}),
    ],
    ids=["hcloud", "linode"],
)
def test_whatever_has_a_name_is_found_when_its_answer_was_lost(
    made: Sandbox, fleet: str, types: dict[str, str]
) -> None:
    made.write(fleet)
    found: set[str] = set()
    for _ in range(len(types) + 2):
        run = made.faulty(" ".join(f"timeout:{type_}:create:1" for type_ in sorted(types)))
        found |= {said.removesuffix(FOUND) for said in run.outcome["warnings"] if said.endswith(FOUND)}
        if run.code == 0:
            break
        assert [error for error in run.outcome["errors"] if "the answer was lost" not in error] == []
    assert run.code == 0, run.out
    assert set(types.values()) <= {name.rpartition(" ")[0] for name in found}
    made.settled()


def test_a_record_without_a_name_of_its_own_is_found_when_its_answer_was_lost(made: Sandbox) -> None:
    made.write(LINODE_FLEET)
    failed = made.faulty("timeout:DomainRecord:create:1")
    (error,) = failed.outcome["errors"]
    assert error.startswith("one.example.net: DNS record one.example.net-a")
    assert "Run `up` again, which looks for it first" in error
    made_before = made.store().all(RECORD)
    shown = made.run("preview")
    assert [said.split(" ", 3)[3] for said in shown.outcome["warnings"]] == [
        "is there already, and `up` will take it over"
    ]
    again = made.run("up")
    assert again.code == 0, again.out
    assert [said.split(" ", 3)[3] for said in again.outcome["warnings"]] == ["was there already, and is taken over"]
    assert [one for one in made_before if one not in made.store().all(RECORD)] == []
    assert [values for values in made.records().values() if len(values) != len(set(values))] == []
    made.settled()


def test_a_record_in_a_zone_that_is_only_now_adopted_is_not_made_a_second_time(made: Sandbox) -> None:
    fleet = (
        LINODE_FLEET.replace("example.net: { provider: linode }", "example.net: { provider: linode, id: 3300900 }")
        .replace("provider: linode, size: default, firewall: [web]", "provider: bytemark, ipv4: 192.0.2.7")
        .replace(
            "  github-pages:", "  bytemark: { console: https://panel.example.org/, manager: example }\n  github-pages:"
        )
    )
    made.write(fleet)
    store = made.store()
    record = {"domainId": 3300900.0, "recordType": "A", "name": "one", "target": "192.0.2.7"}
    store.seed(
        DOMAIN,
        "3300900",
        "example.net",
        {"domain": "example.net", "type": "master", "soaEmail": "a@example.net", "tags": []},
    )
    store.seed(RECORD, "40000900", None, record)
    for verb in ("preview", "up"):
        refused = made.run(verb)
        assert refused.code == 1
        (error,) = refused.outcome["errors"]
        assert error.startswith("one.example.net: DNS record one.example.net-a")
        assert "is there already, as number 40000900: write the name in its zone's keep" in error
        assert refused.outcome["refused"]
    assert store.writes() == []
    made.write(fleet.replace("id: 3300900 }", "id: 3300900, keep: [one.example.net] }"))
    assert made.run("up").code == 0
    made.write(fleet)
    taken = made.run("up")
    assert taken.code == 0, taken.out
    assert "one.example.net-a" in "".join(taken.outcome["warnings"])
    assert [one.id for one in store.all(RECORD) if one.properties["recordType"] == "A"] == ["40000900"]
    made.settled()


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
        assert error.startswith(f"{name}: the server {name} is there already, as number {stranger.id}")
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
    assert "`python -m fleet cancel --sandbox --stack sandbox` unlocks the stack" in error
    assert len(made.store().writes()) == number
    # The next one sees that who holds the lock has ended.
    finished = made.run("up")
    assert finished.code == 0, finished.out
    assert "sandbox is locked by " in finished.err
    made.settled()


def test_pages_that_a_run_made_and_could_not_note_are_taken_over(made: Sandbox) -> None:
    made.write(PAGES_FLEET)
    assert made.run("up").code == 0
    store = made.store()
    there, writes = store.all(), store.writes()
    made.rewrite(lambda resources: [one for one in resources if one["type"] != "githubpages:index:Pages"])
    assert made.run("up").code == 0
    assert (store.all(), store.writes()) == (there, writes)
    made.settled()


def test_a_repository_whose_pages_a_killed_run_did_not_make_gets_them(made: Sandbox) -> None:
    made.write(PAGES_FLEET)
    assert made.killed(1).code == 1
    assert made.run("up").code == 0
    made.settled()


@pytest.fixture(scope="session")
def before_a_change(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Sandbox]:
    """A fleet that is up, and of which the inventory already says something else; each is made once."""
    made: dict[str, Sandbox] = {}

    def of(change: str) -> Sandbox:
        if change not in made:
            fleet, edits, later = CHANGES[change]
            made[change] = Sandbox(tmp_path_factory.mktemp(change), "sandbox", without="uptimerobot hetznerrobot")
            made[change].write(fleet)
            for step in (edits, later):
                assert not step or made[change].run("up").code == 0
                for old, new in step:
                    made[change].edit("fleet.yaml", old, new)
        return made[change]

    return of


@pytest.mark.parametrize(("change", "number"), [(change, n) for change, kills in KILLS.items() for n in kills])
def test_a_change_that_is_killed_at_any_write_is_finished_by_the_next(
    before_a_change: Callable[[str], Sandbox], tmp_path: Path, change: str, number: int
) -> None:
    before = before_a_change(change)
    made = Sandbox(tmp_path, "sandbox", without="uptimerobot hetznerrobot", like=before.home.parent)
    assert made.killed(len(made.store().writes()) + number).code == 1
    finished = made.run("up")
    assert finished.code == 0, finished.out
    made.settled()


def test_an_answer_that_is_lost_during_a_renaming_is_found(
    before_a_change: Callable[[str], Sandbox], tmp_path: Path
) -> None:
    before = before_a_change("rename a server")
    made = Sandbox(tmp_path, "sandbox", without="uptimerobot hetznerrobot", like=before.home.parent)
    assert made.faulty("timeout:ZoneRrset:create:1").code == 1
    finished = made.run("up")
    assert finished.code == 0, finished.out
    (warning,) = finished.outcome["warnings"]
    assert warning.startswith("DNS record new.example.org-a")
    assert warning.endswith(FOUND)
    made.settled()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_run_that_is_interrupted_ends_in_order_and_says_what_goes_on(made: Sandbox, number: signal.Signals) -> None:
    made.write(BOTH_FLEET)
    command = ["up", "--sandbox", "--stack", "sandbox", "--json", "--inventory", str(made.inventory)]
    pipe = subprocess.PIPE
    # With a handler here, the new process has the default one, even if the tests were started with `nohup`.
    before = signal.signal(number, signal.default_int_handler)
    with subprocess.Popen(
        [sys.executable, "-m", "fleet", *command], cwd=ROOT, env=made.kept, stdout=pipe, stderr=pipe, text=True
    ) as run:
        store = made.store()
        while not store.writes() and run.poll() is None:
            time.sleep(0.01)
        run.send_signal(number)
        signal.signal(number, before)
        out, err = run.communicate()
    assert run.returncode == 1
    assert "Traceback" not in err
    assert "stopping: " in err
    stopped = printed(out)
    (error,) = stopped["errors"]
    assert error.startswith("interrupted: what was done is noted in the state. ")
    again = f"`python -m fleet up --sandbox --stack sandbox --inventory {made.inventory}` goes on"
    assert again in error
    assert "create" in stopped["resources"]
    assert made.fleet("cancel", "--sandbox", "--stack", "sandbox").out == "sandbox is not locked\n"
    finished = made.run("up")
    assert finished.code == 0, finished.out
    made.settled()


@pytest.mark.parametrize("with_engine", [True, False])
def test_a_run_that_is_killed_with_its_group_is_finished_by_the_next(made: Sandbox, *, with_engine: bool) -> None:
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
    # The engine is in a group of its own.
    (engine,) = map(int, Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split())
    ended = os.pidfd_open(engine)
    for group in (run.pid, *([engine] if with_engine else [])):
        os.killpg(group, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    # Without its program it ends by itself.
    assert select.select([ended], [], [], ENGINE_ENDS_SECONDS)[0] == [ended]
    os.close(ended)
    assert 0 < len(store.writes()) < WRITES
    finished = made.run("up")
    assert finished.code == 0, finished.out
    assert "sandbox is locked by " in finished.err or not with_engine
    made.settled()


def killed_on_the_way(made: Sandbox) -> int:
    """Bring a stack up though it is killed: at its first write, the next run at its second, and so on.

    What a run repeats of the one before is a write as well, so that one killed at its first write each time gets
    nowhere.

    Returns:
        How often it was killed.
    """
    for kills in range(MOST_KILLS):
        writes = len(made.store().writes())
        run = made.killed(writes + kills + 1)
        if run.code == 0:
            return kills
        (error,) = run.outcome["errors"]
        assert "the engine was killed by signal 9" in error
        assert len(made.store().writes()) > writes
    raise AssertionError(f"not up after {MOST_KILLS} kills")


def test_what_native_providers_make_and_change_is_finished_though_it_is_killed_again_and_again(tmp_path: Path) -> None:
    made = Sandbox(tmp_path, "sandbox")
    made.write(NATIVE_FLEET)
    assert killed_on_the_way(made) > 2
    made.settled()
    for old, new in (
        ("title: Pipeline", "title: Data pipeline"),
        ('start: "23:30"', 'start: "22:30"'),
        ("title: Services,", "title: Our services,"),
        ("keyword: Welcome", "keyword_missing: none any more"),
    ):
        made.edit("fleet.yaml", old, new)
    assert killed_on_the_way(made) > 1
    made.settled()


def test_a_zone_and_a_service_that_move_arrive_though_the_run_is_killed_again_and_again(made: Sandbox) -> None:
    zone = "example.org: { provider: hetzner-cloud, caa: [letsencrypt.org] }"
    made.write(BOTH_FLEET.replace(zone, zone.replace(" }", ", release: true }")))
    assert made.run("up").code == 0
    made.edit("fleet.yaml", "provider: hetzner-cloud, caa: [letsencrypt.org], release: true", "provider: linode")
    assert killed_on_the_way(made) > 1
    # A zone that was let go stays at its provider as it was, until someone deletes it by hand.
    store = made.store()
    left = [one for kind in (ZONE, RRSET) for one in store.all(kind)]
    assert {one.kind for one in left} == {ZONE, RRSET}
    for one in left:
        store.remove(one.kind, one.id, by_hand=True)
    made.settled()
    made.edit("fleet.yaml", "hosts: [one.example.org]", "hosts: [two.example.org, one.example.org]")
    assert killed_on_the_way(made) > 0
    made.settled()
