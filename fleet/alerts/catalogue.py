"""Which alerts there are."""

from fleet.alerts.alert import Alert, Subject
from fleet.alerts.hosts import HOSTS
from fleet.alerts.monitoring import MONITORING
from fleet.alerts.sites import SITES

ALERTS: tuple[Alert, ...] = (*HOSTS, *SITES, *MONITORING)
"""Every alert, in the order of the rule files."""


def alerts_about(subject: Subject) -> list[Alert]:
    """The alerts about hosts, sites, targets, or the monitoring itself."""
    return [alert for alert in ALERTS if alert.subject == subject]


def names_about(subject: Subject) -> list[str]:
    """The names of the alerts about one subject, sorted: what a row may write."""
    return sorted(alert.name for alert in alerts_about(subject))


def alert_named(name: str) -> Alert:
    """The alert of this name.

    Raises:
        KeyError: There is none.
    """
    return {alert.name: alert for alert in ALERTS}[name]


def inhibitions() -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """The alerts that one alert holds back, by its name and by the labels that both must have in common.

    Example: `{("HostUnreachable", ("host",)): ["HostDown"]}`.
    """
    inhibited_by_cause: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for alert in ALERTS:
        for cause, labels in alert.inhibited_by.items():
            inhibited_by_cause.setdefault((cause, labels), []).append(alert.name)
    return inhibited_by_cause
