"""Which alerts there are: when each fires, how urgent it is, and what a row may change of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator

from fleet.inventory.field_types import Text
from fleet.inventory.row import Row, mistake

Severity = Literal["critical", "warning"]
HostAlert = Literal[
    "HostClockSkew",
    "HostDown",
    "HostFilesystemAlmostFull",
    "HostFilesystemFillingUp",
    "HostInodesAlmostFull",
    "HostLoadHigh",
    "HostMemoryHigh",
    "HostNetworkErrors",
    "HostRaidDegraded",
    "HostUnitFailed",
    "HostUnreachable",
]
SiteAlert = Literal["CertificateExpiresSoon", "CertificateExpiresVerySoon", "SiteDown", "SiteSlow"]


@dataclass(frozen=True)
class Alert:
    """One alert.

    `expression` is PromQL, with `SELECT` for the matchers that choose targets and `THRESHOLD` for the number that a row
    may change, in `unit`. It must be true for `hold` before anyone is told. `summary` is a template of Prometheus's.
    """

    severity: Severity
    hold: str
    expression: str
    summary: str
    threshold: float | None = None
    unit: str = ""


_DISK = 'fstype!~"tmpfs|ramfs|squashfs|overlay|fuse.*"'
_AVAILABLE, _SIZE = f"node_filesystem_avail_bytes{{{_DISK},SELECT}}", f"node_filesystem_size_bytes{{{_DISK},SELECT}}"
_NODE = 'job=~"node.*",SELECT'
_HTTP = 'job="blackbox-http",SELECT'
_ON = "{{ $labels.host }}"
_AT = "{{ $labels.instance }}"

HOST_ALERTS: dict[HostAlert, Alert] = {
    "HostDown": Alert("critical", "5m", f"up{{{_NODE}}} == 0", f"node exporter of {_ON} does not answer"),
    "HostUnreachable": Alert(
        "critical",
        # So much sooner than what it explains, HostDown and SiteDown, that it is there to keep them from being told.
        "3m",
        'probe_success{job="blackbox-icmp",SELECT} == 0',
        f"{_ON} does not answer to ping",
    ),
    "HostFilesystemAlmostFull": Alert(
        "critical",
        "30m",
        f"100 * {_AVAILABLE} / {_SIZE} < THRESHOLD and node_filesystem_readonly{{{_DISK},SELECT}} == 0",
        f"{{{{ $labels.mountpoint }}}} on {_ON} has {{{{ $value | printf `%.1f` }}}} % left",
        5,
        "% of the space left",
    ),
    "HostFilesystemFillingUp": Alert(
        "warning",
        "1h",
        f"100 * {_AVAILABLE} / {_SIZE} < THRESHOLD and predict_linear({_AVAILABLE}[6h], 24 * 3600) < 0 "
        f"and node_filesystem_readonly{{{_DISK},SELECT}} == 0",
        f"{{{{ $labels.mountpoint }}}} on {_ON} will be full within a day",
        40,
        "% of the space left, below which the forecast counts",
    ),
    "HostInodesAlmostFull": Alert(
        "critical",
        "30m",
        f"100 * node_filesystem_files_free{{{_DISK},SELECT}} / node_filesystem_files{{{_DISK},SELECT}} < THRESHOLD",
        f"{{{{ $labels.mountpoint }}}} on {_ON} has {{{{ $value | printf `%.1f` }}}} % of its inodes left",
        5,
        "% of the inodes left",
    ),
    "HostMemoryHigh": Alert(
        "warning",
        "15m",
        "100 * (1 - node_memory_MemAvailable_bytes{SELECT} / node_memory_MemTotal_bytes{SELECT}) > THRESHOLD",
        f"{_ON} uses {{{{ $value | printf `%.0f` }}}} % of its memory",
        90,
        "% of the memory in use",
    ),
    "HostLoadHigh": Alert(
        "warning",
        "15m",
        'node_load1{SELECT} / count without (cpu, mode) (node_cpu_seconds_total{mode="idle",SELECT}) > THRESHOLD',
        f"{_ON} has a load of {{{{ $value | printf `%.1f` }}}} a core",
        2,
        "load a core",
    ),
    "HostClockSkew": Alert(
        "warning",
        "10m",
        "abs(node_timex_offset_seconds{SELECT}) > THRESHOLD",
        f"the clock of {_ON} is {{{{ $value | printf `%.2f` }}}} s off",
        0.05,
        "s",
    ),
    "HostRaidDegraded": Alert(
        "critical",
        "15m",
        'node_md_disks_required{SELECT} - ignoring (state) node_md_disks{state="active",SELECT} > 0',
        f"{{{{ $labels.device }}}} on {_ON} lacks a disk",
    ),
    "HostUnitFailed": Alert(
        "warning",
        "15m",
        'node_systemd_unit_state{state="failed",SELECT} == 1',
        f"{{{{ $labels.name }}}} on {_ON} has failed",
    ),
    "HostNetworkErrors": Alert(
        "warning",
        "1h",
        "100 * (rate(node_network_receive_errs_total{SELECT}[5m]) "
        "+ rate(node_network_transmit_errs_total{SELECT}[5m])) "
        "/ (rate(node_network_receive_packets_total{SELECT}[5m]) "
        "+ rate(node_network_transmit_packets_total{SELECT}[5m])) > THRESHOLD",
        f"{{{{ $labels.device }}}} on {_ON} has errors in {{{{ $value | printf `%.1f` }}}} % of its packets",
        1,
        "% of the packets",
    ),
}
"""Alerts about hosts; numbers and times from the node mixin, the sysadmins' collection of calm rules."""
SITE_ALERTS: dict[SiteAlert, Alert] = {
    "SiteDown": Alert("critical", "5m", f"probe_success{{{_HTTP}}} == 0", f"{_AT} does not work"),
    "SiteSlow": Alert(
        "warning",
        "10m",
        f"avg_over_time(probe_duration_seconds{{{_HTTP}}}[10m]) > THRESHOLD",
        f"{_AT} takes {{{{ $value | printf `%.1f` }}}} s",
        5,
        "s",
    ),
    "CertificateExpiresSoon": Alert(
        "warning",
        "1h",
        f"(probe_ssl_earliest_cert_expiry{{{_HTTP}}} - time()) / 86400 < THRESHOLD",
        f"the certificate of {_AT} is valid for {{{{ $value | printf `%.0f` }}}} more days",
        21,
        "days left",
    ),
    "CertificateExpiresVerySoon": Alert(
        "critical",
        "1h",
        f"(probe_ssl_earliest_cert_expiry{{{_HTTP}}} - time()) / 86400 < THRESHOLD",
        f"the certificate of {_AT} is valid for {{{{ $value | printf `%.0f` }}}} more days",
        3,
        "days left",
    ),
}
"""Alerts about sites; a certificate is renewed 30 days before its end by the usual authorities' clients."""
FLEET_ALERTS: dict[str, Alert] = {
    "AllTargetsMissing": Alert(
        "critical", "10m", 'absent(up{job=~"node.*|blackbox-.*"})', "Prometheus has no target of the fleet's at all"
    ),
    "ProbesFail": Alert(
        "critical",
        "5m",
        # Then probe_success is not 0 but absent, so that of what is down nobody is told.
        'count(up{job=~"blackbox-.*"} == 0) > 0',
        "{{ $value }} probes can't be made: the blackbox exporter is down, or has other modules than the targets",
    ),
    "PrometheusReloadFailed": Alert(
        "critical",
        "10m",
        "prometheus_config_last_reload_successful == 0",
        f"Prometheus on {_AT} goes on with its old configuration: the new one is wrong",
    ),
    "AlertmanagerReloadFailed": Alert(
        "critical",
        "10m",
        "alertmanager_config_last_reload_successful == 0",
        f"Alertmanager on {_AT} goes on with its old configuration: the new one is wrong",
    ),
}
"""Alerts about the monitoring itself."""
MISSING = Alert("critical", "15m", "absent(up{SELECT})", f"{_AT} should be monitored and is no target of Prometheus")
"""The alert TargetMissing, of which there is one rule for each expected target."""


def _within_reach(number: float) -> float:
    if not isfinite(number) or number < 0:
        raise mistake(f"{number} is no threshold", "write a number that can be reached, or silent: true")
    return number


class AlertException(Row):
    """What a row changes of an alert: another threshold, or silence; with the reason."""

    threshold: Annotated[float, AfterValidator(_within_reach)] | None = None
    silent: bool = False
    why: Text

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.silent and self.threshold is not None:
            raise mistake("it has a threshold and is silent", "keep one of them")
        if not self.silent and self.threshold is None:
            raise mistake("it changes nothing of the alert", "write threshold: …, or silent: true")
        return self


def with_threshold(changed: Mapping[Any, AlertException], alerts: Mapping[Any, Alert]) -> None:
    """Hold a row to changing the thresholds only of alerts that have one.

    Raises:
        PydanticCustomError: It changes another.
    """
    for name, exception in changed.items():
        if exception.threshold is not None and alerts[name].threshold is None:
            raise mistake(f"the alert {name} has no threshold", "write silent: true, or leave it out")
