"""The values at which an alert fires and stops in its test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.alerts.samples import absent_up, around, constant
from tests.fleet.strategies import QUICK

numbers = st.floats(0, 10**6) | st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("usual", "own", "above", "values"),
    [
        (90, 90, True, (91, 45)),
        (90, 97, True, (98, 93.5)),
        (90, 80, True, (85, 40)),
        (21, 21, False, (20, 31.5)),
        (21, 10, False, (9, 15.5)),
        (21, 30, False, (25.5, 45)),
    ],
)
def test_values_are_on_both_sides_of_the_threshold(
    *, usual: float, own: float, above: bool, values: tuple[float, float]
) -> None:
    assert around(usual, own, above=above) == values


@QUICK
@given(usual=st.floats(0.01, 10**6), own=numbers, above=st.booleans())
def test_an_alert_fires_at_the_first_value_only(*, usual: float, own: float, above: bool) -> None:
    firing, resolved = around(usual, own, above=above)
    assert (firing > own) == above
    assert firing != own
    assert resolved == own or (resolved < own) == above


def test_a_value_is_never_minus_zero() -> None:
    firing, _ = around(5, 0.99999, above=False)
    assert repr(firing) == "0.0"


def test_metrics_follow_from_the_value() -> None:
    assert constant(free=lambda value: 100 - value, all=lambda _: 100)(90) == {"free": (10, 0), "all": (100, 0)}


def test_a_target_that_is_not_there_has_no_metric() -> None:
    assert absent_up(0) == {"up": None}
    assert absent_up(1) == {"up": (1, 0)}
