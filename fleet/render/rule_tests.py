"""Unit tests of the rendered rules, for `promtool test rules`: each alert fires for a row of the fleet, and stops."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fleet.alerts.catalogue import FLEET_ALERTS, HOST_ALERTS, MISSING, SITE_ALERTS, Alert, AlertException
from fleet.blueprint.targets import Target
from fleet.inventory.fleet import Fleet
from fleet.render.dump import document
from fleet.render.prometheus import ALERTMANAGER, PROMETHEUS
from fleet.render.rules import WATCHDOG, page, responsible, row_of
from fleet.render.samples import FIGURES, Levels, values

STEP = 5
"""Minutes between evaluations: with one in each, promtool takes five times as long."""
CALM = 15
"""Minutes that the good figures last: by their end every alert has stopped."""

Test = dict[str, Any]


def rule_tests(fleet: Fleet, targets: Iterable[Target]) -> str:
    """The tests of the general rules: each for one row as usual, one with a threshold of its own, one silenced."""
    found = list(targets)
    tests: list[Test] = []
    for name, alert in HOST_ALERTS.items():
        job = "blackbox-icmp" if name == "HostUnreachable" else "node"
        rows = [(target, fleet.hosts[target.check.hosts[0]]) for target in found if target.job.startswith(job)]
        tests += _tests(fleet, name, alert, [(target, row.alerts.get(name)) for target, row in rows])
    for site, alert in SITE_ALERTS.items():
        pages = [
            (target, fleet.services[target.check.services[0]]) for target in found if target.job == "blackbox-http"
        ]
        tests += _tests(fleet, site, alert, [(target, row.alerts.get(site)) for target, row in pages])
    return _file("fleet.yml", [*tests, *_monitoring(fleet)])


def expected_tests(targets: Iterable[Target]) -> str:
    """The test of the rules for expected targets, on the first; a file of its own, as those rules are many."""
    return _file("expected.yml", [_missing(target) for target in list(targets)[:1]])


def _file(rules: str, tests: list[Test]) -> str:
    return document({"rule_files": [f"../rules/{rules}"], "evaluation_interval": f"{STEP}m", "tests": tests})


def _tests(fleet: Fleet, name: str, alert: Alert, rows: list[tuple[Target, AlertException | None]]) -> Iterator[Test]:
    """The first of each kind: a test each."""
    kinds: dict[str, tuple[Target, AlertException | None]] = {}
    for target, exception in rows:
        kind = "as usual" if exception is None else "silenced" if exception.silent else "with a threshold of its own"
        kinds.setdefault(kind, (target, exception))
    for kind, (target, exception) in sorted(kinds.items()):
        figures = FIGURES[name]
        bad, good = values(alert, figures, exception.threshold if exception else None)
        labels = {"job": target.job, "instance": target.address, **target.labels(), **figures.labels}
        annotations = {
            "summary": _shown(alert.summary, labels, figures.value(bad)),
            "runbook_url": page(fleet, name),
            "row": row_of(target),
            **({"exception": exception.why} if exception else {}),
        }
        hold = _minutes(alert.hold)
        phases = figures.levels(bad), (figures.calm or figures.levels)(good)
        fires = None if exception and exception.silent else (labels | {"severity": alert.severity}, annotations)
        yield _test(f"{name}, {kind}", hold, _series(phases, labels, hold), _looks(name, hold, fires))


def _monitoring(fleet: Fleet) -> Iterator[Test]:
    """The alerts about the monitoring itself."""
    for name, job, instance in (
        ("AlertmanagerReloadFailed", "alertmanager", ALERTMANAGER),
        ("AllTargetsMissing", "node", "www.example.org:7231"),
        ("ProbesFail", "blackbox-http", "https://www.example.org/"),
        ("PrometheusReloadFailed", "prometheus", PROMETHEUS),
    ):
        alert, labels = FLEET_ALERTS[name], {"job": job, "instance": instance}
        hold = _minutes(alert.hold)
        if name in FIGURES:
            series = _series((FIGURES[name].levels(0), FIGURES[name].levels(1)), labels, hold)
        else:
            series = [_absent(labels, hold)]
        # What counts all targets says of none which it is.
        own = labels if alert.expression.startswith(job) else {}
        annotations = {"summary": _shown(alert.summary, labels, 1), "runbook_url": page(fleet, name)}
        told = own | {"severity": alert.severity} | responsible(fleet)
        yield _test(name, hold, series, _looks(name, hold, (told, annotations)))
    always = {"summary": WATCHDOG, "runbook_url": page(fleet, "Watchdog")}
    fires = [{"exp_labels": {"severity": "none"}, "exp_annotations": always}]
    looks = [{"eval_time": "0m", "alertname": "Watchdog", "exp_alerts": fires}]
    yield {"name": "Watchdog", "alert_rule_test": looks}


def _test(name: str, hold: int, series: list[dict[str, str]], looks: list[dict[str, Any]]) -> Test:
    return {"name": f"{name}, {hold} minutes", "interval": "1m", "input_series": series, "alert_rule_test": looks}


def _looks(name: str, hold: int, fires: tuple[Mapping[str, str], Mapping[str, str]] | None) -> list[dict[str, Any]]:
    """That an alert doesn't fire at once, then does, and stops."""
    expected = {"exp_alerts": [{"exp_labels": dict(fires[0]), "exp_annotations": dict(fires[1])}]} if fires else {}
    looked_at = {hold - STEP: {}, hold + STEP: expected, _bad(hold) + CALM: {}}
    return [{"eval_time": f"{minute}m", "alertname": name, **found} for minute, found in looked_at.items()]


