"""The catalogue: every entry is complete, and one more entry is one more alert everywhere."""

import ast
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from fleet.alerts import catalogue
from fleet.alerts.alert import NODE_JOBS, Alert, Severity, Subject, Threshold
from fleet.alerts.catalogue import ALERTS, alert_named, alerts_about, inhibitions, names_about
from fleet.alerts.samples import Samples, constant
from fleet.inventory.errors.problems import InvalidInventoryError
from fleet.inventory.fleet import Fleet
from fleet.inventory.json_schema import schema
from fleet.inventory.load import load
from tests.fleet.render.real import QUIETER, complaints, said, write
from tests.fleet.small import export, fleet
from tests.shared import parsed

PACKAGE = Path(catalogue.__file__).parent


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_an_entry_is_complete(alert: Alert) -> None:
    assert alert.severity in get_args(Severity)
    assert (alert.threshold is not None) == ("THRESHOLD" in alert.expression)
    assert ("SELECT" in alert.expression) == (alert.subject != "monitoring")
    assert (alert.samples is None) == (alert.hold == "") == (alert.jobs == ()) == (alert.name == "Watchdog")
    assert alert.summary
    if alert.samples is not None:
        assert bool(alert.samples.instance) == (alert.subject == "monitoring")


def test_names_are_unique() -> None:
    assert len({alert.name for alert in ALERTS}) == len(ALERTS)


def test_every_alert_is_about_something_and_can_be_found() -> None:
    listed = [alert for subject in get_args(Subject) for alert in alerts_about(subject)]
    assert sorted(listed, key=lambda alert: alert.name) == sorted(ALERTS, key=lambda alert: alert.name)
    assert all(alert_named(alert.name) is alert for alert in ALERTS)
    with pytest.raises(KeyError):
        alert_named("NoSuchAlert")


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert.name)
def test_an_expression_looks_at_the_entrys_jobs(alert: Alert) -> None:
    for matcher, value in re.findall(r'job(=~?)"(.*?)"', alert.expression):
        pattern = value if matcher == "=~" else re.escape(value)
        assert all(re.fullmatch(pattern, job) for job in alert.jobs)


def test_an_alert_is_inhibited_only_by_one_that_there_is() -> None:
    assert {cause for cause, _ in inhibitions()} <= {alert.name for alert in ALERTS}
    assert inhibitions() == {
        ("HostUnreachable", ("host",)): ["HostDown"],
        ("HostUnreachable", ("host", "family")): ["SiteDown", "SiteSlow"],
    }


def test_the_package_imports_nothing_else_of_the_project() -> None:
    imported = [
        name
        for file in PACKAGE.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    ]
    ours = {name for name in imported if name.split(".")[0] in {"cli", "components", "engine", "fleet", "sandbox"}}
    assert ours
    assert all(name.startswith("fleet.alerts") for name in ours)


MADE_UP = Alert(
    name="HostBatteryLow",
    subject="host",
    severity="warning",
    hold="20m",
    jobs=NODE_JOBS,
    expression="made_up_battery_percent{SELECT} < THRESHOLD",
    threshold=Threshold(30, "% left"),
    summary="the battery of {{ $labels.host }} has {{ $value | printf `%.0f` }} % left",
    inhibited_by={"HostUnreachable": ("host",)},
    samples=Samples(series=constant(made_up_battery_percent=float), labels={"battery": "0"}),
)
ABOUT_ITSELF = Alert(
    name="ClockStopped",
    subject="monitoring",
    severity="critical",
    hold="5m",
    jobs=("prometheus",),
    expression="made_up_clock_ticks == 0",
    summary="the clock of {{ $labels.instance }} has stopped",
    samples=Samples(series=constant(made_up_clock_ticks=float), instance="127.0.0.1:9090"),
)
ROW = {
    "provider": "bytemark",
    "ipv4": "203.0.113.9",
    "alerts": {MADE_UP.name: {"threshold": 10, "why": "an old battery"}},
}


