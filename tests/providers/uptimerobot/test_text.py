"""What the API tells in other words than it was told."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.uptimerobot.text import as_sent, first, plain_text, same_text, without_scheme


def test_escapes_are_taken_off_twice_and_no_more() -> None:
    assert [plain_text(text) for text in ("A & B", "A &amp; B", "A &amp;amp; B", "A &amp;amp;amp; B")] == [
        *["A & B"] * 3,
        "A &amp; B",
    ]


@pytest.mark.parametrize(
    ("answered", "sent", "expected"),
    [
        ("A &amp; B", "A & B", "A & B"),
        ("A & B", "A &amp; B", "A &amp; B"),
        ("A &amp; C", "A & B", "A & C"),
        ("A &amp; B", None, "A & B"),
    ],
)
def test_a_text_that_differs_by_escapes_is_the_one_that_was_sent(
    answered: str, sent: str | None, expected: str
) -> None:
    assert as_sent(answered, sent) == expected


@pytest.mark.parametrize("url", ["example.org", "https://example.org/", "TCP+TLS://example.org"])
def test_an_address_has_no_scheme(url: str) -> None:
    assert without_scheme(url) == "example.org"


def test_the_first_value_may_be_empty() -> None:
    assert first(None, "", "a", default="b") == ""
    assert first(None, None, default="b") == "b"


PLAIN = [
    "https://example.org/?lang=en&region=eu",
    "https://example.org/?a=1&copy=2",
    "https://example.org/?a=1&para=2&sect=3",
    "https://example.org/?a=1&lt=2&gt",
    "https://example.org/?a=1&times=2&notit;=3",
    "https://example.org/?a=1&region;=2",
    "Fish &chips; R&D",
]


@pytest.mark.parametrize("text", PLAIN)
def test_what_only_begins_like_an_escape_is_none(text: str) -> None:
    assert plain_text(text) == text
    assert plain_text(html.escape(text)) == text


@pytest.mark.parametrize("text", [*PLAIN, "a &amp; b", "a&copy;b", "&amp;amp;", "&#38;", "&#x26;lt;"])
@pytest.mark.parametrize("times", [0, 1, 2])
def test_what_is_answered_with_or_without_escapes_is_what_was_sent(text: str, times: int) -> None:
    answered = text
    for _ in range(times):
        answered = html.escape(answered)
    assert as_sent(answered, text) == text
    assert same_text(answered, text)


@given(st.text(st.sampled_from("&;#amplt38x"), max_size=12), st.integers(0, 2))
def test_any_text_is_recognised(text: str, times: int) -> None:
    answered = text
    for _ in range(times):
        answered = html.escape(answered)
    assert as_sent(answered, text) == text


def test_other_texts_are_others() -> None:
    assert not same_text("https://example.org/?a&region=eu", "https://example.org/?a®ion=eu")
    assert not same_text("A & B", "A & C")
