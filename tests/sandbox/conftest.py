"""Simulated clouds for tests, each test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.store import Store
from tests.sandbox.client import NEEDED, Cloud

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
def cloud(file: Path, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeCloud]:
    """Start the plugin of a type token, where what the type needs is there; or of a name, where nothing is."""
    monkeypatch.delenv("GITHUB_OWNER", raising=False)
    started: list[Cloud] = []

    def make(token: str, owner: str = "example", faults: str = "") -> Cloud:
        if token in NEEDED:
            store.seed(*NEEDED[token])
        started.append(Cloud(token.partition(":")[0], file, owner, faults))
        return started[-1]

    yield make
    for one in started:
        one.close()
