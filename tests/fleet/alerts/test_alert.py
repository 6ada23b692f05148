"""What follows from an alert's entry."""

from fleet.alerts.alert import Alert, Threshold
from fleet.alerts.samples import Samples, constant

HIGH = Alert(
    name="MadeUpHigh",
    subject="host",
    severity="warning",
    hold="5m",
    expression="made_up{SELECT} > THRESHOLD",
    threshold=Threshold(1000000, "pieces"),
    summary="too much",
)


def test_a_condition_has_the_usual_threshold_or_a_rows_own() -> None:
    assert HIGH.condition('host="a"') == 'made_up{host="a"} > 1000000'
    assert HIGH.condition('host="a"', 0.25) == 'made_up{host="a"} > 0.25'
    assert HIGH.condition('host="a"', 0) == 'made_up{host="a"} > 0'


def test_an_alert_has_a_page() -> None:
    assert HIGH.page == "MadeUpHigh.md"


def test_sample_values_lie_around_the_threshold() -> None:
    assert HIGH.sample_values() == (1000001, 500000)
    assert HIGH.sample_values(10) == (500005, 5)


def test_without_a_threshold_the_samples_say_when_it_fires() -> None:
    samples = Samples(series=constant(made_up=float), firing=7, resolved=8)
    alert = Alert(
        name="MadeUp", subject="host", severity="warning", expression="made_up == 7", summary="seven", samples=samples
    )
    assert alert.sample_values() == (7, 8)
