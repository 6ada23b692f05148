"""Unit tests of the rendered rules, for `promtool test rules`: each alert fires for a row of the fleet, and stops."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from fleet.alerts.alert import Alert
from fleet.alerts.catalogue import alerts_about
from fleet.blueprint.alert_routing import AlertRouting, Exceptions
from fleet.blueprint.targets import Target
from fleet.inventory.alerting import AlertException
from fleet.render.dump import document
from fleet.render.rules import own_labels, page, responsible, row_of

STEP = 5
"""Minutes between evaluations: with one in each, promtool takes five times as long."""
CALM = 15
"""Minutes that the metrics are good again: by their end every alert has stopped."""

Test = dict[str, Any]


class Firing(NamedTuple):
    """An alert as it arrives at Alertmanager: its labels and annotations."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]


def rule_tests(routing: AlertRouting, targets: Iterable[Target]) -> str:
    """The tests of the general rules.

    An alert about hosts or sites is tested for one row that changes nothing of it, one with a threshold of its own, and
    one that silences it.
    """
    listed = list(targets)
    tests: list[Test] = []
    for alert in alerts_about("host"):
        rows = [(target, target.check.hosts[0]) for target in listed if target.job in alert.jobs]
        tests += _row_tests(routing, alert, rows, routing.host_exceptions)
    for alert in alerts_about("site"):
        rows = [(target, target.check.services[0]) for target in listed if target.job in alert.jobs]
        tests += _row_tests(routing, alert, rows, routing.service_exceptions)
    monitoring = sorted(alerts_about("monitoring"), key=lambda alert: alert.name)
    return _file("fleet.yml", [*tests, *(_monitoring_test(routing, alert) for alert in monitoring)])


def expected_tests(targets: Iterable[Target]) -> str:
    """The tests of the rules for each target, on the first one only: there are many such rules."""
    tests = [_target_test(alert, target) for target in list(targets)[:1] for alert in alerts_about("target")]
    return _file("expected.yml", tests)


def _file(rules: str, tests: list[Test]) -> str:
    return document({"rule_files": [f"../rules/{rules}"], "evaluation_interval": f"{STEP}m", "tests": tests})


def _row_tests(
    routing: AlertRouting, alert: Alert, rows: list[tuple[Target, str]], exceptions: Exceptions
) -> Iterator[Test]:
    """A test for the first row of each kind, of those that targets are of."""
    kinds: dict[str, tuple[Target, AlertException | None]] = {}
    for target, name in rows:
        exception = exceptions.get(name, {}).get(alert.name)
        kind = "as usual" if exception is None else "silenced" if exception.silent else "with a threshold of its own"
        kinds.setdefault(kind, (target, exception))
    for kind, (target, exception) in sorted(kinds.items()):
        threshold = exception.threshold if exception else None
        labels = {**own_labels(target), **(alert.samples.labels if alert.samples else {})}
        firing = Firing(
            labels | {"severity": alert.severity},
            _annotations(routing, alert, labels, threshold)
            | {"row": row_of(target), **({"exception": exception.why} if exception else {})},
        )
        silent = exception is not None and exception.silent
        yield _test(f"{alert.name}, {kind}", alert, labels, None if silent else firing, threshold)


def _monitoring_test(routing: AlertRouting, alert: Alert) -> Test:
    labels = {"job": alert.jobs[0], "instance": alert.samples.instance} if alert.samples else {}
    own_labels = labels if alert.samples and alert.samples.keeps_labels else {}
    firing = Firing(
        own_labels | {"severity": alert.severity} | responsible(routing, alert), _annotations(routing, alert, labels)
    )
    return _test(alert.name, alert, labels, firing)


def _annotations(
    routing: AlertRouting, alert: Alert, labels: Mapping[str, str], threshold: float | None = None
) -> dict[str, str]:
    firing, _ = alert.sample_values(threshold)
    value = alert.samples.evaluated(firing) if alert.samples else firing
    return {"summary": _summary(alert, labels, value), "runbook_url": page(routing, alert)}


