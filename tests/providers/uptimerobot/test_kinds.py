from typing import Any, NamedTuple

import pytest

from providers.kit.values import Properties
from providers.uptimerobot.simulated_objects import CONTACTS, INTEGRATIONS, PAGES, WINDOWS
from tests.providers.uptimerobot.world import BEAT, PLAIN, SITE, Asked, World

OPS = {"friendlyName": "Ops", "email": "Ops@example.org", "enableNotificationsFor": "Down"}
HOOK = {"friendlyName": "Hook", "type": "Webhook", "url": "https://example.org/?token=t", "sendAsJson": True}
CHAT = {"friendlyName": "Chat", "type": "Slack", "url": "https://hooks.slack.com/t", "sslExpirationReminder": True}
WEEKLY = {"name": "Sunday & Monday", "interval": "weekly", "time": "23:30:00", "duration": 60, "days": [7, 1]}
ONCE = {"name": "Move", "interval": "once", "date": "2027-01-31", "time": "00:00:00", "duration": 600}
PAGE = {"friendlyName": "Public", "monitorIds": ["12", "7"], "password": "hush", "customDomain": "status.example.org"}


class Life(NamedTuple):
    """A kind of thing: what is told of it, what of that changes, and what someone changes by hand."""

    kind: str
    stored: str
    given: Properties
    change: Properties
    edit: Properties


LIVES = [
    Life("AlertContact", CONTACTS, OPS, {"friendlyName": "On duty"}, {"enableNotificationsFor": 2}),
    Life("Integration", INTEGRATIONS, HOOK, {"postValue": "*monitorURL*"}, {"data": {"friendlyName": "Other"}}),
    Life("Integration", INTEGRATIONS, CHAT, {"url": "https://hooks.slack.com/u"}, {"data": {"friendlyName": "Other"}}),
    Life("MaintenanceWindow", WINDOWS, WEEKLY, {"duration": 90}, {"days": [1]}),
    Life("MaintenanceWindow", WINDOWS, ONCE, {"date": "2027-02-01"}, {"duration": 5}),
    Life("StatusPage", PAGES, PAGE, {"monitorIds": [], "noIndex": True}, {"customDomain": ""}),
]
EACH = pytest.mark.parametrize("life", LIVES, ids=lambda one: f"{one.kind} {one.given.get('type', '')}".strip())


@EACH
def test_each_kind_lives_its_life(paid: World, life: Life) -> None:
    paid.api.escapes, paid.api.reverses_lists = 1, True
    found, plugin = paid.make(life.given, life.kind), paid.run()
    assert found.state | life.given == found.state
    assert paid.drift(found, life.kind) == {}
    inputs = plugin.checked(life.kind, life.given | life.change)
    state = plugin.update(life.kind, found.id, found.state, inputs)
    changed = found._replace(state=state, inputs=inputs)
    assert state | life.change == state
    assert paid.drift(changed, life.kind) == {}
    paid.edit(found.id, life.stored, **life.edit)
    assert paid.drift(changed, life.kind) != {}
    plugin.update(life.kind, found.id, state, inputs)
    assert paid.drift(changed, life.kind) == {}
    paid.run().delete(life.kind, found.id, state)
    assert paid.store.all() == []
    assert paid.read(changed, life.kind) is None


@EACH
def test_each_kind_is_taken_over_where_it_is_there_already(paid: World, life: Life) -> None:
    first = paid.make(life.given, life.kind)
    if "data" not in life.edit:
        paid.edit(first.id, life.stored, **life.edit)
    paid.asked()
    again = paid.make(life.given, life.kind)
    assert paid.ids(life.stored) == [first.id] == [again.id]
    assert paid.asked() == Asked(me=1, lists=1, changed=1)
    assert paid.drift(again, life.kind) == {}


@EACH
def test_each_kind_is_imported_by_its_id(paid: World, life: Life) -> None:
    found, plugin = paid.make(life.given, life.kind), paid.run()
    read = plugin.read(life.kind, found.id)
    assert read is not None
    differences = plugin.diff(life.kind, found.id, read.state, found.inputs).fields
    # A page's password is never told.
    assert differences == ({"password": "ADD"} if life.kind == "StatusPage" else {})


def test_another_address_is_another_contact(paid: World) -> None:
    found, plugin = paid.make(OPS, "AlertContact"), paid.run()
    inputs = plugin.checked("AlertContact", OPS | {"email": "else@example.org"})
    assert plugin.diff("AlertContact", found.id, found.state, inputs).fields == {"email": "UPDATE_REPLACE"}
    respelt = plugin.create("AlertContact", plugin.checked("AlertContact", OPS | {"email": "ops@EXAMPLE.org"}))
    assert respelt.id == found.id


