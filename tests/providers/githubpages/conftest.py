"""A simulated GitHub over loopback HTTP, and a clock on which nobody has to wait."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from providers.githubpages.account import Account
from providers.githubpages.simulated import GitHubPages
from sandbox.store import Store
from sandbox.web import serving

TOKEN = "ghp_a_very_secret_token"


class Runtime:
    def __init__(self) -> None:
        self.time = 1000.0
        self.logged: list[str] = []
        self.warned: list[str] = []
        self.waited: list[float] = []

    def now(self) -> float:
        return self.time

    def today(self) -> float:
        return self.time

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += seconds

    def log(self, message: str, *, warning: bool = False) -> None:
        (self.warned if warning else self.logged).append(message)


@pytest.fixture
def runtime() -> Runtime:
    return Runtime()


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
def connect(url: str, runtime: Runtime) -> Callable[..., Account]:
    def connect(owner: str | None = "example", token: str | None = TOKEN) -> Account:
        return Account(owner, token, url, runtime)

    return connect


@pytest.fixture
def account(connect: Callable[..., Account]) -> Account:
    return connect()
