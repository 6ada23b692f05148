"""Monitors and dedicated machines, through the real engine and the fleet's own providers, on simulated APIs."""

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from engine.messages import NUMBERED
from fleet.blueprint.checks import checks
from fleet.blueprint.monitors import Monitor, monitors
from fleet.inventory.load import load
from providers.hetznerrobot.simulated_objects import FIREWALLS, KEYS, REVERSE_DNS, SERVERS
from providers.uptimerobot.simulated_objects import CONTACTS, MONITORS, PAGES, WINDOWS
from sandbox.apis import WITHOUT
from sandbox.store import Stored
from sandbox.workspace import STORE
from tests.engine.harness import ROOT, MakeSandbox, Run, Sandbox
from tests.warm import python

FORUM, DOCS, STAGING = (f"https://{name}.example.org/" for name in ("forum", "docs", "staging"))
DATA = "data.example.org"


def planned_for(stack: Sandbox) -> tuple[Monitor, ...]:
    """What a stack's inventory asks to be watched."""
    fleet = load(stack.inventory)
    return monitors(fleet, checks(fleet))


def there(stack: Sandbox) -> dict[str, Stored]:
    """The account's monitors by name, no two of which have the same."""
    found = stack.store().all(MONITORS)
    names = {one.properties["friendlyName"]: one for one in found}
    assert len(names) == len(found)
    return names


def named(stack: Sandbox, row: str) -> Stored:
    """The monitor that a row has."""
    (name,) = (monitor.name for monitor in planned_for(stack) if monitor.row == row)
    return there(stack)[name]


def by_hand(stack: Sandbox, one: Stored, **properties: Any) -> None:
    stack.store().change(MONITORS, one.id, None, one.properties | properties, by_hand=True)


def test_each_row_has_its_monitor_and_those_who_are_told(brought_up: tuple[Sandbox, Run]) -> None:
    stack, run = brought_up
    assert run.code == 0, run.out + run.err
    planned = planned_for(stack)
    assert {monitor.name for monitor in planned} <= there(stack).keys()
    contacts = {one.properties["value"]: one.id for one in stack.store().all(CONTACTS)}
    assert contacts.keys() == {"sysadmin@example.org", "ops@example.net"}
    told = {contact["alertContactId"] for contact in named(stack, DOCS).properties["assignedAlertContacts"]}
    assert told == set(contacts.values())
    assert run.changes(DOCS) == ["new", "create monitor"]


def test_windows_hold_for_their_rows_and_a_page_shows_its_services(brought_up: tuple[Sandbox, Run]) -> None:
    stack, _ = brought_up
    windows = {one.id: one.properties for one in stack.store().all(WINDOWS)}
    assert {one["interval"] for one in windows.values()} == {"once", "weekly"}
    (weekly,) = (id_ for id_, one in windows.items() if one["interval"] == "weekly")
    held = [one for one in there(stack).values() if int(weekly) in one.properties.get("maintenanceWindowsIds", [])]
    assert [one.properties["url"] for one in held] == [DATA]
    (page,) = stack.store().all(PAGES)
    services = {"chat", "docs", "forum", "website"}
    shown = [monitor for monitor in planned_for(stack) if services & set(monitor.services)]
    assert sorted(page.properties["monitorIds"]) == sorted(int(named(stack, one.row).id) for one in shown)


def test_a_monitor_that_was_made_by_hand_is_adopted_and_keeps_its_number(brought_up: tuple[Sandbox, Run]) -> None:
    stack, run = brought_up
    assert named(stack, FORUM).id == "790100001"
    assert run.changes(FORUM)[1] == "adopt monitor"


def test_a_dedicated_machine_is_named_found_by_name_and_guarded(brought_up: tuple[Sandbox, Run]) -> None:
    stack, _ = brought_up
    store = stack.store()
    (server,) = store.all(SERVERS)
    assert server.properties["server_name"] == DATA
    assert {one.id: one.properties["ptr"] for one in store.all(REVERSE_DNS)} == {
        "203.0.113.44": DATA,
        "2001:db8:44::2": DATA,
    }
    (firewall,) = store.all(FIREWALLS)
    let_in = firewall.properties["rules"]["input"]
    assert "22,80,443" in {rule["dst_port"] for rule in let_in}
    # Prometheus asks the proxy, whose port is open to all.
    assert not any(rule["src_ip"] for rule in let_in)
    assert firewall.properties["rules"]["output"]
    assert len(store.all(KEYS)) == 2


def test_what_was_done_by_hand_shows_and_is_put_right(running: Sandbox) -> None:
    by_hand(running, named(running, DOCS), status="PAUSED")
    by_hand(running, named(running, FORUM), interval=86400)
    running.store().remove(MONITORS, named(running, "attic.example.org").id, by_hand=True)
    found = running.run("refresh")
    assert found.changes(DOCS) == ["update monitor (paused)"]
    assert found.changes(FORUM) == ["update monitor (interval)"]
    assert found.changes("attic.example.org") == ["delete monitor"]
    assert running.run("up").resources() == {"create": 1, "update": 2}
    assert named(running, DOCS).properties["status"] != "PAUSED"
    assert named(running, FORUM).properties["interval"] == 300
    running.settled()


def test_a_row_that_comes_goes_or_changes_takes_its_monitor_along(running: Sandbox) -> None:
    old = named(running, DOCS).id
    running.edit(
        "services.yaml", "{ keyword: Getting started }\n      https://docs", "{ keyword: Begin }\n      https://docs"
    )
    running.edit(
        "services.yaml", "      https://docs.example.org/api/: { keyword_missing: an interface for programs }\n", ""
    )
    run = running.run("up")
    assert "update monitor (keyword)" in run.changes(DOCS)
    assert "delete monitor" in run.changes("https://docs.example.org/api/")
    assert (named(running, DOCS).id, named(running, DOCS).properties["keywordValue"]) == (old, "Begin")


