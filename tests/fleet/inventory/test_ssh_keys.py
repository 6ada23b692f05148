"""SSH keys of those who may log in, and what stands for a text."""

from fleet.inventory.ssh_keys import digest, public_keys
from tests.fleet.small import fleet

ONE, TWO = ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + 42 * letter + "A" for letter in "BC")


def keys(*lines: str) -> list[str]:
    contacts = {"ops": {"name": "Operators", "email_missing": "a test", "ssh_keys": list(lines)}}
    return public_keys(fleet(contacts=contacts, organisation=None, providers={}), "ops")


def test_keys_are_told_once_in_their_order_without_comments() -> None:
    assert keys(f"{TWO} at-work", f"{ONE} someone@example.org", f"{TWO} at home", ONE) == [TWO, ONE]
    assert keys() == []


def test_a_changed_comment_is_no_change() -> None:
    assert keys(f"{ONE} one") == keys(f"{ONE} another") == keys(ONE)


def test_a_digest_is_short_and_another_for_another_text() -> None:
    assert digest(ONE) == digest(ONE)
    assert digest(ONE) != digest(TWO)
    assert {len(digest(text)) for text in ("", ONE, "£")} == {8}
    assert digest("") == "e3b0c442"  # the beginning of SHA-256 of nothing
