"""The rendered rules do what their tests say, and the tests notice when they don't."""

import re
from pathlib import Path
from typing import Any

import pytest

from fleet.alerts.catalogue import ALERTS, alerts_about
from fleet.blueprint.alert_routing import alert_routing
from fleet.blueprint.checks import checks
from fleet.blueprint.targets import targets
from fleet.inventory.fleet import Fleet
from fleet.render.rule_tests import rule_tests
from tests.fleet.render.real import QUIETER, said, write
from tests.fleet.small import fleet, service
from tests.shared import parsed

GENERAL = {alert.name for alert in ALERTS} - {alert.name for alert in alerts_about("target")}
"""The alerts of which there isn't a rule for each target."""


def failed(export: Path, file: str) -> str:
    """What promtool says of the tests in a file of an export that fail; empty if none do."""
    code, words = said("promtool", "test", "rules", export / "prometheus" / "tests" / file)
    return words if code else ""


def cases(found: Fleet) -> list[dict[str, Any]]:
    read: dict[str, Any] = parsed(rule_tests(alert_routing(found), targets(found, checks(found))))
    listed: list[dict[str, Any]] = read["tests"]
    return listed


@pytest.mark.parametrize("file", ["fleet.yml", "expected.yml"])
def test_the_rules_do_what_their_tests_say(file: str, tmp_path: Path) -> None:
    assert failed(write(tmp_path, QUIETER), file) == ""


def test_every_alert_fires_and_stops_in_some_test() -> None:
    fires = {
        look["alertname"]: [bool(one.get("exp_alerts")) for one in test["alert_rule_test"]]
        for test in cases(QUIETER)
        if "silenced" not in test["name"]
        for look in test["alert_rule_test"]
    }
    assert fires.pop("Watchdog") == [True]
    assert fires.keys() == GENERAL - {"Watchdog"}
    assert set(map(tuple, fires.values())) == {(False, True, False)}


def test_rows_that_differ_have_tests_of_their_own() -> None:
    names = {test["name"].rpartition(",")[0] for test in cases(QUIETER)}
    for name in ("HostMemoryHigh", "HostFilesystemAlmostFull", "SiteSlow"):
        assert {f"{name}, as usual", f"{name}, with a threshold of its own"} <= names
    assert {"HostDown, silenced", "HostMemoryHigh, silenced", "SiteDown, silenced"} <= names


def test_a_large_fleet_has_no_more_tests_than_a_small_one() -> None:
    def of(count: int) -> Fleet:
        hosts = [f"host-{number}.example.org" for number in range(count)]
        sites = {f"https://{host}/": {"keyword": "a"} for host in hosts}
        return fleet(
            hosts={host: {"provider": "bytemark"} for host in hosts}, services={"a": service(*hosts, sites=sites)}
        )

    assert len(cases(of(2))) == len(cases(of(50)))


def complaint(folder: Path, file: str, *changes: tuple[str, str]) -> str:
    """What promtool says of the tests once the rules that they test are changed."""
    rules = write(folder, QUIETER) / "prometheus" / "rules" / file
    text = rules.read_text("utf-8")
    for right, wrong in changes:
        assert right in text
        text = text.replace(right, wrong)
    rules.write_text(text, "utf-8")
    return failed(folder, file)


@pytest.mark.parametrize(
    "changes",
    [
        {
            "CertificateExpiresSoon": ("/ 86400 < 21", "/ 3600 < 21"),
            "HostDown": ('up{job=~"node.*",host!~"db', 'up{job=~"node.*",host!~"dc'),
            "HostFilesystemAlmostFull": ("< 2 and", "< 1 and"),
            "HostFilesystemFillingUp": ("predict_linear", "0 * predict_linear"),
            "HostLoadHigh": ("count without (cpu, mode)", "count without (mode)"),
            "HostMemoryHigh": ("> 97.5", "> 90"),
            "HostRaidDegraded": ("- ignoring (state)", "-"),
            "SiteDown": ('service!~"mail"', 'service!~"male"'),
            "Watchdog": ("vector(1)", "vector(1) > 1"),
        },
        {
            "AllTargetsMissing": ("absent(up", "absent(down"),
            "CertificateExpiresSoon": ("/ 86400 < 10", "/ 86400 < 21"),
            "HostClockSkew": ("for: 10m", "for: 20m"),
            "HostFilesystemAlmostFull": ("hosts[{{ $labels.host }}]", "hosts[{{ $labels.instance }}]"),
            "HostInodesAlmostFull": ("%.1f", "%.2f"),
            "HostMemoryHigh": (r'host!~"db\\.example\\.org|mail', 'host!~"mail'),
            "HostNetworkErrors": ("exception: an old cable", "exception: a new cable"),
            "ProbesFail": ("contact: ocp", "contact: ods"),
            "SiteSlow": ("> 0.5", "> 5"),
        },
        {"HostDown": ("severity: critical", "severity: warning"), "HostNetworkErrors": ("for: 1h", "for: 30m")},
        {"SiteSlow": ("docs/runbooks/", "docs/"), "Watchdog": ("always true", "never true")},
    ],
)
def test_a_changed_rule_fails_its_test(changes: dict[str, tuple[str, str]], tmp_path: Path) -> None:
    words = complaint(tmp_path, "fleet.yml", *changes.values())
    assert changes.keys() - re.findall(r"alertname: ?(\w+)", words) == set()


def test_a_rule_that_is_gone_is_missed(tmp_path: Path) -> None:
    words = complaint(tmp_path, "fleet.yml", ("alert: ", "alert: No"))
    assert GENERAL - set(re.findall(r"alertname: ?(\w+)", words)) == set()


@pytest.mark.parametrize(
    "change",
    [
        ("TargetMissing", "TargetGone"),
        ("for: 15m", "for: 5m"),
        ("for: 15m", "for: 30m"),
        ("severity: critical", "severity: warning"),
        ("absent(", "count("),
        ('job="blackbox-http",', 'job="blackbox-tcp",'),
    ],
)
def test_a_changed_rule_for_a_target_fails_its_test(change: tuple[str, str], tmp_path: Path) -> None:
    assert "FAILED" in complaint(tmp_path, "expected.yml", change)
