"""What is there already is found in one order, whatever the account's own is."""

from providers.uptimerobot.simulated_objects import CONTACTS, MONITORS
from tests.providers.uptimerobot.test_kinds import OPS
from tests.providers.uptimerobot.world import PLAIN, World

IDS = ["9", "10", "700", "1000"]


def test_monitors_and_contacts_come_by_their_numbers(paid: World) -> None:
    for id_ in reversed(IDS):
        paid.store.add(MONITORS, id_, None, PLAIN | {"status": "UP"}, by_hand=True)
        paid.store.add(CONTACTS, id_, None, OPS, by_hand=True)
    assert paid.ids() == paid.ids(CONTACTS) == sorted(IDS) != IDS
    plugin = paid.run()
    assert [one["id"] for one in plugin.invoke("getMonitors")["monitors"]] == IDS
    assert [one["id"] for one in plugin.invoke("getAlertContacts")["alertContacts"]] == IDS
