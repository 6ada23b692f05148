"""The provider's settings."""

from typing import Any

from providers.hetznerrobot.package import PACKAGE, HetznerRobotSettings
from providers.kit.model import ADDRESS, LOGIN


def test_user_and_password_are_the_login_and_connecting_sends_nothing(runtime: Any) -> None:
    assert PACKAGE.settings.variables_of(LOGIN) == ("HETZNER_ROBOT_USER", "HETZNER_ROBOT_PASSWORD")
    assert PACKAGE.settings.variables_of(ADDRESS) == ("HETZNER_ROBOT_URL",)
    connected: Any = HetznerRobotSettings(url="http://127.0.0.1:1").connect(runtime).runtime
    assert connected is runtime
    assert (runtime.waited, runtime.logged, runtime.warned) == ([], [], [])
