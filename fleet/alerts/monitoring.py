"""The alerts about the monitoring itself, and about targets that Prometheus doesn't have."""

from fleet.alerts.alert import NODE_JOBS, PROBE_JOBS, Alert
from fleet.alerts.samples import Samples, absent_up, constant

_PROGRAM = "{{ $labels.instance }}"
_OLD_CONFIGURATION = "goes on with its old configuration: the new one is wrong"

MONITORING = (
    Alert(
        name="AllTargetsMissing",
        subject="monitoring",
        severity="critical",
        hold="10m",
        jobs=(*NODE_JOBS, *PROBE_JOBS),
        expression='absent(up{job=~"node.*|blackbox-.*"})',
        summary="Prometheus has no target of the fleet's at all",
        samples=Samples(series=absent_up, instance="www.example.org:7231", keeps_labels=False),
    ),
    Alert(
        name="ProbesFail",
        subject="monitoring",
        severity="critical",
        hold="5m",
        jobs=PROBE_JOBS,
        # Then `probe_success` is absent, not 0, so that no other alert fires for what is down.
        expression='count(up{job=~"blackbox-.*"} == 0) > 0',
        summary=(
            "{{ $value }} probes can't be made: the blackbox exporter is down, or has other modules than the targets"
        ),
        samples=Samples(
            series=constant(up=float),
            instance="https://www.example.org/",
            keeps_labels=False,
            evaluated=lambda _: 1,
        ),
    ),
    Alert(
        name="PrometheusReloadFailed",
        subject="monitoring",
        severity="critical",
        hold="10m",
        jobs=("prometheus",),
        expression="prometheus_config_last_reload_successful == 0",
        summary=f"Prometheus on {_PROGRAM} {_OLD_CONFIGURATION}",
        samples=Samples(series=constant(prometheus_config_last_reload_successful=float), instance="127.0.0.1:9090"),
    ),
    Alert(
        name="AlertmanagerReloadFailed",
        subject="monitoring",
        severity="critical",
        hold="10m",
        jobs=("alertmanager",),
        expression="alertmanager_config_last_reload_successful == 0",
        summary=f"Alertmanager on {_PROGRAM} {_OLD_CONFIGURATION}",
        samples=Samples(series=constant(alertmanager_config_last_reload_successful=float), instance="127.0.0.1:9093"),
    ),
    Alert(
        name="Watchdog",
        subject="monitoring",
        severity="none",
        expression="vector(1)",
        summary="always true: who no longer gets this has no alerting",
    ),
    Alert(
        name="TargetMissing",
        subject="target",
        severity="critical",
        hold="15m",
        jobs=(*NODE_JOBS, *PROBE_JOBS),
        expression="absent(up{SELECT})",
        summary=f"{_PROGRAM} should be monitored and is no target of Prometheus",
        samples=Samples(series=absent_up),
    ),
)
