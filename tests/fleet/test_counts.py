"""Numbers with their nouns."""

import pytest

from fleet.counts import counted


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "host", "0 hosts"),
        (1, "host", "1 host"),
        (2, "host", "2 hosts"),
        (1, "service", "1 service"),
        (21, "site", "21 sites"),
        (101, "row", "101 rows"),
    ],
)
def test_only_one_is_singular(number: int, noun: str, said: str) -> None:
    assert counted(number, noun) == said
