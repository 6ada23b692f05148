"""Prometheus's alerting rules: one for each alert, one for each row that changes it, and those for each target."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fleet.alerts.alert import Alert, Subject
from fleet.alerts.catalogue import alerts_about
from fleet.blueprint.alert_routing import AlertRouting, Exceptions
from fleet.blueprint.targets import Target
from fleet.render.dump import document

PAGES = "docs/runbooks/"
"""Where an alert's page is, if the inventory doesn't say where it is read."""
ROWS: dict[Subject, str] = {
    "host": "hosts[{{ $labels.host }}]",
    "site": "services.{{ $labels.service }}.sites[{{ $labels.instance }}]",
}
"""The row that an alert is about, as a template of Prometheus's, by what the alert is about."""
Rule = dict[str, Any]


def general(routing: AlertRouting) -> str:
    """The rules about hosts, sites and the monitoring itself, as a rule file."""
    hosts, services = routing.host_exceptions, routing.service_exceptions
    groups = {
        "hosts": [rule for alert in alerts_about("host") for rule in _rules(routing, alert, "host", hosts)],
        "sites": [rule for alert in alerts_about("site") for rule in _rules(routing, alert, "service", services)],
        "monitoring": [
            _rule(routing, alert, alert.condition(), labels=responsible(routing, alert))
            for alert in alerts_about("monitoring")
        ],
    }
    return document({"groups": [{"name": name, "rules": rules} for name, rules in groups.items()]})


def _rules(routing: AlertRouting, alert: Alert, label: str, changed: Exceptions) -> Iterator[Rule]:
    """An alert for all but the rows that change it, and for each of those that give another threshold."""
    exceptions = {key: alerts[alert.name] for key, alerts in sorted(changed.items()) if alert.name in alerts}
    others = "|".join(key.replace(".", r"\\.") for key in exceptions)
    yield _rule(routing, alert, alert.condition(f'{label}!~"{others}"'))
    for key, exception in exceptions.items():
        if not exception.silent:
            condition = alert.condition(f'{label}="{key}"', exception.threshold)
            # Its series have this label anyway; stated here too, it tells this rule from the one for the others.
            yield _rule(routing, alert, condition, labels={label: key}, why=exception.why)


def _rule(
    routing: AlertRouting, alert: Alert, condition: str, *, labels: Mapping[str, str] = {}, why: str | None = None
) -> Rule:
    annotations = {"summary": alert.summary, "runbook_url": page(routing, alert)}
    if alert.subject in ROWS:
        annotations["row"] = ROWS[alert.subject]
    if why:
        # Prometheus reads annotations as templates, and a person's words are none.
        annotations["exception"] = why.replace("{{", '{{ "{{" }}')
    return {
        "alert": alert.name,
        "expr": condition,
        **({"for": alert.hold} if alert.hold else {}),
        "labels": {"severity": alert.severity, **labels},
        "annotations": annotations,
    }


def page(routing: AlertRouting, alert: Alert) -> str:
    """Where an alert's page is read."""
    return f"{(routing.settings.pages or PAGES).rstrip('/')}/{alert.page}"


def responsible(routing: AlertRouting, alert: Alert) -> dict[str, str]:
    """The label with the contacts for an alert about the monitoring itself; none if its severity is `none`."""
    contacts = routing.monitoring_contacts if alert.severity != "none" else ()
    return {"contact": ",".join(contacts)} if contacts else {}


def expected(routing: AlertRouting, targets: Iterable[Target]) -> str:
    """The rules that each target has of its own, which fire when Prometheus lacks it.

    No other alert fires for a target that was dropped.
    """
    alerts = alerts_about("target")
    rules = [_target_rule(routing, alert, target) for target in targets for alert in alerts]
    return document({"groups": [{"name": "expected", "rules": rules}] if rules else []})


def _target_rule(routing: AlertRouting, alert: Alert, target: Target) -> Rule:
    labels = target.labels()
    family = f',family="{labels["family"]}"' if "family" in labels else ""
    select = f'job="{target.job}",instance="{target.address}"{family}'
    # `absent` sets some of these labels by itself; stated here too, they tell the rules apart.
    rule = _rule(routing, alert, alert.condition(select), labels=own_labels(target))
    rule["annotations"]["row"] = row_of(target)
    return rule


def own_labels(target: Target) -> dict[str, str]:
    """All labels that tell a target from others, in Prometheus."""
    return {"job": target.job, "instance": target.address, **target.labels()}


def row_of(target: Target) -> str:
    """The row that a target comes from."""
    if target.job == "blackbox-http":
        return f"services.{target.check.services[0]}.sites[{target.address}]"
    return f"hosts[{target.check.hosts[0]}]"