def _summary(alert: Alert, labels: Mapping[str, str], value: float) -> str:
    """A summary as Prometheus shows it."""
    text = re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda label: labels[label[1]], alert.summary)
    return re.sub(r"\{\{ \$value(?: \| printf `(.*?)`)? \}\}", lambda form: (form[1] or "%g") % value, text)


def _test(
    name: str, alert: Alert, labels: Mapping[str, str], firing: Firing | None, threshold: float | None = None
) -> Test:
    """That an alert doesn't fire at once, then does, and stops; never, if it is silenced."""
    fires = {}
    if firing is not None:
        fires = {"exp_alerts": [{"exp_labels": dict(firing.labels), "exp_annotations": dict(firing.annotations)}]}
    if alert.samples is None:
        return {"name": name, "alert_rule_test": [{"eval_time": "0m", "alertname": alert.name, **fires}]}
    evaluations = [
        {"eval_time": f"{minute}m", "alertname": alert.name, **(fires if has_fired else {})}
        for minute, has_fired in _evaluations(alert).items()
    ]
    return _with_series(name, alert, labels, threshold) | {"alert_rule_test": evaluations}


def _target_test(alert: Alert, target: Target) -> Test:
    """That the rule of a target fires while Prometheus lacks it; by then the other targets' rules fire as well."""
    labels = own_labels(target)
    fires = {"alertname": alert.name, "alertstate": "firing", "severity": alert.severity, **labels}
    selected = f"ALERTS{{{_written(fires)}}}"
    evaluations = [
        {
            "expr": selected,
            "eval_time": f"{minute}m",
            **({"exp_samples": [{"labels": selected, "value": 1}]} if has_fired else {}),
        }
        for minute, has_fired in _evaluations(alert).items()
    ]
    return _with_series(alert.name, alert, labels) | {"promql_expr_test": evaluations}


def _with_series(name: str, alert: Alert, labels: Mapping[str, str], threshold: float | None = None) -> Test:
    series = list(_series(alert, labels, threshold))
    return {"name": f"{name}, {_hold_minutes(alert)} minutes", "interval": "1m", "input_series": series}


def _evaluations(alert: Alert) -> dict[int, bool]:
    """The minutes at which an alert is evaluated, and whether it fires then."""
    hold = _hold_minutes(alert)
    return {hold - STEP: False, hold + STEP: True, _firing_minutes(alert) + CALM: False}


def _hold_minutes(alert: Alert) -> int:
    """The minutes that an alert holds, up to the next evaluation."""
    minutes = int(alert.hold[:-1]) * {"m": 1, "h": 60}[alert.hold[-1]]
    return -(-minutes // STEP) * STEP


def _firing_minutes(alert: Alert) -> int:
    """The minutes that the metrics are such that the alert fires."""
    return _hold_minutes(alert) + 2 * STEP


def _series(alert: Alert, labels: Mapping[str, str], threshold: float | None) -> Iterator[dict[str, str]]:
    """The sample metrics of an alert, first such that it fires and then such that it stops."""
    if alert.samples is None:
        return
    firing, resolved = alert.sample_values(threshold)
    good = (alert.samples.resolved_series or alert.samples.series)(resolved)
    minutes = _firing_minutes(alert)
    for metric, figures in alert.samples.series(firing).items():
        name, _, more = metric.partition("{")
        written = ",".join(part for part in (_written(labels), more.rstrip("}")) if part)
        values = f"_x{minutes} 1+0x{CALM}"
        if figures is not None:
            values = f"{_values(figures, minutes)} {_values(good[metric] or (0, 0), CALM)}"
        yield {"series": f"{name}{{{written}}}", "values": values}


def _written(labels: Mapping[str, str]) -> str:
    """Labels as PromQL writes them."""
    return ",".join(f'{key}="{value}"' for key, value in labels.items())


def _values(figures: tuple[float, float], minutes: int) -> str:
    """Values as promtool's tests write them: `90.0+0.0x14` is 90 for 15 minutes."""
    start, step = figures
    return f"{float(start)!r}{'-' if step < 0 else '+'}{abs(float(step))!r}x{minutes - 1}"
