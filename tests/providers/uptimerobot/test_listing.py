"""The lists of an account: read once, to their end, and in no other form than is known."""

import json

import pytest

from providers.uptimerobot.simulated_objects import MONITORS, WINDOWS
from tests.providers.plugin import RefusedError
from tests.providers.uptimerobot.test_read import made
from tests.providers.uptimerobot.world import KEY, PLAIN, SITE, Asked, World


@pytest.mark.parametrize(("count", "pages"), [(199, 1), (200, 2), (201, 2), (400, 3)])
def test_a_list_is_read_once_to_its_end_though_that_may_be_an_empty_page(paid: World, count: int, pages: int) -> None:
    ids = [paid.by_hand(**SITE | {"friendlyName": f"Site {number}"}) for number in range(count)]
    plugin = paid.run()
    found = [plugin.read("Monitor", id_) for id_ in ids]
    assert [one.state["friendlyName"] for one in found if one] == [f"Site {number}" for number in range(count)]
    assert paid.asked() == Asked(me=int(pages > 2), lists=pages)
    assert paid.clock.passed == 0


def test_a_long_list_is_read_at_the_plans_pace(paid: World) -> None:
    for number in range(1, 200 * 10 + 1):
        paid.store.add(MONITORS, str(number), None, SITE | {"status": "UP"}, by_hand=True)
    assert paid.run().read("Monitor", "7") is not None
    assert paid.asked() == Asked(me=1, lists=11)
    assert paid.clock.passed == 0


@pytest.mark.parametrize("link", ["https://api.uptimerobot.com/v3/monitors?page=2", "/monitors", "http://[", 2])
def test_a_link_without_a_cursor_leads_to_what_follows_the_last_one(paid: World, link: str | int) -> None:
    first, last = made(paid, SITE), made(paid, PLAIN)
    page = {"data": [{"id": int(first.id), **paid.properties(first.id)}], "nextLink": link}
    paid.bad("GET", "/monitors", 200, body=json.dumps(page))
    plugin = paid.run()
    assert [plugin.read("Monitor", one.id, one.inputs) for one in (first, last)] == [first, last]
    assert [path for _, path in paid.api.log] == ["/monitors?limit=200", f"/monitors?limit=200&cursor={first.id}"]


def test_only_monitors_are_asked_for_by_the_page_and_others_are_read_to_their_end_too(paid: World) -> None:
    ids = [paid.by_hand(WINDOWS, name=f"Window {number}") for number in range(201)]
    given = {"name": "Night", "interval": "daily", "time": "02:00:00", "duration": 60}
    found = paid.make(given, "MaintenanceWindow")
    assert paid.api.log[:2] == [("GET", "/user/me"), ("GET", "/maintenance-windows")]
    assert paid.api.log[2] == ("GET", f"/maintenance-windows?cursor={ids[199]}")
    assert paid.drift(found, "MaintenanceWindow") == {}


@pytest.mark.parametrize("body", ["null", "7", '"a"', "{}", '{"data": null}', '{"data": {}}', '{"data": 7}'])
def test_a_list_that_is_none_is_told_and_not_taken_for_an_empty_one(paid: World, body: str) -> None:
    paid.bad("GET", "/monitors", 200, body=body)
    with pytest.raises(RefusedError, match="UptimeRobot answered GET /monitors with something that is no list; try"):
        paid.run().read("Monitor", "7", SITE)


@pytest.mark.parametrize("body", ["[null]", "[7]", "[{}]", '{"data": [{"id": null}]}', '{"data": [[]]}'])
def test_a_list_of_what_has_no_id_is_told(paid: World, body: str) -> None:
    paid.bad("GET", "/monitors", 200, body=body)
    with pytest.raises(RefusedError, match="UptimeRobot answered GET /monitors with something that has no id; try"):
        paid.run().read("Monitor", "7", SITE)


def test_what_is_said_of_a_list_has_no_key(paid: World) -> None:
    paid.bad("GET", "/monitors", 200, body=f"{'x' * 195}{KEY}")
    with pytest.raises(RefusedError, match="answered 200, but no JSON: xxx") as caught:
        paid.run().read("Monitor", "7", SITE)
    assert KEY[:3] not in str(caught.value)


def test_what_is_said_of_a_create_has_no_key(paid: World) -> None:
    paid.bad("POST", "/monitors", 201, body=f"you are {KEY}")
    with pytest.raises(RefusedError, match=r"answered 201, but no JSON: you are \*\*\*") as caught:
        paid.make(SITE)
    assert KEY not in str(caught.value)


def test_a_list_that_links_to_itself_has_an_end(paid: World) -> None:
    found = made(paid)
    page = '{"data": [], "nextLink": "https://api.uptimerobot.com/v3/monitors?cursor=1"}'
    paid.bad("GET", "/monitors", 200, body=page)
    assert paid.read(found) is not None
