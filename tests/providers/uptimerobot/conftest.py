"""Accounts for tests, each test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from providers.uptimerobot.simulated_objects import FREE
from tests.providers.stack import Stack
from tests.providers.uptimerobot.world import KEY, World, world


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UPTIMEROBOT_API_KEY", "UPTIMEROBOT_API_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def paid(tmp_path: Path) -> Iterator[World]:
    """An account of a paid plan."""
    with world(tmp_path) as found:
        yield found


@pytest.fixture
def free(tmp_path: Path) -> Iterator[World]:
    """An account of the free plan."""
    with world(tmp_path, FREE, 50) as found:
        yield found


@pytest.fixture
def stack(paid: World, tmp_path: Path) -> Stack:
    """A stack of the real engine, which knows the paid account from the environment alone."""
    return Stack(tmp_path, "uptimerobot", {"UPTIMEROBOT_API_KEY": KEY, "UPTIMEROBOT_API_URL": paid.url})
