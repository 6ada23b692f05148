"""The program refuses what would do harm before it declares anything, under plain `pulumi` as well."""

from contextlib import nullcontext
from datetime import date
from typing import Any

import pulumi
import pytest
import yaml

from components.program import run_program, services_wanted
from fleet.draw_up import draw_up
from fleet.inventory.fleet import Fleet
from providers.login import login_of
from tests.components.fleets import NOTHING_BESIDES, fleet_of
from tests.conftest import HELD_RESOURCES, Before, Monitor, Recording, Run
from tests.engine.harness import ROOT

HOST, DAY = "old.example.org", "2099-01-31"
SERVER = f"urn:pulumi:test::fleet::fleet:hosting:HetznerCloudServer$hcloud:index/server:Server::{HOST}"
COMPONENT = f"urn:pulumi:test::fleet::fleet:hosting:HetznerCloudServer::{HOST}"
MONITOR = "urn:pulumi:test::fleet::fleet:monitoring:UptimeRobot$uptimerobot:index:Monitor::a-uptime"
DEDICATED = {"provider": "hetzner-dedicated", "ipv4": "192.0.2.7", "server_number": 321}
LOGINS = {"uptimerobot:apiKey": "k", "hetznerrobot:user": "u", "hetznerrobot:password": "p"}
EMPTY = fleet_of(services={})
WATCHED = fleet_of({"www.example.org": DEDICATED})


def facts(**others: Any) -> dict[str, Any]:
    return {"provider": "hetzner-cloud", "state": "created", "aliases": []} | others


def before(retire: str | None = DAY, *held: str) -> Before:
    return Before({"hosts": {HOST: facts() | ({"retire": retire} if retire else {})}}, held)


