"""What was probably mistyped where a colon can't stand."""

import pytest

from fleet.inventory.reading.slips import slip

BLANK, COLON, EQUALS = "write a blank after the colon", "put the value in quotes", "write name: and the value"


@pytest.mark.parametrize(
    ("text", "mark", "place", "write"),
    [
        ("title: Data: open", (1, 12), (1, 12), COLON),
        ("  note: see: there: too", (1, 12), (1, 12), COLON),
        ("ipv6: 2001:db8:: ", (1, 16), (1, 16), COLON),
        ("name:Ann\nemail: a", (2, 6), (1, 5), BLANK),
        ("  name:Ann\n\n  email: a", (3, 8), (1, 7), BLANK),
        ("name=Ann\nemail: a", (2, 6), (1, 5), EQUALS),
        ("  name = Ann\n  email: a", (2, 8), (1, 8), EQUALS),
    ],
)
def test_a_slip_is_told_where_it_is(text: str, mark: tuple[int, int], place: tuple[int, int], write: str) -> None:
    found = slip(text.split("\n"), mark)
    assert found is not None
    assert (found[0], found[2]) == (place, write)


@pytest.mark.parametrize("before", ["name: Ann", "# name:Ann", "- name:Ann", "https://example.org/", "words"])
def test_other_lines_before_are_not_judged(before: str) -> None:
    assert slip([before, "  email: a"], (2, 8)) is None


def test_a_first_line_has_none_before_it() -> None:
    assert slip(["email: a"], (1, 6)) is None
