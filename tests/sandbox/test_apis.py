"""The simulated web APIs as the command line starts them."""

from pathlib import Path

import httpx
import pytest

from sandbox.apis import CREDENTIAL, services, start
from sandbox.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "clouds.sqlite")


def test_the_providers_are_told_where_they_are_and_how_to_log_in(store: Store) -> None:
    env = start(store)
    assert env.keys() == {
        "UPTIMEROBOT_API_KEY",
        "UPTIMEROBOT_API_URL",
        "HETZNER_ROBOT_USER",
        "HETZNER_ROBOT_PASSWORD",
        "HETZNER_ROBOT_URL",
    }
    me = httpx.get(f"{env['UPTIMEROBOT_API_URL']}/user/me", headers={"Authorization": f"Bearer {CREDENTIAL}"})
    servers = httpx.get(f"{env['HETZNER_ROBOT_URL']}/key", auth=(CREDENTIAL, CREDENTIAL))
    assert me.json()["monitorsCount"] == 0
    assert servers.status_code in {200, 404}
    assert all(url.startswith("http://127.0.0.1:") for name, url in env.items() if name.endswith("URL"))


def test_without_an_account_whatever_login_there_was_is_gone(store: Store) -> None:
    env = start(store, services("uptimerobot"))
    assert (env["UPTIMEROBOT_API_KEY"], env["UPTIMEROBOT_API_URL"]) == ("", "")
    assert env["HETZNER_ROBOT_USER"] == CREDENTIAL


def test_a_service_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match="there is no pingdom, but uptimerobot, hetznerrobot"):
        services("pingdom")
