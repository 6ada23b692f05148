"""The provider's settings."""

from providers.kit.model import ADDRESS, LOGIN
from providers.uptimerobot.package import PACKAGE, UptimeRobotSettings
from tests.providers.clock import Clock


def test_a_key_is_the_login_and_connecting_sends_nothing() -> None:
    assert PACKAGE.settings.variables_of(LOGIN) == ("UPTIMEROBOT_API_KEY",)
    assert PACKAGE.settings.variables_of(ADDRESS) == ("UPTIMEROBOT_API_URL",)
    clock = Clock()
    assert UptimeRobotSettings(api_url="http://127.0.0.1:1").connect(clock).runtime is clock
    assert (clock.passed, clock.logged, clock.warned) == (0, [], [])
