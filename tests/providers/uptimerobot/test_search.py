"""How long something is looked for that may have been made."""

from providers.uptimerobot.search import RETRY_DELAYS, Search
from tests.providers.clock import Clock


def test_an_item_is_looked_for_a_little_later_each_time_until_it_is_there() -> None:
    clock = Clock()
    answers = iter([None, None, {"id": 7}])
    assert Search(clock).repeat(lambda: next(answers)) == {"id": 7}
    assert clock.passed == sum(RETRY_DELAYS[:2])


def test_once_a_search_has_failed_the_next_ones_look_once() -> None:
    clock, looks = Clock(), []
    search = Search(clock)
    for _ in range(3):
        assert search.repeat(lambda: looks.append(clock.passed)) is None
    assert len(looks) == 1 + len(RETRY_DELAYS) + 2
    assert clock.passed == sum(RETRY_DELAYS)
    assert search.repeat(lambda: {"id": 7}) == {"id": 7}
