"""The provider's name, settings and resource."""

from typing import Annotated, ClassVar

from pydantic import Field

from providers.githubpages.account import Account
from providers.githubpages.pages import Pages
from providers.kit.model import ADDRESS, SECRET
from providers.kit.resource import Package, Settings
from providers.kit.runtime import Runtime


class GitHubPagesSettings(Settings):
    """The owner of the repositories, the token and the API's address."""

    variables: ClassVar[dict[str, str]] = {
        "owner": "GITHUB_OWNER",
        "token": "GITHUB_TOKEN",
        "url": "GITHUB_PAGES_URL",
    }

    owner: str | None = Field(None, description="The user or organisation that owns the repositories")
    token: Annotated[str | None, SECRET] = Field(None, description="A token that may write Pages and administration")
    url: Annotated[str, ADDRESS] = Field(
        "https://api.github.com", pattern="^https?://", description="Where the API is; another one for tests"
    )

    def connect(self, runtime: Runtime) -> Account:
        """The account. No request is sent yet."""
        return Account(self.owner, self.token, self.url, runtime)


PACKAGE = Package(
    name="githubpages",
    title="GitHub Pages",
    version="0.1.0",
    description="The Pages of repositories at GitHub.",
    settings=GitHubPagesSettings,
    resources=(Pages,),
)
