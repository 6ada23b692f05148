"""Where libyaml stops, and what it has read until there."""

import pytest
import yaml

from fleet.inventory.reading.stop import Stop


def stop(text: str) -> Stop:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        yaml.load(text, Loader=yaml.CSafeLoader)  # it is a safe one
    return Stop(text, caught.value)


def test_its_place_and_character_are_those_of_the_text() -> None:
    found = stop("a: 1\nb: @x\n")
    assert (found.mark, found.char, found.at_end) == ((2, 4), "@", False)
    assert found.line(2) == "b: @x"
    assert found.line(9) == ""


def test_brackets_that_are_open_are_known() -> None:
    assert [bracket.id for bracket in stop("a: { b: [c], d: [e\n").open] == ["{", "["]
    assert stop("a: { b: [c], d: [e\n").at_end


def test_columns_are_those_of_the_line_before() -> None:
    assert stop("a:\n  b:\n    - c\n   d: e\n").columns() == {0: False, 2: False, 4: True}
    assert stop("a:\n  b:\n    c: d\ne: f\n g: h\n   i: j: k\n").columns().keys() == {0}


def test_a_quote_or_bracket_counts_in_its_own_line_only() -> None:
    assert stop("a: 'b' c\n").is_quoted()
    assert not stop("{ a: 'b'\n  c: d }\n").is_quoted()
    assert stop("a: [b] c\n").is_closed()
    assert not stop("a: 'b' c\n").is_closed()
