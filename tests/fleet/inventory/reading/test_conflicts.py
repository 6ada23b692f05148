"""Merge conflicts that were left in a file."""

import pytest

from fleet.inventory.reading.conflicts import without_conflicts
from fleet.inventory.reading.source import Source

PLAIN = "a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\nc: 4\n"


def resolved(text: str) -> tuple[str, list[tuple[int, str]]]:
    source = Source("fleet.yaml")
    left = without_conflicts(source, text)
    assert source.truncated == bool(source.problems)
    return left, [(problem.line, problem.what) for problem in source.problems]


def conflict(begin: int, end: int) -> tuple[int, str]:
    return begin, f"a merge conflict is left here, to line {end}"


@pytest.mark.parametrize(
    ("text", "left", "found"),
    [
        (PLAIN, "a: 1\n\nb: 2\n\n\n\nc: 4\n", [conflict(2, 6)]),
        (PLAIN * 2, "a: 1\n\nb: 2\n\n\n\nc: 4\n" * 2, [conflict(2, 6), conflict(9, 13)]),
        ("<<<<<<< a\n||||||| b\nx\n=======\ny\n>>>>>>> c\n", "\n" * 6, [conflict(1, 6)]),
        ("<<<<<<<\na: 1\n=======\n>>>>>>>", "\na: 1\n\n", [conflict(1, 4)]),
        ("<<<<<<< a\r\na: 1\r\n=======\r\nb: 1\r\n>>>>>>> b\r\n", "\na: 1\r\n\n\n\n", [conflict(1, 5)]),
        ("<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n", "<<<<<<< a\n\n\n\n", [conflict(2, 4)]),
    ],
)
def test_a_conflict_is_one_mistake_and_its_first_side_stays_where_it_was(
    text: str, left: str, found: list[tuple[int, str]]
) -> None:
    assert resolved(text) == (left, found)


@pytest.mark.parametrize("text", ["a: 1\n", "<<<<<<< a\nb: 1\n", "a: x <<<<<<< y\n", "  <<<<<<< a\n  >>>>>>> b\n"])
def test_what_is_no_whole_conflict_stays(text: str) -> None:
    assert resolved(text) == (text, [])
