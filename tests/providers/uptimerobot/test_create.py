from typing import Any

import pytest

from providers.kit.values import Properties
from tests.providers.plugin import RefusedError
from tests.providers.uptimerobot.world import BEAT, DNS, PING, PLAIN, PORT, SITE, Asked, World

LIES: dict[str, dict[str, Any]] = {
    "404": {"status": 404, "body": '{"message": "not found", "code": "000-004"}'},
    "500": {"status": 500, "body": "Internal Server Error"},
    "an HTML page": {"status": 502, "body": "<html><body><h1>502 Bad Gateway</h1></body></html>"},
    "a cut connection": {"cut": True},
    "words that are no JSON": {"status": 201, "body": "created"},
    "something else": {"status": 201, "body": "[]"},
}
MONITORS = pytest.mark.parametrize("given", [SITE, PLAIN, PING, PORT, DNS, BEAT], ids=lambda one: one["type"])


@MONITORS
def test_a_monitor_is_made_and_is_then_as_it_was_told(paid: World, given: Properties) -> None:
    found = paid.make(given)
    assert paid.ids() == [found.id]
    sorted_ = {name: {"A": ["192.0.2.1", "192.0.2.2"]} if name == "dnsRecords" else given[name] for name in given}
    assert found.state | sorted_ == found.state
    assert paid.asked() == Asked(me=1, lists=1, created=1)
    assert paid.drift(found) == {}
    assert paid.asked() == Asked(lists=1)


@pytest.mark.parametrize("lie", LIES)
@MONITORS
def test_a_monitor_that_was_made_though_the_answer_says_otherwise_is_found_and_not_doubled(
    paid: World, given: Properties, lie: str
) -> None:
    paid.bad("POST", "/monitors", after=True, **LIES[lie])
    found = paid.make(given)
    assert paid.ids() == [found.id]
    assert paid.asked().created == 1
    assert paid.drift(found) == {}


