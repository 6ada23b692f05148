"""A Linode's row."""

import pytest

from tests.fleet.small import host


@pytest.mark.parametrize(
    ("said", "kept", "expected"),
    [(None, True, True), (None, False, False), (True, False, True), (False, True, False)],
)
def test_reverse_dns_goes_with_the_zone_unless_the_row_says_otherwise(
    *, said: bool | None, kept: bool, expected: bool
) -> None:
    found = host(provider="linode", size="default", reverse_dns=said)
    assert found.has_reverse_dns(zone_kept=kept) is expected
