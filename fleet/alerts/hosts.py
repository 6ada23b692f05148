"""The alerts about hosts; numbers and times from the node mixin, the sysadmins' collection of calm rules."""

from fleet.alerts.alert import NODE_JOBS, Alert, Threshold
from fleet.alerts.samples import Samples, Series, constant

_DISK = 'fstype!~"tmpfs|ramfs|squashfs|overlay|fuse.*"'
_AVAILABLE, _SIZE = f"node_filesystem_avail_bytes{{{_DISK},SELECT}}", f"node_filesystem_size_bytes{{{_DISK},SELECT}}"
_WRITABLE = f"node_filesystem_readonly{{{_DISK},SELECT}} == 0"
_HOST = "{{ $labels.host }}"
_ONE_DIGIT = "{{ $value | printf `%.1f` }}"
_ROOT = {"device": "/dev/sda1", "fstype": "ext4", "mountpoint": "/"}


def _disk(value: float) -> Series:
    kind = "node_filesystem_"
    return {f"{kind}avail_bytes": (value, 0), f"{kind}size_bytes": (100, 0), f"{kind}readonly": (0, 0)}


def _filling_disk(value: float) -> Series:
    return _disk(value) | {"node_filesystem_avail_bytes": (value, -abs(value) - 1)}


def _two_cores(value: float) -> Series:
    idle: Series = {f'node_cpu_seconds_total{{cpu="{core}",mode="idle"}}': (0.0, 60.0) for core in range(2)}
    return {"node_load1": (2 * value, 0), **idle}


def _packets(value: float) -> Series:
    kind = "node_network_"
    errors: Series = {f"{kind}receive_errs_total": (0, value), f"{kind}transmit_errs_total": (0, 0)}
    return errors | {f"{kind}receive_packets_total": (0, 60), f"{kind}transmit_packets_total": (0, 40)}


def _raid(value: float) -> Series:
    return {"node_md_disks_required": (2, 0), 'node_md_disks{state="active"}': (value, 0)}


