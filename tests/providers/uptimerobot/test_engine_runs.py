"""What the real engine does besides a life: many monitors, imports, killed runs, settings."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pulumi.automation as auto
import pytest
from pulumi import ResourceOptions
from werkzeug.wrappers import Request, Response

from providers.kit.values import Properties
from providers.uptimerobot import sdk
from sandbox.web import Handler
from tests.providers.stack import PROVIDERS, Stack
from tests.providers.uptimerobot.world import KEY, SITE, Asked, World


def monitor(name: str = "site", import_: str | None = None, given: Properties = SITE) -> sdk.Monitor:
    return sdk.Monitor(
        name,
        ResourceOptions(import_=import_),
        friendly_name=given["friendlyName"],
        type=given["type"],
        url=given["url"],
        keyword_type=given["keywordType"],
        keyword_value=given["keywordValue"],
        tag_names=["b", "a"],
    )


def run(import_: str | None = None) -> None:
    monitor(import_=import_)


def sites(count: int) -> Callable[[], None]:
    def run() -> None:
        for number in range(count):
            monitor(f"site-{number}", given=SITE | {"friendlyName": f"Site {number}"})

    return run


def test_two_hundred_monitors_are_refreshed_in_two_requests(paid: World, stack: Stack) -> None:
    assert stack.up(sites(1)) == {"create": 2}
    state = stack.stack.export_stack()
    deployment: Any = state.deployment
    *rest, site = deployment["resources"]
    deployment["resources"] = rest
    for number in range(200):
        name = f"Site {number}"
        id_ = site["id"] if number == 0 else paid.by_hand(**paid.properties(site["id"]) | {"friendlyName": name})
        told = {key: site[key] | {"friendlyName": name} for key in ("inputs", "outputs")}
        rest.append(site | told | {"id": id_, "urn": site["urn"].replace("site-0", f"site-{number}")})
    stack.stack.import_stack(state)
    paid.asked()
    assert stack.refresh() == {"same": 201}
    assert paid.asked() == Asked(lists=2)


@pytest.mark.parametrize("by_program", [True, False], ids=["by the program", "by the Automation API"])
def test_an_imported_monitor_is_what_the_program_says(paid: World, stack: Stack, *, by_program: bool) -> None:
    paid.api.escapes, paid.api.case_names, paid.api.reverses_lists = 2, True, True
    id_ = paid.by_hand(**SITE, tagNames=["a", "b"], keywordCaseType=0)
    if by_program:
        assert stack.up(partial(run, import_=id_)) == {"create": 1, "import": 1}
    else:
        wanted: Any = [{"type": "uptimerobot:index:Monitor", "name": "site", "id": id_}]
        stack.stack.import_resources(resources=wanted, protect=False, generate_code=False)
    assert stack.resource("site")["id"] == id_
    assert stack.preview(run) == {"same": 2}
    assert paid.ids() == [id_]
    asked = paid.asked()
    assert asked == Asked(me=asked.me, lists=1)


def engine(parent: int) -> int:
    """The engine that a process has started, which is its only child of that name."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            pid, _, rest = path.read_text().partition(" (")
        except OSError:
            continue
        name, _, rest = rest.rpartition(") ")
        if name.startswith("pulumi") and int(rest.split()[1]) == parent:
            found.append(int(pid))
    (only,) = found
    return only


RUN = """
import sys
from pathlib import Path
from tests.providers.stack import Stack
from tests.providers.uptimerobot.test_engine_runs import sites
Stack(Path(sys.argv[1]), "uptimerobot", {}, cold=True).up(sites(3))
"""


def test_a_killed_run_is_resumed_without_a_double(paid: World, stack: Stack, tmp_path: Path) -> None:
    carried_out: Handler = paid.api._handle
    started: list[subprocess.Popen[bytes]] = []

    def and_kill(request: Request) -> Response:
        response = carried_out(request)
        if request.method == "POST" and len(paid.ids()) == 2:
            os.kill(engine(started[0].pid), signal.SIGKILL)
        return response

    paid.api._handle = and_kill  # type: ignore[method-assign]
    env = os.environ | {"UPTIMEROBOT_API_KEY": KEY, "UPTIMEROBOT_API_URL": paid.url}
    # A process of its own: what the SDK leaves of a killed run goes with it.
    run = [sys.executable, "-c", RUN, str(tmp_path)]
    with subprocess.Popen(run, cwd=PROVIDERS.parent, env=env, stderr=subprocess.DEVNULL) as process:
        started.append(process)
    assert process.returncode != 0
    paid.api._handle = carried_out  # type: ignore[method-assign]
    before = paid.ids()
    assert len(before) >= 2
    stack.stack.cancel()
    stack.up(sites(3))
    assert len(paid.ids()) == 3
    assert set(before) <= set(paid.ids())
    assert {stack.resource(f"site-{number}")["id"] for number in range(3)} == set(paid.ids())
    assert stack.preview(sites(3)) == {"same": 4}


def test_a_key_in_config_is_encrypted_and_a_new_one_changes_no_resource(paid: World, tmp_path: Path) -> None:
    stack = Stack(tmp_path, "uptimerobot", {})
    stack.stack.set_config("uptimerobot:apiUrl", auto.ConfigValue(paid.url))
    stack.stack.set_config("uptimerobot:apiKey", auto.ConfigValue(KEY, secret=True))
    assert stack.up(sites(1)) == {"create": 2}
    paid.api._key = "another-key"
    stack.stack.set_config("uptimerobot:apiKey", auto.ConfigValue("another-key", secret=True))
    paid.asked()
    assert stack.up(sites(2)) == {"same": 2, "create": 1}
    assert paid.asked() == Asked(me=1, lists=1, created=1)
    kept = stack.state() + "".join(path.read_text() for path in (tmp_path / "project").rglob("*.yaml"))
    for key in (KEY, "another-key"):
        assert key not in kept
        assert all(key not in words for words in stack.logged)


def test_the_provider_works_alone_in_an_empty_folder(paid: World, tmp_path: Path) -> None:
    alone = tmp_path / "alone" / "providers"
    for name in ("kit", "uptimerobot"):
        shutil.copytree(PROVIDERS / name, alone / name, ignore=shutil.ignore_patterns("__pycache__"))
    env = {"UPTIMEROBOT_API_KEY": KEY, "UPTIMEROBOT_API_URL": paid.url, "PYTHONPATH": ""}
    stack = Stack(tmp_path, "uptimerobot", env, alone, cold=True)
    assert stack.up(sites(1)) == {"create": 2}
    assert paid.ids() == [stack.resource("site-0")["id"]]
