"""What refuses a dangerous plan."""

from datetime import date
from typing import Any

import pytest

from engine.guards import MACHINES, refusals, without_login
from engine.messages import NEVER_REPLACED
from engine.outcome import Outcome, Step
from tests.engine.harness import LINODE, SERVER

TODAY = date(2027, 1, 31)


def plan(*steps: Step, before: dict[str, Any] | None = None, after: dict[str, Any] | None = None) -> Outcome:
    told = {"hosts": before or {}}, {"hosts": after or {}}
    return Outcome("up", "s", sandbox=True, steps=list(steps), before=told[0], after=told[1])


def gone(type_: str = SERVER, owner: str = "a") -> Step:
    return Step(owner, "delete", type_, owner)


@pytest.mark.parametrize("retire", ["2027-01-31", "2026-12-01"])
def test_a_machine_may_go_from_its_day_on(retire: str) -> None:
    assert list(refusals(plan(gone(), before={"a": {"retire": retire}}), {}, TODAY)) == []


@pytest.mark.parametrize("type_", MACHINES)
def test_a_machine_may_not_go_before_its_day(type_: str) -> None:
    (said,) = refusals(plan(gone(type_), before={"a": {"retire": "2027-02-01"}}), {}, TODAY)
    assert said == "a: its row says retire: 2027-02-01, which is yet to come; put the row back until then"


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        (gone("hcloud:index/rdns:Rdns"), {"retire": "2027-02-01"}),
        (Step("a", "update", SERVER, "a"), {"retire": "2027-02-01"}),
        (gone(), {}),
        (gone(owner=""), {"retire": "2027-02-01"}),
    ],
)
def test_only_a_retiring_machine_has_a_day(step: Step, facts: dict[str, Any]) -> None:
    assert list(refusals(plan(step, before={"a": facts}), {}, TODAY)) == []


@pytest.mark.parametrize("type_", MACHINES)
@pytest.mark.parametrize(("fields", "what"), [(("image", "location"), "image, location"), ((), "what differs")])
def test_a_machine_is_not_replaced(type_: str, fields: tuple[str, ...], what: str) -> None:
    (said,) = refusals(plan(Step("a", "replace", type_, "a", fields)), {}, TODAY)
    assert said == f"a: another {what} would be another machine: create one, move what is on it, retire this"


def test_what_the_engine_refused_to_replace_is_not_told_twice() -> None:
    outcome = plan(Step("a", "replace", SERVER, "a"), Step("b", "replace", SERVER, "b"))
    outcome.errors.append(f"a: {NEVER_REPLACED}")
    assert [said.partition(":")[0] for said in refusals(outcome, {}, TODAY)] == ["b"]


@pytest.mark.parametrize(
    "step",
    [
        Step("a", "replace", "hcloud:index/rdns:Rdns", "a-ipv4", ("ipAddress",)),
        Step("a", "update", SERVER, "a", ("x",)),
    ],
)
def test_anything_else_may_be_replaced_and_a_machine_updated(step: Step) -> None:
    assert list(refusals(plan(step), {}, TODAY)) == []


@pytest.mark.parametrize(("type_", "field"), MACHINES.items())
def test_an_id_of_another_rows_machine_is_refused(type_: str, field: str) -> None:
    assert type_ in {SERVER, LINODE}
    outcome = plan(after={"a": {}, "b": {}})
    (said,) = refusals(outcome, {"a": {field: "b"}}, TODAY)
    assert said == "a: the machine with its id is called b, which is another row; correct one of the two ids"


@pytest.mark.parametrize("found", [{"name": "a"}, {"name": "made-by-hand"}, {}])
def test_a_machine_may_be_called_anything_else(found: dict[str, str]) -> None:
    assert list(refusals(plan(after={"a": {}, "b": {}}), {"a": found}, TODAY)) == []


def test_every_reason_is_told() -> None:
    outcome = plan(
        Step("d", "replace", LINODE, "d"),
        gone(owner="c"),
        before={"c": {"retire": "2027-02-01"}},
        after={"a": {}, "b": {}},
    )
    swapped = {"a": {"label": "b"}, "b": {"label": "a"}}
    assert [said.partition(":")[0] for said in refusals(outcome, swapped, TODAY)] == ["a", "b", "c", "d"]


MONITORS = [gone("uptimerobot:index:Monitor"), gone("uptimerobot:index:AlertContact", owner="")]
NO_KEY = "UptimeRobot: no login is configured, so monitors are only exported (2)"


def test_nothing_is_deleted_only_because_nobody_can_log_in() -> None:
    outcome = plan(*MONITORS, gone("hetznerrobot:index:Server"))
    outcome.notes += [
        NO_KEY,
        "Hetzner Robot: no login is configured, so machines with a number are only registered (1)",
    ]
    lost = "would be deleted for want of a login; set"
    assert list(without_login(outcome)) == [
        f"UptimeRobot: what this stack has there (2 resources) {lost} UPTIMEROBOT_API_KEY",
        f"Hetzner Robot: what this stack has there (1 resources) {lost} HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD",
    ]


def test_with_a_login_monitors_go_when_their_rows_do() -> None:
    assert list(without_login(plan(*MONITORS))) == []


def test_without_a_login_a_stack_that_has_nothing_there_goes_on() -> None:
    outcome = plan(gone())
    outcome.notes.append(NO_KEY)
    assert list(without_login(outcome)) == []


def test_a_number_of_another_kind_of_thing_is_refused_before_anything_is_done() -> None:
    monitor = "uptimerobot:index:Monitor"
    outcome = plan(Step("a", "adopt", monitor, "a-uptime"), Step("a", "replace", monitor, "a-uptime", ("type",)))
    (said,) = refusals(outcome, {}, TODAY)
    assert said == "a: what has the number in its row is something else (type); correct it, or take it out"
    assert list(refusals(plan(Step("a", "replace", monitor, "a-uptime", ("type",))), {}, TODAY)) == []