HOSTS = (
    Alert(
        name="HostDown",
        subject="host",
        severity="critical",
        hold="5m",
        jobs=NODE_JOBS,
        expression='up{job=~"node.*",SELECT} == 0',
        summary=f"node exporter of {_HOST} does not answer",
        # A machine that is off has no working exporter either.
        inhibited_by={"HostUnreachable": ("host",)},
        samples=Samples(series=constant(up=float)),
    ),
    Alert(
        name="HostUnreachable",
        subject="host",
        severity="critical",
        # Shorter by two minutes than what it inhibits (HostDown, SiteDown), so that it fires before them.
        hold="3m",
        jobs=("blackbox-icmp",),
        expression='probe_success{job="blackbox-icmp",SELECT} == 0',
        summary=f"{_HOST} does not answer to ping",
        samples=Samples(series=constant(probe_success=float)),
    ),
    Alert(
        name="HostFilesystemAlmostFull",
        subject="host",
        severity="critical",
        hold="30m",
        jobs=NODE_JOBS,
        expression=f"100 * {_AVAILABLE} / {_SIZE} < THRESHOLD and {_WRITABLE}",
        threshold=Threshold(5, "% of the space left"),
        summary=f"{{{{ $labels.mountpoint }}}} on {_HOST} has {_ONE_DIGIT} % left",
        samples=Samples(series=_disk, labels=_ROOT, evaluated=lambda value: 100 * value / 100),
    ),
    Alert(
        name="HostFilesystemFillingUp",
        subject="host",
        severity="warning",
        hold="1h",
        jobs=NODE_JOBS,
        expression=(
            f"100 * {_AVAILABLE} / {_SIZE} < THRESHOLD and predict_linear({_AVAILABLE}[6h], 24 * 3600) < 0 "
            f"and {_WRITABLE}"
        ),
        threshold=Threshold(40, "% of the space left, below which the forecast counts"),
        summary=f"{{{{ $labels.mountpoint }}}} on {_HOST} will be full within a day",
        samples=Samples(series=_filling_disk, labels=_ROOT, resolved_series=_disk),
    ),
    Alert(
        name="HostInodesAlmostFull",
        subject="host",
        severity="critical",
        hold="30m",
        jobs=NODE_JOBS,
        expression=(
            f"100 * node_filesystem_files_free{{{_DISK},SELECT}} / node_filesystem_files{{{_DISK},SELECT}} < THRESHOLD"
        ),
        threshold=Threshold(5, "% of the inodes left"),
        summary=f"{{{{ $labels.mountpoint }}}} on {_HOST} has {_ONE_DIGIT} % of its inodes left",
        samples=Samples(
            series=constant(node_filesystem_files_free=float, node_filesystem_files=lambda _: 100),
            labels=_ROOT,
            evaluated=lambda value: 100 * value / 100,
        ),
    ),
    Alert(
        name="HostMemoryHigh",
        subject="host",
        severity="warning",
        hold="15m",
        jobs=NODE_JOBS,
        expression=(
            "100 * (1 - node_memory_MemAvailable_bytes{SELECT} / node_memory_MemTotal_bytes{SELECT}) > THRESHOLD"
        ),
        threshold=Threshold(90, "% of the memory in use"),
        summary=f"{_HOST} uses {{{{ $value | printf `%.0f` }}}} % of its memory",
        samples=Samples(
            series=constant(
                node_memory_MemAvailable_bytes=lambda value: 100 - value, node_memory_MemTotal_bytes=lambda _: 100
            ),
            evaluated=lambda value: 100 * (1 - (100 - value) / 100),
        ),
    ),
    Alert(
        name="HostLoadHigh",
        subject="host",
        severity="warning",
        hold="15m",
        jobs=NODE_JOBS,
        expression=(
            'node_load1{SELECT} / count without (cpu, mode) (node_cpu_seconds_total{mode="idle",SELECT}) > THRESHOLD'
        ),
        threshold=Threshold(2, "load a core"),
        summary=f"{_HOST} has a load of {_ONE_DIGIT} a core",
        samples=Samples(series=_two_cores),
    ),
    Alert(
        name="HostClockSkew",
        subject="host",
        severity="warning",
        hold="10m",
        jobs=NODE_JOBS,
        expression="abs(node_timex_offset_seconds{SELECT}) > THRESHOLD",
        threshold=Threshold(0.05, "s"),
        summary=f"the clock of {_HOST} is {{{{ $value | printf `%.2f` }}}} s off",
        samples=Samples(series=constant(node_timex_offset_seconds=lambda value: -value)),
    ),
    Alert(
        name="HostRaidDegraded",
        subject="host",
        severity="critical",
        hold="15m",
        jobs=NODE_JOBS,
        expression='node_md_disks_required{SELECT} - ignoring (state) node_md_disks{state="active",SELECT} > 0',
        summary=f"{{{{ $labels.device }}}} on {_HOST} lacks a disk",
        samples=Samples(series=_raid, firing=1, resolved=2, labels={"device": "md0"}),
    ),
    Alert(
        name="HostUnitFailed",
        subject="host",
        severity="warning",
        hold="15m",
        jobs=NODE_JOBS,
        expression='node_systemd_unit_state{state="failed",SELECT} == 1',
        summary=f"{{{{ $labels.name }}}} on {_HOST} has failed",
        samples=Samples(
            series=constant(node_systemd_unit_state=float),
            firing=1,
            resolved=0,
            labels={"name": "ssh.service", "state": "failed"},
        ),
    ),
    Alert(
        name="HostNetworkErrors",
        subject="host",
        severity="warning",
        hold="1h",
        jobs=NODE_JOBS,
        expression=(
            "100 * (rate(node_network_receive_errs_total{SELECT}[5m]) "
            "+ rate(node_network_transmit_errs_total{SELECT}[5m])) "
            "/ (rate(node_network_receive_packets_total{SELECT}[5m]) "
            "+ rate(node_network_transmit_packets_total{SELECT}[5m])) > THRESHOLD"
        ),
        threshold=Threshold(1, "% of the packets"),
        summary=f"{{{{ $labels.device }}}} on {_HOST} has errors in {_ONE_DIGIT} % of its packets",
        samples=Samples(series=_packets, labels={"device": "eth0"}),
    ),
)
