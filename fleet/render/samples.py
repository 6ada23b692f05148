"""What exporters' figures look like when something is wrong: made up, to test rules with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fleet.alerts.catalogue import Alert

Levels = dict[str, tuple[float, float]]
"""By metric, its value at the beginning and by how much that changes in a minute."""
LOOKED_AT = 65
"""Minutes after which the alerts about certificates, which hold for an hour, are looked at."""


@dataclass(frozen=True)
class Figures:
    """The figures of one alert.

    `levels` are they for a value that the alert compares with its threshold; without one, `bad` and `good` are such
    values. `labels` are what they have besides their target's, `calm` is `levels` where a good value needs others, and
    `value` is what Prometheus's arithmetic makes of a value, to the last bit.
    """

    levels: Callable[[float], Levels]
    labels: Mapping[str, str] = field(default_factory=dict)
    bad: float = 0
    good: float = 1
    calm: Callable[[float], Levels] | None = None
    value: Callable[[float], float] = float


def values(alert: Alert, figures: Figures, threshold: float | None) -> tuple[float, float]:
    """A value at which an alert fires and one at which it doesn't.

    With a threshold of a row's own, one of them is between it and the usual one, so that the two can be told apart.
    """
    usual = alert.threshold
    if usual is None:
        return figures.bad, figures.good
    own = usual if threshold is None else threshold
    beyond = 1 if "> THRESHOLD" in alert.expression else -1
    between = (own + usual) / 2
    bad, good = own + beyond, own - beyond * own / 2
    if (own - usual) * beyond > 0:
        good = between
    elif own != usual:
        bad = between
    # So that it isn't between two numbers as they are shown.
    rounded = round(bad, 1)
    return rounded if (rounded - own) * beyond > 0 else bad, good


def _constant(**levels: Callable[[float], float]) -> Callable[[float], Levels]:
    return lambda value: {metric: (level(value), 0) for metric, level in levels.items()}


def _disk(value: float) -> Levels:
    kind = "node_filesystem_"
    return {f"{kind}avail_bytes": (value, 0), f"{kind}size_bytes": (100, 0), f"{kind}readonly": (0, 0)}


def _filling(value: float) -> Levels:
    return _disk(value) | {"node_filesystem_avail_bytes": (value, -abs(value) - 1)}


def _cores(value: float) -> Levels:
    idle = {f'node_cpu_seconds_total{{cpu="{core}",mode="idle"}}': (0.0, 60.0) for core in range(2)}
    return {"node_load1": (2 * value, 0), **idle}


def _packets(value: float) -> Levels:
    kind = "node_network_"
    errors: Levels = {f"{kind}receive_errs_total": (0, value), f"{kind}transmit_errs_total": (0, 0)}
    return errors | {f"{kind}receive_packets_total": (0, 60), f"{kind}transmit_packets_total": (0, 40)}


def _raid(value: float) -> Levels:
    return {"node_md_disks_required": (2, 0), 'node_md_disks{state="active"}': (value, 0)}


_ROOT = {"device": "/dev/sda1", "fstype": "ext4", "mountpoint": "/"}
_EXPIRY = Figures(_constant(probe_ssl_earliest_cert_expiry=lambda value: value * 86400 + LOOKED_AT * 60))

FIGURES: dict[str, Figures] = {
    "HostClockSkew": Figures(_constant(node_timex_offset_seconds=lambda value: -value)),
    "HostDown": Figures(_constant(up=float)),
    "HostFilesystemAlmostFull": Figures(_disk, _ROOT, value=lambda value: 100 * value / 100),
    "HostFilesystemFillingUp": Figures(_filling, _ROOT, calm=_disk),
    "HostInodesAlmostFull": Figures(
        _constant(node_filesystem_files_free=float, node_filesystem_files=lambda _: 100),
        _ROOT,
        value=lambda value: 100 * value / 100,
    ),
    "HostLoadHigh": Figures(_cores),
    "HostMemoryHigh": Figures(
        _constant(node_memory_MemAvailable_bytes=lambda value: 100 - value, node_memory_MemTotal_bytes=lambda _: 100),
        value=lambda value: 100 * (1 - (100 - value) / 100),
    ),
    "HostNetworkErrors": Figures(_packets, {"device": "eth0"}),
    "HostRaidDegraded": Figures(_raid, {"device": "md0"}, bad=1, good=2),
    "HostUnitFailed": Figures(
        _constant(node_systemd_unit_state=float), {"name": "ssh.service", "state": "failed"}, bad=1, good=0
    ),
    "HostUnreachable": Figures(_constant(probe_success=float)),
    "CertificateExpiresSoon": _EXPIRY,
    "CertificateExpiresVerySoon": _EXPIRY,
    "SiteDown": Figures(_constant(probe_success=float)),
    "SiteSlow": Figures(_constant(probe_duration_seconds=float)),
    "AlertmanagerReloadFailed": Figures(_constant(alertmanager_config_last_reload_successful=float)),
    "ProbesFail": Figures(_constant(up=float)),
    "PrometheusReloadFailed": Figures(_constant(prometheus_config_last_reload_successful=float)),
}
"""By alert."""