OTHERS: dict[str, tuple[str, Properties]] = {
    "AlertContact": ("/alert-contacts", {"friendlyName": "Ops", "email": "Ops@example.org"}),
    "Integration": (
        "/integrations",
        {"friendlyName": "Hook", "type": "Webhook", "url": "https://example.org/?token=t"},
    ),
    "MaintenanceWindow": (
        "/maintenance-windows",
        {"name": "Night", "interval": "daily", "time": "02:00:00", "duration": 60},
    ),
    "StatusPage": ("/psps", {"friendlyName": "Public", "monitorIds": ["7"], "password": "hush"}),
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("lie", ["404", "500", "a cut connection"])
def test_nothing_else_is_doubled_either(paid: World, kind: str, lie: str) -> None:
    path, given = OTHERS[kind]
    paid.bad("POST", path, after=True, **LIES[lie])
    found = paid.make(given, kind)
    assert [one.id for one in paid.store.all()] == [found.id]
    assert paid.asked().created == 1
    assert paid.drift(found, kind) == {}


def test_what_was_made_is_found_though_reads_lag_behind(paid: World) -> None:
    paid.api.stale = 4
    paid.bad("POST", "/monitors", 500, after=True)
    found = paid.make()
    assert paid.ids() == [found.id]
    assert paid.asked() == Asked(me=1, lists=6, created=1)
    assert paid.clock.passed == 0 + 1 + 2 + 4 + 8


@pytest.mark.parametrize("escapes", [1, 2])
def test_what_was_made_is_found_though_its_name_comes_back_escaped(paid: World, escapes: int) -> None:
    paid.api.escapes = escapes
    paid.bad("POST", "/monitors", 500, after=True)
    found = paid.make(SITE | {"friendlyName": "Mum & Dad's <site>"})
    assert paid.ids() == [found.id]
    assert paid.asked().created == 1
    assert paid.drift(found) == {}


def test_a_monitor_that_was_not_made_is_a_clear_error_and_is_not_asked_for_again(paid: World) -> None:
    paid.bad("POST", "/monitors", 500, body="Internal Server Error")
    with pytest.raises(RefusedError, match="UptimeRobot answered 500: Internal Server Error; no such monitor has app"):
        paid.make()
    assert paid.ids() == []
    assert paid.asked() == Asked(me=1, lists=7, created=1)
    found = paid.make()
    assert paid.ids() == [found.id]


def test_a_refusal_for_good_is_told_at_once(paid: World) -> None:
    paid.bad("POST", "/monitors", 400, body='{"message": ["url is bad", "port is bad"], "code": "400"}')
    with pytest.raises(RefusedError, match=r"^UptimeRobot answered 400: url is bad; port is bad \(400\)$"):
        paid.make()
    assert paid.asked() == Asked(me=1, lists=1, created=1)


def test_several_that_are_alike_are_left_for_a_human_to_sort_out(paid: World) -> None:
    ids = [paid.by_hand(**SITE) for _ in range(2)]
    with pytest.raises(
        RefusedError, match=f"there are several like it: {ids[0]}, {ids[1]}; delete all but one, or imp"
    ):
        paid.make()
    assert paid.ids() == ids
    assert paid.asked().created == 0


@MONITORS
def test_one_that_is_there_already_is_taken_over_and_made_what_it_is_to_be(paid: World, given: Properties) -> None:
    there: Properties = {"url": "https://heartbeat.uptimerobot.com/m7"} | given | {"interval": 900, "status": "PAUSED"}
    id_ = paid.by_hand(**there)
    if "dnsRecords" in given:
        paid.edit(id_, config={"dnsRecords": {"A": ["192.0.2.9"]}})
    found = paid.make(given)
    assert paid.ids() == [found.id] == [id_]
    assert paid.properties(id_)["interval"] == 300
    assert paid.properties(id_)["status"] == "STARTED"
    assert paid.clock.warned == [f"the monitor {id_} was there already and is managed from now on"]
    assert paid.asked() == Asked(me=1, lists=1, changed=1, paused=1)
    assert paid.drift(found) == {}


@pytest.mark.parametrize(
    "other", [{"friendlyName": "Other"}, {"url": "https://example.org/other"}, {"type": "HTTP"}, {"type": "UDP"}]
)
def test_one_of_another_name_address_or_type_is_a_stranger(paid: World, other: Properties) -> None:
    id_ = paid.by_hand(**SITE | other)
    assert paid.make().id != id_
    assert paid.properties(id_) == {"status": "UP", "interval": 300, "timeout": 30} | SITE | other


def test_one_on_another_port_is_a_stranger(paid: World) -> None:
    id_ = paid.by_hand(**PORT | {"port": 443})
    assert paid.make(PORT).id != id_


def test_one_that_was_deleted_but_is_still_read_is_not_taken_over(paid: World) -> None:
    old = paid.make()
    paid.api.stale = 3
    paid.run().delete("Monitor", old.id, old.state)
    found = paid.make()
    assert paid.ids() == [found.id]
    assert found.id != old.id


def test_two_resources_of_a_program_never_share_a_monitor(paid: World) -> None:
    plugin = paid.run()
    inputs = plugin.checked("Monitor", SITE)
    made = plugin.create("Monitor", inputs)
    with pytest.raises(RefusedError, match=f"another resource of this program is the same, and has {made.id}; make"):
        plugin.create("Monitor", inputs)
    assert paid.ids() == [made.id]


def test_a_resource_that_is_only_called_otherwise_in_the_program_keeps_its_monitor(paid: World) -> None:
    old, plugin = paid.make(), paid.run()
    new = plugin.create("Monitor", plugin.checked("Monitor", SITE))
    plugin.delete("Monitor", old.id, old.state)
    assert paid.ids() == [new.id] == [old.id]


def test_a_paused_monitor_is_paused_after_it_is_made(paid: World) -> None:
    found = paid.make(SITE | {"paused": True})
    assert paid.properties(found.id)["status"] == "PAUSED"
    assert paid.drift(found) == {}
    assert paid.drift(found._replace(inputs=found.inputs | {"paused": False})) == {"paused": "UPDATE"}


def test_what_a_run_wrote_is_known_to_it_though_a_later_list_does_not_show_it(paid: World) -> None:
    paid.api.stale, plugin = 9, paid.run()
    made = plugin.create("Monitor", plugin.checked("Monitor", SITE))
    paid.bad("POST", "/monitors", 500)
    with pytest.raises(RefusedError, match="no such monitor has appeared since"):
        plugin.create("Monitor", plugin.checked("Monitor", PLAIN))
    with pytest.raises(RefusedError, match="another resource of this program is the same"):
        plugin.create("Monitor", plugin.checked("Monitor", SITE))
    assert paid.ids() == [made.id]