def test_services_are_not_turned_off_while_the_stack_has_something_there(running: Sandbox) -> None:
    before = running.store().writes()
    running.env[WITHOUT] = "uptimerobot hetznerrobot"
    refused = running.run("up")
    assert refused.code == 1
    monitors, robot = refused.outcome["errors"]
    assert re.match(r"UptimeRobot: `fleet:uptimerobot` is false, and what this stack has there \(\d+\)", monitors)
    assert re.match(r"Hetzner Robot: `fleet:hetznerrobot` is false, and what this stack has there \(\d+\)", robot)
    assert refused.outcome["refused"]
    assert running.store().writes() == before
    for verb in ("destroy", "refresh"):
        no_login = running.run(verb)
        assert [error.partition(". ")[0] for error in no_login.outcome["errors"]] == [
            "Hetzner Robot: there is no login",
            "UptimeRobot: there is no login",
        ]
        assert no_login.outcome["refused"]
    assert running.store().writes() == before


def test_what_could_be_adopted_is_listed_and_then_adopted(sandbox: MakeSandbox) -> None:
    stack = sandbox("sandbox")
    stack.env[WITHOUT] = "hetznerrobot"
    adopt = ("adopt", "uptimerobot", "--sandbox", "--stack", "sandbox", "--inventory", str(stack.inventory))
    said = stack.fleet(*adopt)
    assert said.code == 0, said.err
    (line,) = said.out.splitlines()[1:]
    found = re.fullmatch(rf"  site {STAGING}: (uptime_id: (\d+))  # KEYWORD, called made by hand .*", line)
    assert found
    stack.edit("services.yaml", f"{STAGING}: {{ ", f"{STAGING}: {{ {found[1]}, ")
    assert "adopt monitor" in stack.run("up").changes(STAGING)
    assert named(stack, STAGING).id == found[2]
    assert "nothing to adopt" in stack.fleet(*adopt).out


def test_what_watches_a_row_besides_its_own_monitor_is_to_be_deleted_by_hand(running: Sandbox) -> None:
    (number,) = (one.id for name, one in there(running).items() if name.startswith("made by hand"))
    inventory = ("--inventory", str(running.inventory))
    said = running.fleet("adopt", "uptimerobot", "--sandbox", "--stack", "sandbox", *inventory)
    heading, line = said.out.splitlines()
    assert "delete them by hand" in heading
    assert line.startswith(f"  site {STAGING}: number {number} (KEYWORD, called made by hand")
    assert line.endswith(f"watches it besides {named(running, STAGING).id}")


def test_an_adopted_monitor_that_would_become_another_is_refused_before_anything_is_done(running: Sandbox) -> None:
    before = running.store().writes()
    running.edit("services.yaml", "{ keyword: Latest discussions,", "{ keyword_missing: none is chosen,")
    refused = running.run("up")
    assert refused.code == 1
    assert refused.outcome["errors"] == [f"{FORUM}: {NUMBERED}"]
    assert running.store().writes() == before
    running.edit("services.yaml", ", uptime_id: 790100001 }", " }")
    assert any(change.startswith("replace monitor") for change in running.run("up").changes(FORUM))


def test_an_adopted_monitor_that_is_gone_comes_back_once_its_number_is_out_of_the_row(running: Sandbox) -> None:
    running.store().remove(MONITORS, named(running, FORUM).id, by_hand=True)
    assert running.run("refresh").changes(FORUM) == ["delete monitor"]
    (error,) = running.run("up").outcome["errors"]
    assert error.startswith(FORUM)
    assert "Take it out of the row" in error
    running.edit("services.yaml", ", uptime_id: 790100001 }", " }")
    assert running.run("up").changes(FORUM) == ["create monitor"]


def test_a_run_that_is_killed_among_its_monitors_makes_none_of_them_twice(running: Sandbox, tmp_path: Path) -> None:
    rows = "".join(f"      https://docs.example.org/{n}/: {{ keyword_missing: a page }}\n" for n in range(60))
    running.edit("services.yaml", "      https://docs.example.org/api/", f"{rows}      https://docs.example.org/api/")
    made = len(there(running))
    command = [str(python()), "-m", "fleet", "up", "--sandbox", "--stack", "sandbox", "--inventory"]
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen([*command, str(running.inventory)], cwd=ROOT, env=running.kept, stderr=log, stdout=log) as up,
    ):
        while len(there(running)) < made + 5:
            assert up.poll() is None, (tmp_path / "log").read_text()
            time.sleep(0.01)
        os.kill(engine_of(running), signal.SIGKILL)
        assert up.wait() == 1
    assert running.fleet("cancel", "--sandbox", "--stack", "sandbox").code == 0
    done = running.run("up")
    assert done.code == 0, done.out + done.err
    assert len(there(running)) == made + 60
    running.settled()


def engine_of(sandbox: Sandbox) -> int:
    """The engine that runs in a sandbox."""
    clouds = f"{STORE}={sandbox.home}".encode()
    engines = []
    for process in Path("/proc").glob("[0-9]*"):
        # Others come and go.
        with suppress(FileNotFoundError, ProcessLookupError):
            if (process / "comm").read_text() == "pulumi\n" and clouds in (process / "environ").read_bytes():
                engines.append(int(process.name))
    (engine,) = engines
    return engine
