"""How much swap goes with how much memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.inventory.swap import GB, swap_for
from tests.fleet.strategies import QUICK


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
