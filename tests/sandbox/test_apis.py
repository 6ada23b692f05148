"""The simulated web APIs as the command line starts them."""

from pathlib import Path

import httpx
import pytest

from sandbox.apis import CREDENTIAL, native_providers, services_left_out, start, start_beside, with_login
from sandbox.store import Store

ROOT = Path(__file__).parents[2]
NATIVE = ("uptimerobot", "hetznerrobot", "githubpages")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "clouds.sqlite")


def test_the_providers_are_told_where_they_are_and_how_to_log_in(store: Store) -> None:
    env = start(store, NATIVE)
    assert env.keys() == {
        "UPTIMEROBOT_API_KEY",
        "UPTIMEROBOT_API_URL",
        "HETZNER_ROBOT_USER",
        "HETZNER_ROBOT_PASSWORD",
        "HETZNER_ROBOT_URL",
        "GITHUB_PAGES_URL",
    }
    me = httpx.get(f"{env['UPTIMEROBOT_API_URL']}/user/me", headers={"Authorization": f"Bearer {CREDENTIAL}"})
    servers = httpx.get(f"{env['HETZNER_ROBOT_URL']}/key", auth=(CREDENTIAL, CREDENTIAL))
    assert me.json()["monitorsCount"] == 0
    assert servers.status_code in {200, 404}
    assert all(url.startswith("http://127.0.0.1:") for name, url in env.items() if name.endswith("URL"))


def test_without_an_account_whatever_login_there_was_is_gone(store: Store) -> None:
    env = start(store, NATIVE, services_left_out("uptimerobot", NATIVE))
    assert (env["UPTIMEROBOT_API_KEY"], env["UPTIMEROBOT_API_URL"]) == ("", "")
    assert env["HETZNER_ROBOT_USER"] == CREDENTIAL


def test_a_service_that_is_not_known_is_refused() -> None:
    with pytest.raises(ValueError, match=r"there is no pingdom, but uptimerobot, hetznerrobot$"):
        services_left_out("pingdom", with_login(NATIVE))


def test_only_what_has_a_login_can_be_left_out() -> None:
    # Without a simulated API, the provider would ask the real one.
    assert with_login(NATIVE) == ("uptimerobot", "hetznerrobot")
    with pytest.raises(ValueError, match="there is no githubpages"):
        services_left_out("githubpages", with_login(NATIVE))


def test_the_native_providers_are_those_that_the_project_names() -> None:
    assert native_providers(ROOT) == NATIVE
    folders = {file.parent.name for file in (ROOT / "providers").glob("*/package.py")}
    assert folders == set(NATIVE)


def test_only_what_is_named_is_started(store: Store) -> None:
    assert start(store, ["hetznerrobot"]).keys() == {
        "HETZNER_ROBOT_USER",
        "HETZNER_ROBOT_PASSWORD",
        "HETZNER_ROBOT_URL",
    }
    assert start(store, []) == {}


def test_the_fleet_is_told_where_to_ask_what_plugins_do_not_tell(store: Store) -> None:
    env = start_beside(store)
    assert env.keys() == {"LINODE_URL", "LINODE_TOKEN"}
    assert env["LINODE_TOKEN"] == CREDENTIAL
    login = {"Authorization": f"Bearer {CREDENTIAL}"}
    assert httpx.get(f"{env['LINODE_URL']}/v4/domains/1/records", headers=login).json()["errors"]
