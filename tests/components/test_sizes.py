"""How much memory the sizes of each cloud have."""

from itertools import pairwise

import pytest
from pydantic import TypeAdapter

from fleet.inventory.cloud import CloudRow
from fleet.inventory.field_types import CloudWord
from fleet.inventory.swap import GB, swap_for
from fleet.registry import hostings
from tests.fleet.strategies import CLOUDS

MEMORY = {key: at.host.MEMORY for key, at in hostings().items() if at.host and issubclass(at.host, CloudRow)}
SIZES = [(provider, size) for provider, sizes in MEMORY.items() for size in sizes]


@pytest.mark.parametrize(("provider", "size"), SIZES)
def test_every_size_is_a_word_of_a_catalogue_with_whole_gigabytes(provider: str, size: str) -> None:
    memory = MEMORY[provider][size]
    assert TypeAdapter(CloudWord).validate_python(size) == size
    assert 1 * GB <= memory <= 512 * GB
    assert memory % GB == 0
    assert 1 * GB <= swap_for(memory) <= memory


@pytest.mark.parametrize(
    ("provider", "family"),
    [
        ("linode", "g6-standard"),
        ("linode", "g6-dedicated"),
        ("linode", "g7-highmem"),
        ("hetzner-cloud", "cx"),
        ("hetzner-cloud", "cpx"),
        ("hetzner-cloud", "cax"),
        ("hetzner-cloud", "ccx"),
    ],
)
def test_a_family_is_listed_by_growing_memory(provider: str, family: str) -> None:
    sizes = MEMORY[provider]
    memory = [sizes[size] for size in sizes if size.rstrip("0123456789").rstrip("-") == family]
    assert len(memory) > 1
    assert all(one <= next_ for one, next_ in pairwise(memory))


def test_every_cloud_has_sizes() -> None:
    assert set(CLOUDS) == MEMORY.keys()
