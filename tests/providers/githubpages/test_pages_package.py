"""The provider's settings."""

from typing import Any

from providers.githubpages.package import PACKAGE, GitHubPagesSettings
from providers.kit.model import ADDRESS, LOGIN


def test_only_the_address_is_the_sandboxs_and_connecting_sends_nothing(runtime: Any) -> None:
    # Programs give it the token of the official provider, so it asks for no login of its own.
    assert PACKAGE.settings.variables_of(LOGIN) == ()
    assert PACKAGE.settings.variables_of(ADDRESS) == ("GITHUB_PAGES_URL",)
    connected: Any = GitHubPagesSettings(url="http://127.0.0.1:1").connect(runtime).runtime
    assert connected is runtime
    assert (runtime.waited, runtime.logged, runtime.warned) == ([], [], [])