def _bad(hold: int) -> int:
    """Minutes that the bad figures last."""
    return hold + 2 * STEP


def _series(phases: tuple[Levels, Levels], labels: Mapping[str, str], hold: int) -> list[dict[str, str]]:
    bad, good = phases
    found = []
    for metric, level in bad.items():
        name, _, more = metric.partition("{")
        written = ",".join([*(f'{key}="{value}"' for key, value in labels.items()), *more.rstrip("}").split(",")])
        text = f"{_run(*level, _bad(hold))} {_run(*good[metric], CALM)}"
        found.append({"series": f"{name}{{{written.rstrip(',')}}}", "values": text})
    return found


def _run(start: float, step: float, minutes: int) -> str:
    """Values as promtool's tests write them."""
    return f"{float(start)!r}{'-' if step < 0 else '+'}{abs(float(step))!r}x{minutes - 1}"


def _absent(labels: Mapping[str, str], hold: int) -> dict[str, str]:
    written = ",".join(f'{key}="{value}"' for key, value in labels.items())
    return {"series": f"up{{{written}}}", "values": f"_x{_bad(hold)} 1+0x{CALM}"}


def _missing(target: Target) -> Test:
    """That the rule of a target fires while Prometheus lacks it; by then the others' do too."""
    hold, name = _minutes(MISSING.hold), "TargetMissing"
    labels = {"job": target.job, "instance": target.address, **target.labels()}
    fires = {"alertname": name, "alertstate": "firing", "severity": MISSING.severity, **labels}
    select = ",".join(f'{key}="{value}"' for key, value in fires.items())
    there = [{"labels": f"ALERTS{{{select}}}", "value": 1}]
    looked_at: dict[int, dict[str, Any]] = {hold - STEP: {}, hold + STEP: {"exp_samples": there}, _bad(hold) + CALM: {}}
    looks = [{"expr": f"ALERTS{{{select}}}", "eval_time": f"{at}m", **found} for at, found in looked_at.items()]
    series = [_absent(labels, hold)]
    return {"name": f"{name}, {hold} minutes", "interval": "1m", "input_series": series, "promql_expr_test": looks}


def _minutes(duration: str) -> int:
    """A duration, up to the next evaluation."""
    minutes = int(duration[:-1]) * {"m": 1, "h": 60}[duration[-1]]
    return -(-minutes // STEP) * STEP


def _shown(summary: str, labels: Mapping[str, str], value: float = 0) -> str:
    """A summary as Prometheus shows it."""
    found = re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda label: labels[label[1]], summary)
    return re.sub(r"\{\{ \$value(?: \| printf `(.*?)`)? \}\}", lambda form: (form[1] or "%g") % value, found)
