"""An account's plan, and how fast it allows requests."""

from typing import Any

import pytest

from providers.uptimerobot.account import FREE_PER_MINUTE, PAID_PER_MINUTE_AT_MOST, User


@pytest.mark.parametrize(
    ("told", "free", "per_minute"),
    [
        ({"plan": "Free", "monitorLimit": 50}, True, FREE_PER_MINUTE),
        ({"plan": "free-legacy"}, True, FREE_PER_MINUTE),
        ({"plan": "Team", "monitorLimit": 100}, False, 200),
        ({"plan": "Enterprise", "monitorLimit": 100_000}, False, PAID_PER_MINUTE_AT_MOST),
        ({"activeSubscription": {"plan": "Solo", "monitorLimit": 20}}, False, 40),
        ({"activeSubscription": {"plan": "Free", "monitorLimit": 50}}, True, FREE_PER_MINUTE),
        ({}, False, FREE_PER_MINUTE),
    ],
)
def test_the_plan_and_its_limit_are_in_one_of_two_places(told: dict[str, Any], per_minute: int, *, free: bool) -> None:
    user = User.model_validate(told)
    assert (user.is_free, user.per_minute) == (free, per_minute)
