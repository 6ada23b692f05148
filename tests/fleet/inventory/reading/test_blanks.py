"""Blanks that are none to YAML."""

import pytest

from fleet.inventory.reading.blanks import with_plain_blanks
from fleet.inventory.reading.source import Source

BLANKS = ["\xa0", "\u2003", "\u200b", "\u202f", "\u2060", "\u3000", "\ufeff"]


def plain(text: str) -> tuple[str, list[tuple[int, int]]]:
    source = Source("fleet.yaml")
    return with_plain_blanks(source, text), [(problem.line, problem.column) for problem in source.problems]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a:\n _b: c\n", (2, 2)),
        ("a:_b\n", (1, 3)),
        ("a_: b\n", (1, 2)),
        ("a: b_\n", (1, 5)),
        ("-_a\n- b\n", (1, 2)),
        ("a: [b,_c]\n", (1, 7)),
        ("a: {_b: c }\n", (1, 5)),
        ("a: 'b'_# c\n", (1, 7)),
        ("a: b\n__\nc: d\n", (2, 1)),
    ],
)
def test_one_between_words_is_read_as_a_space(text: str, place: tuple[int, int], blank: str) -> None:
    assert plain(text.replace("_", blank)) == (text.replace("_", " "), [place])


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("text", ["a: b_c\n", "a: 'b,_c'\n", "a: b # c,_d\n", "# a:_b\n", "a: |\n  b:_c\n", "a: b c\n"])
def test_one_within_a_text_or_a_comment_stays(text: str, blank: str) -> None:
    text = text.replace("_", blank)
    assert plain(text) == (text, [])


def test_each_line_has_one_mistake() -> None:
    assert plain("a:\n\xa0\xa0b:\xa0c\n\xa0\xa0d:\xa0e\n") == ("a:\n  b: c\n  d: e\n", [(2, 1), (3, 1)])


def test_after_what_is_no_yaml_nothing_is_judged() -> None:
    assert plain("a:\xa0b\nc: @\nd:\xa0e\n") == ("a: b\nc: @\nd:\xa0e\n", [(1, 3)])


def test_one_without_a_width_before_a_line_is_left_out() -> None:
    assert plain("a:\n  \u200bb: c\n\u200bd: e\n") == ("a:\n  b: c\nd: e\n", [(2, 3), (3, 1)])


def test_characters_that_are_not_in_yaml_are_no_hindrance() -> None:
    assert plain("a:\xa0\x1fb\n") == ("a: \x1fb\n", [(1, 3)])
