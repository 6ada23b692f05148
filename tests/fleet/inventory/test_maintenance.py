"""Windows of maintenance: what of them is rendered, and when who isn't told."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleet.blueprint.alert_routing import alert_routing
from fleet.blueprint.checks import checks
from fleet.blueprint.notices import default_recipient, recipients
from fleet.blueprint.targets import Target, targets
from fleet.inventory.fleet import Fleet
from fleet.inventory.maintenance import DAY_MINUTES, WEEKDAYS, Window
from fleet.render.alertmanager import _parts, configuration
from tests.fleet.small import fleet, service
from tests.fleet.strategies import QUICK, fleets, windows
from tests.shared import parsed

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 2))


def minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def holds(part: dict[str, Any], at: datetime) -> bool:
    """Whether one of Alertmanager's intervals has this minute in it; its end is not."""
    clock = at.hour * 60 + at.minute
    return (
        any(minute(time["start_time"]) <= clock < minute(time["end_time"]) for time in part["times"])
        and WEEKDAYS[at.weekday()] in part.get("weekdays", WEEKDAYS)
        and str(at.day) in part.get("days_of_month", [str(at.day)])
        and str(at.month) in part.get("months", [str(at.month)])
        and str(at.year) in part.get("years", [str(at.year)])
    )


def begun(window: Window, day: date) -> bool:
    """Whether a window begins on this day."""
    if window.every == "once":
        return day == window.date
    return WEEKDAYS[day.weekday()] == window.weekday if window.every == "week" else day.day == window.day


def within(window: Window, at: datetime) -> bool:
    """Whether a minute is in a window."""
    midnight = datetime(at.year, at.month, at.day)  # noqa: DTZ001 # all times are UTC
    starts = [midnight - timedelta(days=back, minutes=-window.begins) for back in (0, 1)]
    return any(
        begun(window, start.date()) and start <= at < start + timedelta(minutes=window.minutes) for start in starts
    )


@settings(QUICK, max_examples=30)
@given(row=windows(), day=DAYS)
def test_the_parts_of_a_window_are_its_minutes_and_no_others(row: dict[str, Any], day: date) -> None:
    window = Window.model_validate(row)
    parts = list(_parts(window))
    near = window.date or day + timedelta(days=next(n for n in range(32) if begun(window, day + timedelta(days=n))))
    # All minutes of a day on which it begins and of the next, and some of the days before and of a day drawn.
    for first, days, step in ((near, 2, 1), (near - timedelta(days=5), 5, 7), (day, 2, 7)):
        midnight = datetime(first.year, first.month, first.day)  # noqa: DTZ001 # the same
        for at in (midnight + timedelta(minutes=number) for number in range(0, days * DAY_MINUTES, step)):
            assert sum(holds(part, at) for part in parts) == within(window, at), at


@QUICK
@given(row=windows())
def test_no_part_goes_past_midnight(row: dict[str, Any]) -> None:
    window = Window.model_validate(row)
    times = [time for part in _parts(window) for time in part["times"]]
    lengths = [minute(time["end_time"]) - minute(time["start_time"]) for time in times]
    assert sum(lengths) == window.minutes
    assert min(lengths) > 0
    assert all(minute(time["end_time"]) <= DAY_MINUTES for time in times)


WINDOW = {"every": "week", "weekday": "sunday", "start": "03:30", "minutes": 60}


def matches(matchers: list[str], labels: dict[str, str]) -> bool:
    """Whether labels fit Alertmanager's matchers."""
    found = [re.fullmatch(r'(\w+)(=~|!~|=)"(.*)"', matcher) for matcher in matchers]
    return all(_fits(labels.get(match[1], ""), match[2], match[3]) for match in found if match)


def _fits(value: str, operator: str, wanted: str) -> bool:
    return value == wanted if operator == "=" else (re.fullmatch(wanted, value) is None) == (operator == "!~")


def routes(found: Fleet) -> list[dict[str, Any]]:
    """The routes of Alertmanager's configuration below the first."""
    rendered: list[dict[str, Any]] = parsed(configuration(alert_routing(found)))["route"]["routes"]
    return rendered


def muted(said: list[dict[str, Any]], target: Target, severity: str = "critical") -> list[set[str]]:
    """For each contact that an alert notifies, the intervals in which its notice is held back."""
    labels = {"job": target.job, **target.labels(), "severity": severity}
    chosen = [route for route in said if matches(route["matchers"], labels)]
    leaves = [next(leaf for leaf in route["routes"] if matches(leaf["matchers"], labels)) for route in chosen]
    assert all("routes" not in leaf for leaf in leaves)
    return [set(leaf.get("mute_time_intervals", [])) for leaf in leaves]


@QUICK
@given(found=fleets(), severity=st.sampled_from(["critical", "warning"]))
def test_nobody_is_told_of_what_is_in_maintenance_and_everybody_of_the_rest(found: Fleet, severity: str) -> None:
    said = routes(found)
    for target in targets(found, checks(found)):
        on, of = target.labels().get("host", ""), target.check.services[0] if target.check.services else ""
        expected = {f"host {on}"} if on in found.hosts and found.hosts[on].maintenance else set()
        if target.job == "blackbox-http" and found.services[of].maintenance:
            expected.add(f"service {of}")
        notified = recipients(found, "prometheus").keys() & set(target.check.contacts)
        by_default = bool(default_recipient(found)) and not notified
        assert muted(said, target, severity) == [expected] * (len(notified) + by_default)


def test_a_sites_maintenance_is_its_hosts_too_but_not_the_other_way_round() -> None:
    found = fleet(
        hosts={
            "a.example.org": {"provider": "bytemark", "maintenance": [WINDOW]},
            "b.example.org": {"provider": "bytemark"},
        },
        services={
            "one": service("a.example.org", sites={"https://a.example.org/": {"keyword": "a"}}, maintenance=[WINDOW]),
            "two": service("a.example.org", "b.example.org", sites={"https://c.example.org/": {"keyword": "a"}}),
            "three": service("b.example.org", sites={"https://b.example.org/": {"keyword": "a"}}, maintenance=[WINDOW]),
        },
    )
    expected = {
        "https://a.example.org/": {"host a.example.org", "service one"},
        "https://b.example.org/": {"service three"},
        "https://c.example.org/": set(),
        "a.example.org": {"host a.example.org"},
        "b.example.org": set(),
    }
    said = {
        target.address: muted(routes(found), target)[0]
        for target in targets(found, checks(found))
        if target.address in expected
    }
    assert said == expected


@pytest.mark.parametrize("every", ["once", "week", "month"])
def test_a_window_may_last_to_midnight(every: str) -> None:
    days: dict[str, Any] = {"once": {"date": date(2027, 12, 31)}, "week": {"weekday": "sunday"}, "month": {"day": 28}}
    (part,) = _parts(Window.model_validate({"every": every, **days[every], "start": "23:00", "minutes": 60}))
    assert part["times"] == [{"start_time": "23:00", "end_time": "24:00"}]


def test_a_window_over_new_year_is_in_two_years() -> None:
    row = {"every": "once", "date": date(2027, 12, 31), "start": "23:00", "minutes": 61}
    assert [(part["years"], part["months"], part["days_of_month"]) for part in _parts(Window.model_validate(row))] == [
        (["2027"], ["12"], ["31"]),
        (["2028"], ["1"], ["1"]),
    ]
