"""An account at a simulated Hetzner Robot over loopback HTTP, and a clock on which nobody has to wait."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from providers.hetznerrobot.account import Account
from providers.hetznerrobot.simulated import HetznerRobot
from providers.hetznerrobot.simulated_objects import seed_server
from sandbox.store import Store
from sandbox.web import serving
from tests.providers.clock import Clock

USER, PASSWORD = "#ws+sandbox", "a very secret password"


@pytest.fixture
def runtime() -> Clock:
    return Clock(today=0.0)


@pytest.fixture
def robot(tmp_path: Path) -> Iterator[HetznerRobot]:
    store = Store(tmp_path / "clouds.sqlite")
    seed_server(store, 321, "", "203.0.113.21", "2001:db8:321:1::", "AX41-NVMe")
    seed_server(store, 322, "old name", "203.0.113.22", "2001:db8:322:1::", "EX44")
    yield HetznerRobot(store, USER, PASSWORD)
    store.close()


@pytest.fixture
def url(robot: HetznerRobot) -> Iterator[str]:
    with serving(robot) as address:
        yield address


@pytest.fixture
def connect(url: str, runtime: Clock) -> Callable[..., Account]:
    """Another run: what it knows of the account it reads anew."""

    def connect(user: str | None = USER, password: str | None = PASSWORD) -> Account:
        return Account(user, password, url, runtime)

    return connect


@pytest.fixture
def account(connect: Callable[..., Account]) -> Account:
    return connect()


@pytest.fixture
def change(robot: HetznerRobot) -> Callable[..., None]:
    """Change an object by hand."""

    def change(kind: str, id_: str, **properties: Any) -> None:
        stored = robot.store.get(kind, id_)
        assert stored is not None
        robot.store.change(kind, id_, None, stored.properties | properties, by_hand=True)

    return change