@pytest.mark.parametrize(
    ("told", "status"), [({"status": 0}, "NotActivated"), ({"status": "Active"}, "Active"), ({"status": 9}, "9")]
)
def test_whether_a_contact_has_been_confirmed_is_told_and_is_no_drift(
    paid: World, told: dict[str, Any], status: str
) -> None:
    found = paid.make(OPS, "AlertContact")
    paid.edit(found.id, CONTACTS, type=2, enableNotificationsFor="1", **told)
    read = paid.read(found, "AlertContact")
    assert read is not None
    assert read.state["status"] == status
    assert read.inputs == found.inputs


@pytest.mark.parametrize("told", [-1, 4, 99, "4", "\u00b2", "Sometimes", None])
def test_an_event_that_is_not_known_is_all_of_them(paid: World, told: str | int | None) -> None:
    found = paid.make(OPS, "AlertContact")
    paid.edit(found.id, CONTACTS, enableNotificationsFor=told)
    read = paid.read(found, "AlertContact")
    assert read is not None
    assert read.inputs["enableNotificationsFor"] == "UpAndDown"


def test_strangers_are_looked_up_whatever_they_lack(paid: World) -> None:
    id_ = paid.by_hand(CONTACTS, friendlyName=7)
    none = paid.by_hand(type=None)
    plugin = paid.run()
    assert plugin.invoke("getAlertContacts") == {"alertContacts": [{"id": id_, "name": "7", "type": "", "value": ""}]}
    assert plugin.invoke("getMonitors") == {"monitors": [{"id": none, "name": "", "type": "", "url": ""}]}


@pytest.mark.parametrize("given", [HOOK, CHAT], ids=["Webhook", "Slack"])
def test_an_integrations_url_that_is_told_in_part_or_not_is_as_it_was_given(paid: World, given: Properties) -> None:
    found = paid.make(given, "Integration")
    for value in ("https://hooks.example.org/****", None):
        paid.edit(
            found.id, INTEGRATIONS, type=given["type"], data={"friendlyName": given["friendlyName"], "value": value}
        )
        assert "url" not in paid.drift(found, "Integration")


def test_an_integrations_type_may_be_a_number(paid: World) -> None:
    found = paid.make(CHAT, "Integration")
    paid.edit(found.id, INTEGRATIONS, type=11)
    assert paid.drift(found, "Integration") == {}
    assert paid.make(CHAT, "Integration").id == found.id


def test_an_integration_of_another_kind_is_a_stranger(paid: World) -> None:
    id_ = paid.by_hand(INTEGRATIONS, type="PagerDuty", data={"friendlyName": "Hook"})
    assert paid.make(HOOK, "Integration").id != id_


def test_times_and_days_come_back_in_other_forms(paid: World) -> None:
    found = paid.make(ONCE, "MaintenanceWindow")
    paid.edit(found.id, WINDOWS, date="2027-01-31T00:00:00Z", time="00:00", days=None)
    assert paid.drift(found, "MaintenanceWindow") == {}


def test_a_page_has_an_address_and_may_lose_its_password(paid: World) -> None:
    given = {"friendlyName": "Public", "password": "hush"}
    found, plugin = paid.make(given, "StatusPage"), paid.run()
    assert found.state["url"].startswith("https://stats.uptimerobot.com/sandbox")
    assert paid.make(PAGE, "StatusPage").state["url"] == "https://status.example.org"
    inputs = plugin.checked("StatusPage", {"friendlyName": "Public"})
    plugin.update("StatusPage", found.id, found.state, inputs)
    assert paid.properties(found.id, PAGES)["password"] == ""


def test_a_password_that_was_taken_away_by_hand_is_missed(paid: World) -> None:
    found = paid.make(PAGE, "StatusPage")
    paid.edit(found.id, PAGES, password="")
    assert paid.drift(found, "StatusPage") == {"password": "ADD"}


def test_a_heartbeat_tells_where_it_is_called(paid: World) -> None:
    found = paid.make(BEAT)
    assert found.state["heartbeatUrl"] == f"https://heartbeat.uptimerobot.com/m{found.id}-sandbox"
    assert "url" not in found.state


def test_what_is_there_is_looked_up_by_name(paid: World) -> None:
    paid.api.escapes = 2
    site, contact = paid.make(SITE | {"friendlyName": "A & B"}), paid.make(OPS, "AlertContact")
    paid.make(PLAIN)
    paid.asked()
    plugin = paid.run()
    assert plugin.invoke("getMonitors", name="A & B") == {
        "monitors": [{"id": site.id, "name": "A & B", "type": "KEYWORD", "url": SITE["url"]}]
    }
    assert len(plugin.invoke("getMonitors")["monitors"]) == 2
    assert paid.asked() == Asked(lists=1)
    assert plugin.invoke("getAlertContacts", name="Ops") == {
        "alertContacts": [{"id": contact.id, "name": "Ops", "type": "Email", "value": "Ops@example.org"}]
    }
    assert plugin.invoke("getAlertContacts", name="Dev") == {"alertContacts": []}
