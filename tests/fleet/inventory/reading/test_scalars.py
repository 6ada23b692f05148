"""What a plain scalar means."""

from datetime import date
from typing import Any

import pytest

from fleet.inventory.reading.scalars import MAX_LENGTH, meaning


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("text", "text"),
        ("", None),
        ("~", None),
        ("null", None),
        ("yes", True),
        ("off", False),
        ("443", 443),
        ("0x1F", 31),
        ("017", 15),
        ("12:30", 750),
        ("1_000", 1000),
        ("1.5", 1.5),
        (".inf", float("inf")),
        ("2020-01-31", date(2020, 1, 31)),
        ("=", "="),
        ("8000-8010", "8000-8010"),
        ("203.0.113.10", "203.0.113.10"),
        ("2001:db8::1", "2001:db8::1"),
        ("9" * MAX_LENGTH, int("9" * MAX_LENGTH)),
        ("x" * 1000, "x" * 1000),
    ],
)
def test_a_plain_scalar_means_what_yaml_1_1_says(written: str, expected: Any) -> None:
    assert meaning(written) == expected
    assert type(meaning(written)) is type(expected)


@pytest.mark.parametrize("written", ["2020-13-01", "9" * (MAX_LENGTH + 1), "0b_", "2020-01-01 00:00:00+99:00"])
def test_what_looks_like_a_number_but_is_none(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 # Python's own, of whatever words
        meaning(written)
