"""Texts without quotes whose writer meant something else."""

import pytest

from fleet.inventory.reading.plain import blank_after_dash, indent_of, is_cut_off, items_of, joined, uncurled


@pytest.mark.parametrize(
    ("text", "key", "value", "at"),
    [
        ("size:cx23", "size", "cx23", 4),
        ("ipv6:2001:db8::1", "ipv6", "2001:db8::1", 4),
        ("name:[a, b]", "name", "[a, b]", 4),
        ("size=cx23", "size", "cx23", 4),
        ("size = cx23", "size", "cx23", 5),
        ("size => cx23", "size", "cx23", 5),
        ("www.example.org { size", "www.example.org", "{ size", 0),
        ("https://example.org/:{ keyword", "https://example.org/", "{ keyword", 20),
        ("https://example.org/ = [a", "https://example.org/", "[a", 21),
    ],
)
def test_a_key_is_parted_from_its_value(text: str, key: str, value: str, at: int) -> None:
    found = joined(text)
    assert found
    assert found[:3] == (key, value, at)


@pytest.mark.parametrize(
    "text", ["https://www.example.org/", "12:30", "size", "size: cx23", "a b:c", "=x", "size=", ""]
)
def test_other_texts_are_whole(text: str) -> None:
    assert joined(text) is None


@pytest.mark.parametrize("text", ["\u201cx\u201d", "\u201ex\u201c", "\u2018x\u2019", "\xabx\xbb", "\u2039x\u203a"])
def test_typographic_quotes_around_a_whole_text_are_found(text: str) -> None:
    assert uncurled(text) == "x"


@pytest.mark.parametrize(
    "text", ["x", "\u201cx\u201d y", "\u201cx\u201d, \u201cy\u201d", "people\u2019s", "\u2019", ""]
)
def test_those_within_a_text_may_be_meant(text: str) -> None:
    assert uncurled(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("-a", True), ("\u2013 a", True), ("\u2022a", True), ("-1", False), ("--", False), ("-.5", False), ("- a", False)],
)
def test_a_dash_that_seems_meant_for_an_item(text: str, expected: bool) -> None:  # noqa: FBT001 # a table's column
    assert blank_after_dash(text) == expected


def test_items_are_what_stands_behind_the_dashes() -> None:
    assert items_of("-a\n  - b\n  \u2022 c") == ["a", "b", "c"]


@pytest.mark.parametrize(("line", "indent"), [("a", 0), ("  a", 2), ("", 0), ("   ", 3)])
def test_an_indent_is_counted_in_spaces(line: str, indent: int) -> None:
    assert indent_of(line) == indent


@pytest.mark.parametrize(("text", "expected"), [("a:{ b", True), ("a [b", True), ("a: b", False), ("a b", False)])
def test_a_text_with_a_bracket_would_have_gone_on(text: str, expected: bool) -> None:  # noqa: FBT001 # a table's column
    assert is_cut_off(text) == expected
