"""What is known of Linode."""

import pytest
from pydantic import ValidationError

from components.linode.facts import HOSTING, TTLS
from fleet.inventory.zone import Zone


@pytest.mark.parametrize("ttl", TTLS)
def test_linode_keeps_these_times_to_live(ttl: int) -> None:
    assert Zone(provider="linode", ttl=ttl).ttl == ttl


@pytest.mark.parametrize(
    ("ttl", "nearest"),
    [
        (60, 120),
        (209, 120),
        (211, 300),
        (301, 300),
        (1950, 300),
        (1951, 3600),
        (80_000, 86_400),
        (2_419_199, 2_419_200),
    ],
)
def test_the_nearest_that_linode_keeps_is_named(ttl: int, nearest: int) -> None:
    with pytest.raises(ValidationError) as caught:
        Zone(provider="linode", ttl=ttl)
    assert caught.value.errors()[0]["msg"] == f"Linode would round a ttl of {ttl} s; write ttl: {nearest}"


@pytest.mark.parametrize(("length", "fits"), [(1, True), (44, True), (45, False), (100, False)])
def test_a_stacks_name_fits_into_the_tag_of_what_it_made(length: int, *, fits: bool) -> None:
    wrong = HOSTING.limits.stack_name("s" * length)
    assert (wrong is None) == fits
    assert fits or f"no tag of {length + 6} characters" in str(wrong)
