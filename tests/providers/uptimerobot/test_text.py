"""What the API tells in other words than it was told."""

import pytest

from providers.uptimerobot.text import as_sent, first, plain_text, without_scheme


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
