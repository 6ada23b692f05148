import pytest

from providers.kit.values import Properties
from tests.providers.plugin import Found, RefusedError
from tests.providers.uptimerobot.world import BEAT, DNS, PING, PLAIN, PORT, SITE, Asked, World

FULL = SITE | {
    "assignedAlertContacts": [
        {"alertContactId": "12", "threshold": 5, "recurrence": 0},
        {"alertContactId": "3", "threshold": 0, "recurrence": 30},
    ],
    "tagNames": ["prod", "a"],
    "maintenanceWindowIds": ["9", "10"],
    "successHttpResponseCodes": ["418", "2xx"],
    "customHttpHeaders": {"X-Token": "t"},
    "httpUsername": "u",
    "httpPassword": "hush",
    "keywordCaseType": 1,
    "paused": True,
}
ALL = [FULL, PLAIN, PING, PORT, DNS, BEAT]


def made(world: World, given: Properties = FULL) -> Found:
    found = world.make(given)
    world.asked()
    return found


@pytest.mark.parametrize("given", ALL, ids=lambda one: one["type"])
@pytest.mark.parametrize("escapes", [0, 1, 2])
def test_the_apis_own_forms_are_no_drift(paid: World, given: Properties, escapes: int) -> None:
    given = given | {"friendlyName": "Mum & Dad's <site>"}
    paid.api.escapes, paid.api.case_names, paid.api.reverses_lists = escapes, True, True
    found = made(paid, given)
    assert paid.drift(found) == {}
    read = paid.read(found)
    assert read is not None
    assert read.inputs == found.inputs
    assert paid.asked() == Asked(lists=2)


@pytest.mark.parametrize("given", ALL, ids=lambda one: one["type"])
@pytest.mark.parametrize("escapes", [0, 2])
def test_an_imported_monitor_differs_in_nothing_from_what_made_it(paid: World, given: Properties, escapes: int) -> None:
    given = given | {"friendlyName": "Mum & Dad's <site>"}
    paid.api.escapes, paid.api.case_names = escapes, True
    found, plugin = made(paid, given), paid.run()
    read = plugin.read("Monitor", found.id)
    assert read is not None
    differences = plugin.diff("Monitor", found.id, read.state, found.inputs).fields
    # A port's scheme is only what someone wrote: the API forgets it.
    assert differences == ({"url": "UPDATE"} if given is PORT or given["type"] == "PORT" else {})
    assert plugin.checked("Monitor", read.inputs) == read.inputs


def test_what_was_just_made_is_neither_lost_nor_other_though_reads_lag(paid: World) -> None:
    paid.api.stale = 1
    found = made(paid)
    paid.run().update("Monitor", found.id, found.state, found.inputs | {"interval": 900})
    paid.asked()
    read = paid.read(found._replace(inputs=found.inputs | {"interval": 900}))
    assert read is not None
    assert read.inputs["interval"] == 900
    assert paid.asked() == Asked(lists=2)


def test_a_second_look_serves_all_that_ask(paid: World) -> None:
    found = [made(paid, SITE | {"friendlyName": f"Site {number}"}) for number in range(5)]
    for one in found:
        paid.remove(one.id)
    plugin = paid.run()
    assert [plugin.read("Monitor", one.id, one.inputs) for one in found] == [None] * 5
    assert paid.asked() == Asked(lists=2)


