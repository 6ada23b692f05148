"""Whether two time zones always have the same time."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_FIXED = re.compile(r"(?:utc|gmt|z)?(?:([+-])(\d{1,2})(?::?(\d{2}))?)?", re.IGNORECASE)
"""An offset in one of the forms that people and APIs write it in, like `UTC`, `+01:00` and `GMT-3`."""

Offsets = tuple[timedelta | None, ...]


def offsets(zone: str, year: int) -> Offsets | None:
    """A zone's offsets from UTC in the middle of each month of a year; none if nobody knows the zone."""
    months = [datetime(year, month, 15, tzinfo=UTC) for month in range(1, 13)]
    if zone and (fixed := _FIXED.fullmatch(zone.strip())):
        sign, hours, minutes = fixed.groups()
        offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
        return (-offset if sign == "-" else offset,) * len(months)
    try:
        there = ZoneInfo(zone.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    return tuple(month.astimezone(there).utcoffset() for month in months)
