"""The form of an alert's entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from fleet.alerts.samples import Samples, around

Severity = Literal["critical", "warning", "none"]
"""How soon somebody has to look: now, this week, or never (nobody is notified)."""
Subject = Literal["host", "site", "monitoring", "target"]
"""What an alert is about. An alert about targets has one rule for each target, other alerts have one for all."""
ProbeJob = Literal["blackbox-http", "blackbox-icmp"]
NodeJob = Literal["node", "node-proxy"]
Job = Literal[ProbeJob, NodeJob]
"""The Prometheus jobs of the fleet's targets: probes of sites, pings, node exporters directly and behind a proxy."""
MonitoringJob = Literal["prometheus", "alertmanager"]
"""The Prometheus jobs of the monitoring itself that alerts are about."""

NODE_JOBS: tuple[NodeJob, ...] = get_args(NodeJob)
PROBE_JOBS: tuple[ProbeJob, ...] = get_args(ProbeJob)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The number that an alert compares with, unless a row gives another."""

    value: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """All that is known of one alert.

    `expression` is PromQL in which `SELECT` stands for the matchers that choose the targets, and `THRESHOLD` for the
    number of `threshold`. It has to be true for `hold` (`5m`, `1h`) before the alert fires; without `hold` it fires at
    once. `jobs` are the Prometheus jobs whose metrics it looks at. `summary` is a template of Prometheus's.

    `inhibited_by` names alerts that explain this one, each with the labels that both must have in common: while such an
    alert fires, this one notifies nobody. Without `samples`, the alert always fires.
    """

    name: str
    subject: Subject
    severity: Severity
    expression: str
    summary: str
    hold: str = ""
    threshold: Threshold | None = None
    jobs: tuple[Job | MonitoringJob, ...] = ()
    inhibited_by: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    samples: Samples | None = None

    @property
    def page(self) -> str:
        """The file in `docs/runbooks` that says what to do."""
        return f"{self.name}.md"

    def condition(self, select: str = "", threshold: float | None = None) -> str:
        """The expression for the targets that `select` chooses, with a threshold other than the usual one if given.

        Example: `condition('host="www.example.org"', 97)` is `… {host="www.example.org"} … > 97`.
        """
        usual = self.threshold.value if self.threshold else None
        number = usual if threshold is None else threshold
        written = "" if number is None else f"{number:.15g}"
        return self.expression.replace("SELECT", select).replace("THRESHOLD", written)

    def sample_values(self, threshold: float | None = None) -> tuple[float, float]:
        """A value of the expression at which the alert fires, and one at which it doesn't.

        Args:
            threshold: A row's own threshold.
        """
        if self.threshold is None:
            return (self.samples.firing, self.samples.resolved) if self.samples else (1, 0)
        usual = self.threshold.value
        return around(usual, usual if threshold is None else threshold, above="> THRESHOLD" in self.expression)
