"""What a plain scalar means."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.inventory.reading.scalars import MAX_LENGTH, is_misleading, meaning
from tests.fleet.strategies import QUICK


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


@QUICK
@given(st.integers(-(2**63), 2**63) | st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_in_plain_digits_is_what_it_looks_like(number: float) -> None:
    written = repr(number)
    assert not is_misleading(written, meaning(written))


@QUICK
@given(st.integers(0, 2**40), st.sampled_from(["0{:o}", "0x{:x}", "0b{:b}", "{:_}", "-0x{:x}", "+0{:o}", "1:{:02d}"]))
def test_a_number_in_another_base_is_misleading_or_no_number(number: int, form: str) -> None:
    written = form.format(number)
    meant = meaning(written)
    assert isinstance(meant, str) or is_misleading(written, meant) or int(written) == meant


@pytest.mark.parametrize("written", ["0500", "04711", "0x1F", "0b1000", "1_024", "1:20", "00", "0_5.0", "00.5", ".inf"])
def test_a_number_that_is_another_than_it_looks(written: str) -> None:
    assert is_misleading(written, meaning(written))


@pytest.mark.parametrize("written", ["0", "-1", "+5", "0.5", ".5", "5.", "1.0e+20", "08", "yes", "2020-01-31", "text"])
def test_what_is_as_it_looks(written: str) -> None:
    assert not is_misleading(written, meaning(written))
