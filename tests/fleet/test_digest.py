"""What stands for a text."""

from fleet.digest import digest, fitting

ONE, TWO = "one", "two"


def test_a_digest_is_short_and_another_for_another_text() -> None:
    assert digest(ONE) == digest(ONE)
    assert digest(ONE) != digest(TWO)
    assert {len(digest(text)) for text in ("", ONE, "£")} == {8}
    assert digest("") == "e3b0c442"  # the beginning of SHA-256 of nothing


def test_a_text_that_is_too_long_ends_in_its_digest() -> None:
    assert fitting("w" * 100, 100) == "w" * 100
    one, other = (fitting("w" * 100 + last, 100) for last in "xy")
    assert one == "w" * 91 + "-" + digest("w" * 100 + "x")
    assert one != other
