"""What refuses a dangerous plan."""

from datetime import date
from typing import Any

import pulumi.automation as auto
import pytest

from engine.guards import missing_logins, refusals
from engine.messages import NEVER_DELETED, RETIRE_FIRST, never_replaced
from engine.outcome import Outcome, Step
from fleet.registry import machine_types
from tests.engine.harness import LINODE, SERVER

MACHINES = machine_types()

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
    assert said == "a: its row says retire: 2027-02-01, which is yet to come; put the row back as it was until then"


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        (gone("hcloud:index/rdns:Rdns"), {"retire": "2027-02-01"}),
        (Step("a", "update", SERVER, "a"), {"retire": "2027-02-01"}),
    ],
)
def test_only_a_retiring_machine_has_a_day(step: Step, facts: dict[str, Any]) -> None:
    assert list(refusals(plan(step, before={"a": facts}), {}, TODAY)) == []


@pytest.mark.parametrize("type_", MACHINES)
@pytest.mark.parametrize(("fields", "what"), [(("image", "region"), "changing image, region"), ((), "this change")])
def test_a_machine_is_not_replaced(type_: str, fields: tuple[str, ...], what: str) -> None:
    (said,) = refusals(plan(Step("a", "replace", type_, "a", fields)), {}, TODAY)
    assert said.startswith(f"a: {what} would replace the machine and lose its disk. Put its row back as it was; or ")


def test_what_the_engine_refused_to_replace_is_not_told_twice() -> None:
    outcome = plan(Step("a", "replace", SERVER, "a"), Step("b", "replace", SERVER, "b"))
    outcome.errors.append(f"a: {never_replaced('Write image: one again')}")
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


def test_an_id_of_another_rows_machine_is_refused() -> None:
    outcome = plan(after={"a": {}, "b": {}})
    (said,) = refusals(outcome, {"a": "b"}, TODAY)
    assert said == "a: the machine with its id is called b, which is another row; correct one of the two ids"


@pytest.mark.parametrize("name", ["a", "made-by-hand", "None"])
def test_a_machine_may_be_called_anything_else(name: str) -> None:
    assert list(refusals(plan(after={"a": {}, "b": {}}), {"a": name}, TODAY)) == []


def test_a_stack_without_facts_refuses_nothing_by_them() -> None:
    unknown = Outcome("preview", "s", sandbox=True, steps=[gone()])
    assert list(refusals(unknown, {"a": "b"}, TODAY)) == []


def test_every_reason_is_told() -> None:
    outcome = plan(
        Step("d", "replace", LINODE, "d"),
        gone(owner="c"),
        before={"c": {"retire": "2027-02-01"}},
        after={"a": {}, "b": {}},
    )
    swapped = {"a": "b", "b": "a"}
    assert [said.partition(":")[0] for said in refusals(outcome, swapped, TODAY)] == ["a", "b", "c", "d"]


def test_a_machine_whose_day_the_stack_never_noted_is_not_deleted() -> None:
    outcome = plan(gone(), gone(owner="b"), before={"a": {}, "b": {}})
    outcome.errors.append(f"b is protected: {RETIRE_FIRST}")
    (said,) = refusals(outcome, {}, TODAY)
    assert said == f"a would be deleted, and its row had no retire: when the stack was last up: {RETIRE_FIRST}"


@pytest.mark.parametrize("owner", ["a", ""])
def test_a_machine_is_not_deleted_if_the_stack_never_noted_its_row(owner: str) -> None:
    (said,) = refusals(plan(Step(owner, "delete", SERVER, "a")), {}, TODAY)
    assert said == f"a would be deleted, and its row had no retire: when the stack was last up: {RETIRE_FIRST}"


class Settings:
    """As much of a stack as has settings."""

    def __init__(self, **config: str) -> None:
        self.config = {f"hetznerrobot:{key}": auto.ConfigValue(value) for key, value in config.items()}

    def get_all_config(self) -> dict[str, auto.ConfigValue]:
        return self.config


TYPES = [
    "uptimerobot:index:Monitor",
    "uptimerobot:index:AlertContact",
    "hetznerrobot:index:Server",
    SERVER,
    "fleet:a:B",
]


@pytest.fixture
def no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UPTIMEROBOT_API_KEY", "HETZNER_ROBOT_USER", "HETZNER_ROBOT_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_login")
def test_every_login_that_a_stack_needs_and_does_not_have_is_named() -> None:
    robot, monitors = missing_logins(Settings(user="u"), TYPES)  # type: ignore[arg-type]
    assert robot.startswith("Hetzner Robot: there is no login. Set HETZNER_ROBOT_USER and HETZNER_ROBOT_PASSWORD, or ")
    assert monitors == (
        "UptimeRobot: there is no login. Set UPTIMEROBOT_API_KEY, or run "
        "`pulumi config set --secret uptimerobot:apiKey`"
    )


@pytest.mark.usefixtures("no_login")
def test_a_login_may_be_in_the_settings_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPTIMEROBOT_API_KEY", "made-up")
    assert list(missing_logins(Settings(user="u", password="p"), TYPES)) == []  # type: ignore[arg-type]


@pytest.mark.usefixtures("no_login")
def test_a_stack_that_has_nothing_there_needs_no_login() -> None:
    assert list(missing_logins(Settings(), [SERVER])) == []  # type: ignore[arg-type]


def test_a_number_of_another_kind_of_thing_is_refused_before_anything_is_done() -> None:
    monitor = "uptimerobot:index:Monitor"
    outcome = plan(Step("a", "adopt", monitor, "a-uptime"), Step("a", "replace", monitor, "a-uptime", ("type",)))
    (said,) = refusals(outcome, {}, TODAY)
    assert said == "a: the id in its row is another object's (type): correct it, or take it out"
    assert list(refusals(plan(Step("a", "replace", monitor, "a-uptime", ("type",))), {}, TODAY)) == []


def test_a_zones_protection_is_not_taken_for_that_of_a_host_of_its_name() -> None:
    rows: dict[str, Any] = {"hosts": {"a": {}}, "zones": {"a": {}}}
    outcome = Outcome("up", "s", sandbox=True, before=rows, steps=[Step("a", "delete", SERVER, "a", (), "hosts")])
    outcome.errors = [f"{outcome.called('zones', 'a')} is protected: {NEVER_DELETED}"]
    (said,) = refusals(outcome, {}, TODAY)
    assert said.startswith("a would be deleted, and its row had no retire:")
    outcome.errors = [f"{outcome.called('hosts', 'a')} is protected: {RETIRE_FIRST}"]
    assert list(refusals(outcome, {}, TODAY)) == []


@pytest.mark.parametrize(
    ("type_", "fields", "what"),
    [
        (SERVER, ("location",), "changing region"),
        (SERVER, ("serverType", "image"), "changing size, image"),
        (LINODE, ("type",), "changing size"),
        (LINODE, ("authorizedKeys", "label"), "changing keys, name"),
    ],
)
def test_what_would_replace_a_machine_has_the_words_of_its_row(type_: str, fields: tuple[str, ...], what: str) -> None:
    (said,) = refusals(plan(Step("a", "replace", type_, "a", fields)), {}, TODAY)
    assert said.startswith(f"a: {what} would replace the machine")
