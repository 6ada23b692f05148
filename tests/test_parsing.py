"""Source can be parsed whatever garbage lies about."""

import ast
import gc
from collections.abc import Iterator

import pytest

SOURCE = "def f():\n" + "    x = [1, (2, 3), {'a': f(1, b=2)}]\n" * 300


class Parses:
    """Garbage that parses when it is collected, as the traceback of a forgotten exception does."""

    parsed = 0

    def __init__(self) -> None:
        self.cycle = self

    def __del__(self) -> None:
        ast.parse("a = (1 + 2) * 3")
        Parses.parsed += 1


@pytest.fixture
def eager() -> Iterator[None]:
    """A collector that runs every now and then while a tree is made."""
    usual = gc.get_threshold()
    gc.set_threshold(50)
    yield
    gc.set_threshold(*usual)


@pytest.mark.usefixtures("eager")
def test_garbage_that_parses_does_not_disturb_a_tree_in_the_making() -> None:
    before = Parses.parsed
    for _ in range(20):
        for _ in range(100):
            Parses()
        assert len(ast.parse(SOURCE).body) == 1
    assert Parses.parsed > before
    assert gc.isenabled()
