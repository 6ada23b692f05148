"""Prometheus's alerting rules: the general ones, what rows change of them, and one for each expected target."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fleet.alerts.catalogue import FLEET_ALERTS, HOST_ALERTS, MISSING, SITE_ALERTS, Alert, AlertException
from fleet.blueprint.targets import Target
from fleet.inventory.fleet import Fleet
from fleet.render.dump import document

PAGES = "docs/runbooks/"
"""Where an alert's page is, if the inventory doesn't say where it is read."""
WATCHDOG = "always true: who no longer gets this has no alerting"
Rule = dict[str, Any]


def general(fleet: Fleet) -> str:
    """The rules about hosts, sites and the monitoring itself, as a rule file."""
    hosts = {name: row.alerts for name, row in fleet.hosts.items() if row.alerts and row.retire is None}
    services = {name: row.alerts for name, row in fleet.services.items() if row.alerts}
    groups = {
        "hosts": [rule for name, alert in HOST_ALERTS.items() for rule in _rules(fleet, name, alert, "host", hosts)],
        "sites": [
            rule for name, alert in SITE_ALERTS.items() for rule in _rules(fleet, name, alert, "service", services)
        ],
        "monitoring": [
            *(
                _rule(fleet, name, alert, alert.expression, labels=responsible(fleet))
                for name, alert in FLEET_ALERTS.items()
            ),
            {
                "alert": "Watchdog",
                "expr": "vector(1)",
                "labels": {"severity": "none"},
                "annotations": {"summary": WATCHDOG, "runbook_url": page(fleet, "Watchdog")},
            },
        ],
    }
    return document({"groups": [{"name": name, "rules": rules} for name, rules in groups.items()]})


def _rules(
    fleet: Fleet, name: str, alert: Alert, label: str, changed: Mapping[str, Mapping[Any, AlertException]]
) -> Iterator[Rule]:
    """An alert for all but the rows that change it, and for each of those that give another threshold."""
    exceptions = {key: alerts[name] for key, alerts in sorted(changed.items()) if name in alerts}
    others = "|".join(key.replace(".", r"\\.") for key in exceptions)
    yield _rule(fleet, name, alert, _expression(alert, f'{label}!~"{others}"', alert.threshold))
    for key, exception in exceptions.items():
        if not exception.silent:
            expression = _expression(alert, f'{label}="{key}"', exception.threshold)
            # What is true of its series anyway, said here too, tells it from the rule for the others.
            yield _rule(fleet, name, alert, expression, labels={label: key}, why=exception.why)


def _expression(alert: Alert, select: str, threshold: float | None) -> str:
    return alert.expression.replace("SELECT", select).replace(
        "THRESHOLD", f"{threshold:.15g}" if threshold is not None else ""
    )


def _rule(
    fleet: Fleet, name: str, alert: Alert, expression: str, *, labels: Mapping[str, str] = {}, why: str | None = None
) -> Rule:
    row = {"HOST": "hosts[{{ $labels.host }}]", "SITE": "services.{{ $labels.service }}.sites[{{ $labels.instance }}]"}
    annotations = {
        "summary": alert.summary,
        "runbook_url": page(fleet, name),
    }
    if name in HOST_ALERTS:
        annotations["row"] = row["HOST"]
    elif name in SITE_ALERTS:
        annotations["row"] = row["SITE"]
    if why:
        # Prometheus reads annotations as templates, and a person's words are none.
        annotations["exception"] = why.replace("{{", '{{ "{{" }}')
    return {
        "alert": name,
        "expr": expression,
        "for": alert.hold,
        "labels": {"severity": alert.severity, **labels},
        "annotations": annotations,
    }


def page(fleet: Fleet, name: str) -> str:
    """Where an alert's page is read."""
    return f"{(fleet.alerting.pages or PAGES).rstrip('/')}/{name}.md"


def responsible(fleet: Fleet) -> dict[str, str]:
    """Whom alerts about the monitoring itself go to: who operates the Prometheus servers, and the organisation."""
    told = {fleet.host_manager(name) for name in fleet.prometheus} | (
        {fleet.organisation} if fleet.organisation else set()
    )
    return {"contact": ",".join(sorted(told))} if told else {}


def expected(fleet: Fleet, targets: Iterable[Target]) -> str:
    """A rule for each target, which fires when Prometheus doesn't know it: dropping one raises no alarm by itself."""
    where = page(fleet, "TargetMissing")
    rules = [_missing(target, where) for target in targets]
    return document({"groups": [{"name": "expected", "rules": rules}]} if rules else {"groups": []})


def _missing(target: Target, where: str) -> Rule:
    labels = target.labels()
    family = f',family="{labels["family"]}"' if "family" in labels else ""
    select = f'job="{target.job}",instance="{target.address}"{family}'
    return {
        "alert": "TargetMissing",
        "expr": MISSING.expression.replace("SELECT", select),
        "for": MISSING.hold,
        # What `absent` says of itself, said here too, tells the rules apart.
        "labels": {"severity": MISSING.severity, "job": target.job, "instance": target.address, **labels},
        "annotations": {"summary": MISSING.summary, "runbook_url": where, "row": row_of(target)},
    }


def row_of(target: Target) -> str:
    """The row that a target comes from."""
    if target.job == "blackbox-http":
        return f"services.{target.check.services[0]}.sites[{target.address}]"
    return f"hosts[{target.check.hosts[0]}]"
