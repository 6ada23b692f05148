"""Which time zones are the same all year."""

import pytest

from providers.uptimerobot.time_zone import offsets


@pytest.mark.parametrize(
    "zone", ["UTC", "utc", "Etc/UTC", "GMT", "Etc/GMT", "Africa/Abidjan", "Atlantic/Reykjavik", "+00:00", "UTC+0", "Z"]
)
def test_what_is_always_utc_is_utc(zone: str) -> None:
    assert offsets(zone, 2026) == offsets("UTC", 2026)


@pytest.mark.parametrize(
    "zone", ["Europe/London", "Europe/Lisbon", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "+01:00", "GMT-3"]
)
def test_what_is_ever_another_is_another(zone: str) -> None:
    assert offsets(zone, 2026) not in {offsets("UTC", 2026), None}


@pytest.mark.parametrize(
    ("one", "other"), [("+05:30", "Asia/Kolkata"), ("+0530", "UTC+5:30"), ("Europe/Berlin", "Europe/Vienna")]
)
def test_zones_of_two_names_may_be_the_same(one: str, other: str) -> None:
    assert offsets(one, 2026) == offsets(other, 2026)


@pytest.mark.parametrize("zone", ["", "Mars", "Europe", "../etc/passwd", "(GMT) Greenwich", "a\\0b"])
def test_what_is_no_zone_is_none(zone: str) -> None:
    assert offsets(zone, 2026) is None
