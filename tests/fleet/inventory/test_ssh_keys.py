"""Which keys are the same."""

import pytest

from fleet.inventory.ssh_keys import without_comment


@pytest.mark.parametrize("line", ["ssh-ed25519 AAAA", "ssh-ed25519 AAAA me@home", "  ssh-ed25519   AAAA me at home\n"])
def test_a_comment_makes_no_other_key(line: str) -> None:
    assert without_comment(line) == "ssh-ed25519 AAAA"
