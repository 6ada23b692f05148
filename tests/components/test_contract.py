"""Machines that people order and cancel."""

from typing import Any

import pytest

from components.contract import contract_steps

NAME, AT = "www.example.org", "https://panel.example.org/"
HERE: dict[str, Any] = {"console": AT}
RETIRED = HERE | {"retire": "2027-01-31"}
SAVE = f"{NAME}: save what is still needed of it, and cancel it at {AT}; then remove its row"
CANCEL = f"{NAME}: cancel it at {AT}, if that is not done; the fleet only forgets it"


@pytest.mark.parametrize(
    ("before", "after", "order", "expected"),
    [
        (None, HERE, "order it", [f"{NAME}: order it"]),
        (None, HERE, "", []),
        (HERE, HERE, "order it", []),
        (HERE, RETIRED, "order it", [SAVE]),
        (None, RETIRED, "order it", [SAVE]),
        (RETIRED, RETIRED, "order it", []),
        (RETIRED, HERE, "order it", []),
        (HERE, None, "order it", [CANCEL]),
        (RETIRED, None, "", [CANCEL]),
    ],
)
def test_what_people_do(
    before: dict[str, Any] | None, after: dict[str, Any] | None, order: str, expected: list[str]
) -> None:
    assert list(contract_steps(NAME, before, after, order)) == expected


def test_older_facts_do_not_say_where() -> None:
    assert list(contract_steps(NAME, {}, None, "")) == [CANCEL.replace(AT, "its console")]
    assert list(contract_steps(NAME, {}, {"retire": "2027-01-31"}, "")) == [SAVE.replace(AT, "its console")]