@pytest.fixture
def reasons(run: Run, recordings: list[Recording], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Why the program refuses a fleet, each reason; nothing was declared then."""
    logged: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", logged.append)

    def reasons(fleet: Fleet, state: Before | None = None, **config: str) -> list[str]:
        given = {key.replace("__", ":"): value for key, value in config.items()}
        try:
            run(lambda: run_program(draw_up(fleet)), config=given, before=state or Before())
        except pulumi.RunError as error:
            assert recordings[-1].resources == []
            return [*logged, str(error)]
        return []

    return reasons


OFF = {key.replace(":", "__"): value for key, value in NOTHING_BESIDES.items()}


@pytest.mark.parametrize("preview", [True, False])
def test_a_machine_does_not_leave_before_its_day(run: Run, recordings: list[Recording], *, preview: bool) -> None:
    state = before(DAY, COMPONENT, SERVER)
    with pytest.raises(pulumi.RunError, match=f"{HOST}: its row says retire: {DAY}, which is yet to come"):
        run(lambda: run_program(draw_up(EMPTY)), config=NOTHING_BESIDES, before=state, preview=preview)
    assert recordings[-1].resources == []


@pytest.mark.parametrize(
    "state",
    [
        before("2026-01-31", COMPONENT, SERVER),
        before(None, COMPONENT, SERVER),
        before(DAY),
        before(DAY, COMPONENT),
        Before({}, (COMPONENT, SERVER)),
        Before(),
    ],
)
def test_what_has_no_day_or_no_machine_may_leave(reasons: Any, state: Before) -> None:
    assert reasons(EMPTY, state, **OFF) == []


def test_a_machine_whose_row_is_renamed_does_not_leave(reasons: Any) -> None:
    fleet = fleet_of({"new.example.org": {"provider": "hetzner-cloud", "size": "cx23", "aliases": [HOST]}})
    assert reasons(fleet, before(DAY, COMPONENT, SERVER), **OFF) == []


def test_every_login_that_rows_need_is_asked_for_in_one_run(reasons: Any) -> None:
    uptimerobot, robot = reasons(WATCHED)
    assert uptimerobot.startswith("UptimeRobot: there is no login. Set UPTIMEROBOT_API_KEY, or run `pulumi config set")
    assert uptimerobot.endswith("`fleet:uptimerobot: false` in stacks/Pulumi.test.yaml, and nothing is managed there")
    assert robot.startswith("Hetzner Robot: there is no login. Set HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD, or")


def test_with_its_logins_a_fleet_is_declared(reasons: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reasons(WATCHED, None, **{key.replace(":", "__"): value for key, value in LOGINS.items()}) == []
    monkeypatch.setenv("UPTIMEROBOT_API_KEY", "made-up")
    told = run(lambda: run_program(draw_up(WATCHED)), config={"fleet:hetznerrobot": "false"})
    assert {row.type.partition(":")[0] for row in told.resources} == {"fleet", "uptimerobot"}


def test_a_fleet_that_needs_no_login_is_declared_without(reasons: Any) -> None:
    assert reasons(EMPTY) == []


def test_what_the_stack_still_has_somewhere_needs_a_login_to_go(reasons: Any) -> None:
    (said,) = reasons(EMPTY, Before({}, (MONITOR,)))
    assert said.startswith("UptimeRobot: there is no login")
    # That would delete it.
    assert "fleet:uptimerobot: false" not in said


def test_the_setting_is_no_remedy_where_the_stack_has_something_there(reasons: Any) -> None:
    (said,) = reasons(WATCHED, Before({}, (MONITOR,)), fleet__hetznerrobot="false")
    assert said.startswith("UptimeRobot: there is no login")
    assert "fleet:uptimerobot: false" not in said


@pytest.mark.parametrize("preview", [True, False])
def test_a_retiring_machine_is_not_made_again_before_its_day(
    run: Run, recordings: list[Recording], *, preview: bool
) -> None:
    state = Before({"hosts": {HOST: facts(retire=DAY, region="nbg1")}}, (COMPONENT, SERVER))
    moved = {"provider": "hetzner-cloud", "size": "cx23", "region": "fsn1", "retire": date.fromisoformat(DAY)}
    with pytest.raises(pulumi.RunError, match=f"{HOST}: its row says retire: {DAY}, which is yet to come"):
        run(
            lambda: run_program(draw_up(fleet_of({HOST: moved}))), config=NOTHING_BESIDES, before=state, preview=preview
        )
    assert recordings[-1].resources == []


def test_a_service_is_not_turned_off_while_the_stack_has_something_there(reasons: Any) -> None:
    (said,) = reasons(WATCHED, Before({}, (MONITOR,)), **OFF, uptimerobot__apiKey="k")
    assert said.startswith("UptimeRobot: `fleet:uptimerobot` is false, and what this stack has there (1)")


def test_all_reasons_are_told_at_once(reasons: Any) -> None:
    state = Before({"hosts": {HOST: facts(retire=DAY)}}, (SERVER, MONITOR))
    assert [said.partition(":")[0] for said in reasons(EMPTY, state, **OFF)] == [HOST, "UptimeRobot"]


def test_the_whole_state_is_asked_for_only_in_doubt(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    answer = Monitor.Invoke

    def invoke(self: Monitor, request: Any) -> Any:
        asked.append(request.tok)
        return answer(self, request)

    monkeypatch.setattr(Monitor, "Invoke", invoke)
    run(lambda: run_program(draw_up(WATCHED)), config=LOGINS)
    assert HELD_RESOURCES not in asked
    run(lambda: run_program(draw_up(WATCHED)), config=NOTHING_BESIDES)
    assert HELD_RESOURCES in asked


def test_each_service_that_can_be_left_out_is_a_provider_of_ours_with_a_setting() -> None:
    settings = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    for package in services_wanted(draw_up(EMPTY)):
        assert login_of(package) is not None
        assert (settings[f"fleet:{package}"]["type"], settings[f"fleet:{package}"]["default"]) == ("boolean", True)
        assert settings[f"fleet:{package}"]["description"]


@pytest.mark.parametrize("debug", [True, False])
def test_debug_lines_are_kept_if_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch, *, debug: bool) -> None:
    lines: list[str] = []

    async def program() -> None:
        monkeypatch.setattr(pulumi.log, "debug", lambda line, *_, **__: lines.append(line))
        await run_program(draw_up(fleet_of({"a.example.org": {"provider": "bytemark"}})))

    run(program, config=NOTHING_BESIDES | {"fleet:debug": str(debug).lower()})
    assert bool(lines) == debug


@pytest.mark.parametrize(("length", "refused"), [(44, False), (45, True)])
def test_a_stack_whose_name_a_provider_would_not_take_is_refused(run: Run, length: int, *, refused: bool) -> None:
    fleet = fleet_of(services={}, zones={"example.org": {"provider": "linode", "email": "dns@example.org"}})
    with pytest.raises(pulumi.RunError, match="give the stack a shorter one") if refused else nullcontext():
        run(lambda: run_program(draw_up(fleet)), config=NOTHING_BESIDES, stack="s" * length)
