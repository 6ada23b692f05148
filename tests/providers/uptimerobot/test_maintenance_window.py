"""A maintenance window in the API's words."""

import pytest

from providers.uptimerobot.maintenance_window import MaintenanceWindow, MaintenanceWindowArguments
from providers.uptimerobot.search import Item

WEEKLY = MaintenanceWindowArguments(name="A & B", interval="weekly", time="23:30:00", duration=60, days=[1, 7])
ONCE = MaintenanceWindowArguments(name="Move", interval="once", date="2027-01-31", time="00:00:00", duration=600)
WINDOW = MaintenanceWindow(None)


def test_no_monitor_is_added_by_itself() -> None:
    assert WINDOW.body(ONCE, new=True) == {
        "name": "Move",
        "interval": "once",
        "date": "2027-01-31",
        "time": "00:00:00",
        "duration": 600,
        "days": [],
        "autoAddMonitors": False,
    }


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"name": "A &amp; B", "time": "23:30", "days": [7, 1], "date": "2020-01-01"}, WEEKLY),
        ({"interval": "once", "name": "Move", "date": "2027-01-31T00:00:00Z", "time": "00:00", "duration": 600}, ONCE),
        ({"interval": "daily", "days": [1]}, WEEKLY.model_copy(update={"interval": "daily", "days": []})),
    ],
)
def test_an_answer_is_told_in_one_form(item: Item, expected: MaintenanceWindowArguments) -> None:
    found = WINDOW.to_object({"id": 7, **item}, WEEKLY)
    assert (found.id, found.arguments) == ("7", expected)


@pytest.mark.parametrize(("name", "same"), [("A & B", True), ("A &amp; B", True), ("A", False), (None, False)])
def test_a_window_is_known_by_its_name(name: str | None, *, same: bool) -> None:
    assert WINDOW.matches(WEEKLY, {"id": 7, "name": name}) is same