@pytest.mark.parametrize(
    ("edit", "fields"),
    [
        ({"status": "PAUSED"}, ["paused"]),
        ({"interval": 900}, ["interval"]),
        ({"friendlyName": "Other"}, ["friendlyName"]),
        ({"url": "https://example.org/other"}, ["url"]),
        ({"keywordValue": "Sign"}, ["keywordValue"]),
        ({"tagNames": ["prod"]}, ["tagNames"]),
        ({"assignedAlertContacts": []}, ["assignedAlertContacts"]),
        ({"successHttpResponseCodes": [200]}, ["successHttpResponseCodes"]),
        ({"customHttpHeaders": []}, ["customHttpHeaders"]),
        ({"httpUsername": ""}, ["httpPassword", "httpUsername"]),
        ({"httpPassword": "guess"}, ["httpPassword"]),
        ({"checkSSLErrors": True}, ["checkSslErrors"]),
    ],
    ids=str,
)
def test_what_was_edited_by_hand_is_seen_and_mended(paid: World, edit: Properties, fields: list[str]) -> None:
    given = FULL | {"paused": False}
    found = made(paid, given)
    paid.edit(found.id, **edit)
    assert sorted(paid.drift(found)) == fields
    read = paid.read(found)
    assert read is not None
    state = paid.run().update("Monitor", found.id, read.state, found.inputs)
    assert state | found.inputs == state
    assert paid.drift(found) == {}


def test_a_login_that_is_left_out_is_taken_away(paid: World) -> None:
    found, plugin = made(paid), paid.run()
    inputs = plugin.checked("Monitor", SITE)
    plugin.update("Monitor", found.id, found.state, inputs)
    assert paid.properties(found.id)["httpUsername"] == paid.properties(found.id)["httpPassword"] == ""
    assert paid.drift(found._replace(inputs=inputs)) == {}


def test_up_and_down_are_no_drift(paid: World) -> None:
    found = made(paid, SITE)
    for status in ("UP", "LOOKS_DOWN", "DOWN", "STARTED"):
        paid.edit(found.id, status=status)
        assert paid.drift(found) == {}


def test_a_wrong_way_of_logging_in_is_no_drift(paid: World) -> None:
    found = made(paid, SITE)
    paid.edit(found.id, authType="HTTP_BASIC")
    assert paid.drift(found) == {}


def test_a_legacy_monitor_whose_own_page_is_broken_is_managed_like_any_other(paid: World) -> None:
    id_ = paid.by_hand(**SITE)
    paid.api.failing.add(id_)
    found, plugin = paid.make(SITE), paid.run()
    assert found.id == id_
    assert paid.drift(found) == {}
    plugin.update("Monitor", id_, found.state, found.inputs | {"interval": 900})
    plugin.delete("Monitor", id_, found.state)
    assert paid.ids() == []
    assert paid.api.count("GET", f"/monitors/{id_}") == 0


def test_deleting_twice_is_no_error_and_a_deleted_one_stays_so(paid: World) -> None:
    found, plugin = made(paid), paid.run()
    paid.api.stale = 3
    plugin.delete("Monitor", found.id, found.state)
    assert plugin.read("Monitor", found.id, found.inputs) is None
    plugin.delete("Monitor", found.id, found.state)
    paid.run().delete("Monitor", found.id, found.state)
    assert paid.ids() == []


def test_a_delete_that_fails_for_good_is_told(paid: World) -> None:
    found = made(paid)
    paid.bad("DELETE", f"/monitors/{found.id}", 403, body="not yours")
    with pytest.raises(RefusedError, match="UptimeRobot answered 403: not yours"):
        paid.run().delete("Monitor", found.id, found.state)
    assert paid.ids() == [found.id]


@pytest.mark.parametrize("status", [404, 410])
def test_changing_what_is_gone_says_what_to_do(paid: World, status: int) -> None:
    found = made(paid)
    paid.bad("PATCH", f"/monitors/{found.id}", status)
    refusal = f"the monitor {found.id} is not there any more; `refresh` forgets it, and `up` then makes it anew"
    with pytest.raises(RefusedError, match=refusal):
        paid.run().update("Monitor", found.id, found.state, found.inputs | {"interval": 900})


def test_a_monitor_of_a_type_that_is_not_known_is_told_by_field(paid: World) -> None:
    id_ = paid.by_hand(friendlyName="Old", type="UDP", url="example.org", httpPassword="hush")
    with pytest.raises(RefusedError, match="MonitorAnswer is not as expected: type: input should be 'HTTP'") as caught:
        paid.run().read("Monitor", id_)
    assert "hush" not in str(caught.value)
    assert paid.drift(made(paid)) == {}
