"""Simulated clouds for tests, each test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.store import Store
from tests.sandbox.client import Cloud

MakeCloud = Callable[..., Cloud]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the test's clouds keep what they hold."""
    return tmp_path / "clouds.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    """The clouds' memory."""
    store = Store(file)
    yield store
    store.close()


@pytest.fixture
def cloud(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeCloud]:
    """Start the plugin that has a type token, for the account of an owner."""
    monkeypatch.delenv("GITHUB_OWNER", raising=False)
    started: list[Cloud] = []

    def make(token: str, owner: str = "example") -> Cloud:
        started.append(Cloud(token.partition(":")[0], file, owner))
        return started[-1]

    yield make
    for one in started:
        one.close()
