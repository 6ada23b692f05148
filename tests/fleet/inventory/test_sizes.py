"""How much memory sizes have, and the swap that goes with it."""

from itertools import pairwise

import pytest
from fleet.inventory.sizes import GB, MEMORY, swap_for
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from fleet.inventory.field_types import CloudWord
from tests.fleet.strategies import CLOUDS, QUICK

SIZES = [(provider, size) for provider, sizes in MEMORY.items() for size in sizes]


@pytest.mark.parametrize(
    ("memory", "swap"),
    [
        (512, 512),
        (1 * GB, 1 * GB),
        (2 * GB - 1, 2 * GB - 1),
        (2 * GB, 1 * GB),
        (4 * GB, 2 * GB),
        (8 * GB, 4 * GB),
        (16 * GB, 8 * GB),
        (2 * GB + 1, 1 * GB + 1),
        (32 * GB - 1, 16 * GB),
        (32 * GB, 16 * GB),
        (64 * GB, 16 * GB),
        (64 * GB + 1, 16 * GB + 1),
        (96 * GB, 24 * GB),
        (512 * GB, 128 * GB),
    ],
)
def test_swap_at_the_edges_of_the_rule(memory: int, swap: int) -> None:
    assert swap_for(memory) == swap


@QUICK
@given(memory=st.integers(1, 1024 * GB))
def test_swap_is_never_less_than_the_procedure_asks(memory: int) -> None:
    swap = swap_for(memory)
    if memory < 2 * GB:
        assert swap >= memory
    elif memory < 32 * GB:
        assert 2 * swap >= memory
    else:
        assert swap >= 16 * GB
        assert 4 * swap >= memory


@pytest.mark.parametrize(("provider", "size"), SIZES)
def test_every_size_is_a_word_of_a_catalogue_with_whole_gigabytes(provider: str, size: str) -> None:
    memory = {**MEMORY}[provider][size]  # type: ignore[index] # a provider is any text here
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
    sizes = {**MEMORY}[provider]  # type: ignore[index] # a provider is any text here
    memory = [sizes[size] for size in sizes if size.rstrip("0123456789").rstrip("-") == family]
    assert len(memory) > 1
    assert all(one <= next_ for one, next_ in pairwise(memory))


def test_every_cloud_has_sizes() -> None:
    assert set(CLOUDS) == MEMORY.keys()
