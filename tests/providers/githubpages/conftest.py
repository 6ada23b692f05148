"""A simulated GitHub over loopback HTTP, and a clock on which nobody has to wait."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from providers.githubpages.account import Account
from providers.githubpages.simulated import GitHubPages
from sandbox.store import Store
from sandbox.web import serving
from tests.providers.clock import Clock

TOKEN = "ghp_a_very_secret_token"


@pytest.fixture
def runtime() -> Clock:
    return Clock(today=1000.0)


@pytest.fixture
def github(tmp_path: Path) -> Iterator[GitHubPages]:
    store = Store(tmp_path / "clouds.sqlite")
    yield GitHubPages(store)
    store.close()


@pytest.fixture
def url(github: GitHubPages) -> Iterator[str]:
    with serving(github) as address:
        yield address


@pytest.fixture
def connect(url: str, runtime: Clock) -> Callable[..., Account]:
    def connect(owner: str | None = "example", token: str | None = TOKEN) -> Account:
        return Account(owner, token, url, runtime)

    return connect


@pytest.fixture
def account(connect: Callable[..., Account]) -> Account:
    return connect()
