"""A value of the wrong type, for people."""

from datetime import date
from typing import Any

import pytest

from fleet.inventory.errors.mistyped import ROWS, kind, mistyped


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", "text"),
        ([], "a list"),
        ({}, "a mapping"),
        (None, "empty"),
        (True, "true or false"),
        (1, "a number"),
        (0.5, "a number"),
        (date(2020, 1, 1), "a date"),
    ],
)
def test_kinds_of_value(value: Any, expected: str) -> None:
    assert kind(value) == expected


@pytest.mark.parametrize(
    ("value", "wanted", "what", "write"),
    [
        (None, "text", "this is empty", "write text"),
        ([1], "true or false", "this is a list", "write true or false"),
        ("5", "a whole number", "'5' is text", "write a whole number"),
        (5, "text", "this reads as the number 5", "put it in quotes"),
        (False, "text", "this reads as false", "put it in quotes"),
        (date(2020, 1, 1), "text", "this reads as the date 2020-01-01", "put it in quotes"),
        (date(2020, 1, 1), ROWS, "this reads as the date 2020-01-01", "write a mapping of names to rows"),
    ],
)
def test_a_wrong_type_is_told_with_what_to_write(value: Any, wanted: str, what: str, write: str) -> None:
    assert mistyped(value, wanted) == (what, write)
