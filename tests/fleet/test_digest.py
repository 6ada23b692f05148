"""What stands for a text."""

from fleet.digest import digest

ONE, TWO = "one", "two"


def test_a_digest_is_short_and_another_for_another_text() -> None:
    assert digest(ONE) == digest(ONE)
    assert digest(ONE) != digest(TWO)
    assert {len(digest(text)) for text in ("", ONE, "£")} == {8}
    assert digest("") == "e3b0c442"  # the beginning of SHA-256 of nothing
