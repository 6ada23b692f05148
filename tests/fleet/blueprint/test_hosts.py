"""What follows from the rows for each host."""

from fleet.blueprint.hosts import public_keys
from tests.fleet.small import fleet

ONE, TWO = ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + 42 * letter + "A" for letter in "BC")


def keys(*lines: str) -> list[str]:
    contacts = {"ops": {"name": "Operators", "email_missing": "a test", "ssh_keys": list(lines)}}
    return list(public_keys(fleet(contacts=contacts, organisation=None, providers={}), "ops"))


def test_keys_are_told_once_in_their_order_without_comments() -> None:
    assert keys(f"{TWO} at-work", f"{ONE} someone@example.org", f"{TWO} at home", ONE) == [TWO, ONE]
    assert keys() == []


def test_a_changed_comment_is_no_change() -> None:
    assert keys(f"{ONE} one") == keys(f"{ONE} another") == keys(ONE)
