"""Creates that are carried out or not, among things that nobody understands."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from providers.kit.values import Properties
from providers.uptimerobot.search import RETRY_DELAYS
from providers.uptimerobot.simulated_objects import CONTACTS, INTEGRATIONS, MONITORS, PAGES, WINDOWS
from tests.providers.plugin import RefusedError
from tests.providers.uptimerobot.test_create import OTHERS
from tests.providers.uptimerobot.world import SITE, Asked, World


def test_a_lasting_outage_is_waited_for_once(paid: World) -> None:
    paid.bad("POST", ".*", 500, times=100)
    plugin = paid.run()
    for number in range(10):
        with pytest.raises(RefusedError, match="no such monitor has appeared since"):
            plugin.create("Monitor", plugin.checked("Monitor", SITE | {"friendlyName": f"Site {number}"}))
    for kind, (_, given) in OTHERS.items():
        with pytest.raises(RefusedError, match="has appeared since"):
            plugin.create(kind, plugin.checked(kind, given))
    assert paid.clock.passed == sum(RETRY_DELAYS) == 30
    assert paid.asked() == Asked(me=1, lists=(1 + 6) + 9 + 2 * 4, created=14)


def test_many_creates_at_once_wait_for_an_outage_together(paid: World) -> None:
    paid.bad("POST", ".*", 500, times=100)
    plugin = paid.run()

    def create(number: int) -> None:
        with pytest.raises(RefusedError, match="no such monitor has appeared since"):
            plugin.create("Monitor", plugin.checked("Monitor", SITE | {"friendlyName": f"Site {number}"}))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(create, range(8)))
    assert paid.clock.passed == 30


def test_what_appears_at_once_is_found_after_an_outage_too(paid: World) -> None:
    paid.bad("POST", "/monitors", 500)
    plugin = paid.run()
    inputs = plugin.checked("Monitor", SITE)
    with pytest.raises(RefusedError, match="no such monitor has appeared since"):
        plugin.create("Monitor", inputs)
    paid.bad("POST", "/monitors", 500, after=True)
    assert [plugin.create("Monitor", inputs).id] == paid.ids()


STRANGERS: list[tuple[str, str, Properties]] = [
    ("Monitor", MONITORS, {"type": "KEYWORD", "friendlyName": None, "url": None}),
    ("Monitor", MONITORS, {"type": "KEYWORD", "friendlyName": "Site", "url": ["x"]}),
    ("AlertContact", CONTACTS, {"friendlyName": "Ops", "value": "ops@example.org"}),
    ("Integration", INTEGRATIONS, {"friendlyName": "Hook"}),
    ("MaintenanceWindow", WINDOWS, {"name": None}),
    ("StatusPage", PAGES, {"friendlyName": None}),
]


@pytest.mark.parametrize(("kind", "stored", "properties"), STRANGERS)
def test_a_stranger_that_is_not_understood_is_not_alike(
    paid: World, kind: str, stored: str, properties: Properties
) -> None:
    id_ = paid.by_hand(stored, **properties)
    made = paid.make(SITE if kind == "Monitor" else OTHERS[kind][1], kind)
    assert paid.ids(stored) == [id_, made.id]
