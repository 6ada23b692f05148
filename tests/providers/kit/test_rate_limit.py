from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from providers.kit.rate_limit import RateLimit
from tests.providers.clock import Clock

STEPS = st.lists(
    st.one_of(
        st.just(("reserve", 0.0)),
        st.tuples(st.just("later"), st.floats(0.0, 90.0)),
        st.tuples(st.just("pause"), st.floats(0.0, 90.0)),
    ),
    max_size=120,
)


def most_in_a_window(moments: Sequence[float], seconds: float = 60.0) -> int:
    """How many moments there are, at most, in so many seconds; both ends of a window are not in it."""
    # What is promised for the very end of a minute may come out a hair before it.
    return max((sum(one - 1e-6 < at < one + seconds - 1e-6 for at in moments) for one in moments), default=0)


@settings(deadline=None)
@given(STEPS, st.integers(1, 12))
def test_there_are_never_more_requests_in_a_minute_than_are_allowed(steps: list[tuple[str, float]], limit: int) -> None:
    clock, begun = Clock(), []
    rate_limit = RateLimit(clock, limit)
    for step, seconds in steps:
        if step == "reserve":
            begun.append(clock.now() + rate_limit.reserve())
        elif step == "pause":
            rate_limit.pause(seconds)
        else:
            clock.wait(seconds)
    assert most_in_a_window(begun) <= limit


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(1, 60), st.integers(1, 60), st.integers(0, 48))
def test_a_higher_limit_holds_from_when_it_is_known(limit: int, before: int, after: int, more: int) -> None:
    rate_limit = RateLimit(Clock(), limit)
    begun = [rate_limit.reserve() for _ in range(before)]
    assert most_in_a_window(begun) <= limit
    rate_limit.limit += more
    assert most_in_a_window(begun + [rate_limit.reserve() for _ in range(after)]) <= limit + more


def test_the_first_ones_go_at_once_and_the_next_a_minute_later() -> None:
    rate_limit = RateLimit(Clock(), 3)
    assert [rate_limit.reserve() for _ in range(7)] == [0, 0, 0, 60, 60, 60, 120]


def test_nothing_begins_while_the_service_wants_a_rest() -> None:
    clock = Clock()
    rate_limit = RateLimit(clock, 3)
    rate_limit.pause(20)
    rate_limit.pause(5)
    assert rate_limit.reserve() == 20
    clock.wait(25)
    assert rate_limit.reserve() == 0