@pytest.fixture
def _one_more_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "ALERTS", (*ALERTS, MADE_UP, ABOUT_ITSELF))


def rules(found: Fleet) -> dict[str, list[Any]]:
    """The rules of an export, by alert."""
    listed: dict[str, list[Any]] = {}
    for group in parsed(export(found)["prometheus/rules/fleet.yml"])["groups"]:
        for rule in group["rules"]:
            listed.setdefault(rule["alert"], []).append(rule)
    return listed


def misspelt(folder: Path) -> str:
    """What is said of an inventory with a slip in the name of the made-up alert."""
    file = folder / "inventory.yaml"
    file.write_text(
        "contacts: { ods: { name: ODS, email: code@example.org } }\n"
        "providers: { bytemark: { console: 'https://panel.example.org/', manager: ods } }\n"
        "hosts:\n"
        "  www.example.org:\n"
        "    provider: bytemark\n"
        "    spare: a test\n"
        "    alerts: { HostBateryLow: { silent: true, why: it has none } }\n",
        "utf-8",
    )
    with pytest.raises(InvalidInventoryError) as caught:
        load(file)
    return str(caught.value)


def test_without_its_entry_an_alert_is_unknown() -> None:
    assert MADE_UP.name not in names_about("host")
    assert MADE_UP.name not in schema()


@pytest.mark.usefixtures("_one_more_of_each")
def test_one_more_entry_is_one_more_name_that_a_row_may_write(tmp_path: Path) -> None:
    assert MADE_UP.name in names_about("host")
    assert schema().count(f'"{MADE_UP.name}"') == schema().count('"HostDown"') > 0
    assert ABOUT_ITSELF.name not in schema()
    assert f"'HostBateryLow' is not known here; did you mean '{MADE_UP.name}'?" in misspelt(tmp_path)


@pytest.mark.usefixtures("_one_more_of_each")
def test_one_more_entry_is_rendered(tmp_path: Path) -> None:
    found = fleet(hosts={"a.example.org": ROW, "b.example.org": {"provider": "bytemark", "ipv4": "203.0.113.8"}})
    usual, own = rules(found)[MADE_UP.name]
    assert usual["expr"] == r'made_up_battery_percent{host!~"a\\.example\\.org"} < 30'
    assert own["expr"] == 'made_up_battery_percent{host="a.example.org"} < 10'
    assert usual["annotations"]["runbook_url"] == f"docs/runbooks/{MADE_UP.name}.md"
    assert len(rules(found)[ABOUT_ITSELF.name]) == 1
    tests = parsed(export(found)["prometheus/tests/fleet.yml"])["tests"]
    names = {test["name"] for test in tests}
    assert {f"{MADE_UP.name}, as usual, 20 minutes", f"{ABOUT_ITSELF.name}, 5 minutes"} <= names
    inhibited = parsed(export(found)["alertmanager.yml"])["inhibit_rules"]
    assert {
        "source_matchers": ['alertname="HostUnreachable"'],
        "target_matchers": [f'alertname=~"HostDown|{MADE_UP.name}"'],
        "equal": ["host"],
    } in inhibited
    assert list(complaints(write(tmp_path, found))) == []


@pytest.mark.usefixtures("_one_more_of_each")
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("made_up_battery_percent{", "made_up_percent{"), ("made_up_clock_ticks == 0", "made_up_clock_ticks == 1")],
)
def test_the_test_of_one_more_entry_can_fail(right: str, wrong: str, tmp_path: Path) -> None:
    file = write(tmp_path, QUIETER) / "prometheus" / "rules" / "fleet.yml"
    text = file.read_text("utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong), "utf-8")
    code, words = said("promtool", "test", "rules", tmp_path / "prometheus" / "tests" / "fleet.yml")
    assert code
    assert "FAILED" in words
