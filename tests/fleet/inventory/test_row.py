"""Which fields of a row others are told."""

from typing import Annotated

import pytest

from fleet.inventory.row import STATES, Fact, Row, State, fact_marks, facts_of


class Machine(Row):
    size: Annotated[str | None, Fact(states=("created", "adopted"))] = None
    rules: Annotated[list[str] | None, Fact("rule_sets")] = None
    image: Annotated[str, Fact(states=("created",), consequence="for new ones")] = "debian"
    note: str = "nobody's business"

    @property
    def rule_sets(self) -> tuple[str, ...]:
        return tuple(sorted(self.rules or ["web"]))


class Larger(Machine):
    rack: Annotated[str, Fact(consequence="someone carries it")] = "north"


def test_marks_are_those_of_the_marked_fields_alone() -> None:
    marks = fact_marks(Machine)
    assert list(marks) == ["size", "rules", "image"]
    assert marks["rules"] == Fact(attribute="rule_sets", states=STATES, consequence="")
    assert marks["image"].consequence == "for new ones"
    assert fact_marks(Row) == {}


def test_marks_are_inherited() -> None:
    assert fact_marks(Larger) == {**fact_marks(Machine), "rack": Fact(consequence="someone carries it")}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("created", {"size": "s", "rules": ["web"], "image": "debian"}),
        ("adopted", {"size": "s", "rules": ["web"]}),
        ("registered", {"rules": ["web"]}),
    ],
)
def test_a_fact_is_told_in_the_states_where_it_has_an_effect(state: State, expected: dict[str, object]) -> None:
    assert facts_of(Machine(size="s"), state) == expected


def test_a_fact_is_the_value_that_takes_effect_as_plain_data() -> None:
    assert facts_of(Machine(rules=["b", "a"]), "registered") == {"rules": ["a", "b"]}
    assert facts_of(Machine(), "adopted") == {"size": None, "rules": ["web"]}
