"""What is known of Linode."""

import pytest
from pydantic import ValidationError

from components.linode.facts import TTLS, wrong_name
from components.linode.labels import INSTANCE_LABEL
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


@pytest.mark.parametrize("over", [0, 1])
def test_a_name_is_no_longer_than_a_label(over: int) -> None:
    said = wrong_name("w" * (INSTANCE_LABEL + over))
    assert said == (
        f"its name has {INSTANCE_LABEL + 1} characters, and a Linode's label {INSTANCE_LABEL} at most" if over else None
    )
