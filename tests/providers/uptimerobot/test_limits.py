from collections.abc import Callable
from email.utils import formatdate

import pytest

from tests.providers.kit.test_rate_limit import most_in_a_window
from tests.providers.plugin import RefusedError
from tests.providers.uptimerobot.world import KEY, PLAIN, SITE, Asked, World

Headers = Callable[[World], dict[str, str]]
TEXT = "Too many requests"
WAITS: dict[str, tuple[Headers, float]] = {
    "seconds": (lambda _: {"Retry-After": "17"}, 17),
    "a date": (lambda world: {"Retry-After": formatdate(world.clock.today() + 25, usegmt=True)}, 25),
    "a date that is over": (lambda world: {"Retry-After": formatdate(world.clock.today() - 25, usegmt=True)}, 1),
    "no time at all": (lambda _: {"Retry-After": "0"}, 1),
    "seconds until a reset": (lambda _: {"X-RateLimit-Reset": "42"}, 42),
    "the moment of a reset": (lambda world: {"X-RateLimit-Reset": str(world.clock.today() + 33)}, 33),
    "nothing": (lambda _: {}, 60),
    "words": (lambda _: {"Retry-After": "soon"}, 60),
    "no number of a reset": (lambda _: {"X-RateLimit-Reset": "soon"}, 60),
}


@pytest.mark.parametrize("said", WAITS)
def test_a_busy_api_is_waited_for_as_long_as_it_says(paid: World, said: str) -> None:
    headers, seconds = WAITS[said]
    paid.bad("POST", "/monitors", 429, body=TEXT, headers=headers(paid))
    found = paid.make()
    assert paid.ids() == [found.id]
    assert paid.clock.passed == pytest.approx(seconds, abs=1e-3)
    assert paid.asked().created == 2
    if seconds > 1:
        assert f"UptimeRobot: waiting {seconds:.0f} s for its rate limit or its answer" in paid.clock.logged


def test_an_api_that_stays_busy_is_a_clear_error_in_the_end(paid: World) -> None:
    paid.bad("GET", "/monitors", 429, body=TEXT, headers={"Retry-After": "100"}, times=100)
    with pytest.raises(RefusedError, match=r"^UptimeRobot answered 429: Too many requests$"):
        paid.run().read("Monitor", "7")
    assert paid.clock.passed == 900


def test_a_list_that_fails_fails_for_all_and_is_not_asked_for_again(paid: World) -> None:
    paid.bad("GET", "/monitors", 503, body="<html>\n<h1>", times=100)
    plugin = paid.run()
    for id_ in ("7", "8", "9"):
        with pytest.raises(RefusedError, match=r"503: SERVICE UNAVAILABLE \(a page, not an answer of the API\)"):
            plugin.read("Monitor", id_, SITE)
    assert paid.asked() == Asked(lists=5)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (
            400,
            '{"message": ["interval is bad", "url is bad"], "code": "400"}',
            "400: interval is bad; url is bad (400)",
        ),
        (400, '{"message": "no"}', "400: no"),
        (403, '{"message": "the plan has no DNS monitors", "code": "403"}', "403: the plan has no DNS monitors (403)"),
        (409, "plain words", "409: plain words"),
        (403, "<!doctype html><title>Access denied</title>", "403: FORBIDDEN (a page, not an answer of the API)"),
        (400, "", "400: BAD REQUEST"),
        (400, "[1]", "400: [1]"),
        (422, f'{{"message": "who is {KEY}?"}}', "422: who is ***?"),
    ],
)
def test_a_refusal_is_told_in_the_apis_words_in_whatever_form_it_comes(
    paid: World, status: int, body: str, said: str
) -> None:
    paid.bad("POST", "/monitors", status, body=body)
    with pytest.raises(RefusedError) as caught:
        paid.make()
    assert str(caught.value) == f"UptimeRobot answered {said}"
    assert paid.asked().created == 1


def test_a_plan_that_is_full_is_told(paid: World) -> None:
    paid.api._limit = 1
    paid.make()
    with pytest.raises(RefusedError, match="403: the plan has no room for another monitor"):
        paid.make(PLAIN)


def test_trouble_with_a_change_or_a_delete_is_waited_out(paid: World) -> None:
    found, plugin = paid.make(), paid.run()
    paid.bad("PATCH", f"/monitors/{found.id}", 502, body="<html>", times=2)
    paid.bad("POST", f"/monitors/{found.id}/pause", cut=True)
    paid.bad("DELETE", f"/monitors/{found.id}", 500, after=True)
    state = plugin.update("Monitor", found.id, found.state, found.inputs | {"paused": True})
    assert paid.properties(found.id)["status"] == "PAUSED"
    plugin.delete("Monitor", found.id, state)
    assert paid.ids() == []


def test_the_free_plan_gets_its_monitors_as_fast_as_it_allows_and_no_faster(free: World) -> None:
    plugin = free.run()
    made = []
    for number in range(50):
        inputs = plugin.checked("Monitor", SITE | {"friendlyName": f"Site {number}"})
        made.append(plugin.create("Monitor", inputs))
    assert free.ids() == [one.id for one in made]
    assert free.asked() == Asked(me=1, lists=1, created=50)
    assert most_in_a_window(free.api.moments) == 10
    assert free.clock.passed == 5 * 60
    assert "UptimeRobot: waiting 60 s for its rate limit or its answer" in free.clock.logged
    assert free.clock.logged[-1] == "UptimeRobot: monitor created (50 written)"
    reader = free.run()
    assert all(reader.read("Monitor", one.id, one.inputs) for one in made)
    assert free.asked() == Asked(lists=1)


def test_a_paid_plan_is_as_fast_as_its_size_allows(paid: World) -> None:
    paid.api._limit = 20
    plugin = paid.run()
    for number in range(20):
        inputs = plugin.checked("Monitor", PLAIN | {"friendlyName": f"Site {number}", "paused": True})
        plugin.create("Monitor", inputs)
    assert paid.asked() == Asked(me=1, lists=1, created=20, paused=20)
    assert most_in_a_window(paid.api.moments) == 40
    assert paid.clock.passed == 60
