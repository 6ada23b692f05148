"""Sample metrics: made-up figures of exporters, with which the rendered rules are tested."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Series = dict[str, tuple[float, float] | None]
"""By metric: its first value and by how much it changes in a minute. None: there is no such metric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """The metrics that make one alert fire and stop.

    `series(value)` are the metrics that make the alert's expression evaluate to `value`. For 90 % of the memory in use:
    `{"node_memory_MemAvailable_bytes": (10, 0), "node_memory_MemTotal_bytes": (100, 0)}`. Where the alert has no
    threshold, it fires at the value `firing` and not at `resolved`.

    `labels` are those that the metrics have besides their target's. `instance` is a target, for alerts about the
    monitoring itself. `keeps_labels` is false where the expression drops labels, as `count` and `absent` do.
    `resolved_series` replaces `series` after the alert has stopped. `evaluated` is the value that the summary
    shows, with the rounding errors of Prometheus's arithmetic.
    """

    series: Callable[[float], Series]
    firing: float = 0
    resolved: float = 1
    labels: Mapping[str, str] = field(default_factory=dict)
    instance: str = ""
    keeps_labels: bool = True
    resolved_series: Callable[[float], Series] | None = None
    evaluated: Callable[[float], float] = float


def around(usual: float, own: float, *, above: bool) -> tuple[float, float]:
    """A value at which an alert with a threshold fires, and one at which it doesn't.

    With a row's own threshold, one of the two lies between it and the usual threshold, so that a rule with the wrong
    one of them fails its test.

    Args:
        usual: The alert's threshold.
        own: The row's threshold; the usual one where it has none.
        above: Whether the alert fires above its threshold, and not below it.

    Example: `around(90, 97, above=True)` is `(98, 93.5)`.
    """
    beyond = 1 if above else -1
    between = (own + usual) / 2
    firing, resolved = own + beyond, own - beyond * own / 2
    if (own - usual) * beyond > 0:
        resolved = between
    elif own != usual:
        firing = between
    # Summaries show few digits: a value exactly between two of them could be shown as either.
    rounded = round(firing, 1) + 0.0  # never -0.0, which Prometheus and Python show differently
    return rounded if (rounded - own) * beyond > 0 else firing, resolved


def constant(**metrics: Callable[[float], float]) -> Callable[[float], Series]:
    """Metrics that stay as they are, each computed from the value that the alert's expression shall have.

    Example: `constant(up=float)(0)` is `{"up": (0.0, 0)}`.
    """
    return lambda value: {metric: (figure(value), 0) for metric, figure in metrics.items()}


def absent_up(value: float) -> Series:
    """The metric `up` of a target that Prometheus doesn't have at the value 0."""
    return {"up": (value, 0) if value else None}
