"""A GitHub Pages site's row."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from components.github_pages.names import NAME, is_name
from fleet.inventory.errors.problems import quoted
from fleet.inventory.field_checks import matching
from fleet.inventory.field_types import Text
from fleet.inventory.hosted_site import HostedSite
from fleet.inventory.row import Fact, State, mistake

_REPOSITORY = rf"[A-Za-z0-9][A-Za-z0-9-]{{0,38}}/{NAME}"


def _not_reserved(text: str) -> str:
    if not is_name(text.partition("/")[2]):
        raise mistake(f"{quoted(text)} has a name that GitHub gives no repository", "write owner/name, without .git")
    return text


Repository = Annotated[
    str,
    AfterValidator(matching(_REPOSITORY, "a repository at GitHub", "write it as owner/name")),
    AfterValidator(_not_reserved),
    WithJsonSchema({"type": "string", "pattern": f"^{_REPOSITORY}$"}),
]
"""A GitHub repository: `owner/name`."""


class Pages(HostedSite):
    """A GitHub Pages site behind a URL: managed once the row says what it is built from, else only documented."""

    PROVIDER = "github-pages"
    FIELD = "pages"
    DESCRIPTION = "The GitHub Pages site that serves it"
    EXAMPLE = "pages: {repository: owner/name}"
    UNIQUE = ("repository",)
    # GitHub's page on apex domains.
    APEX_IPV4 = ("185.199.108.153", "185.199.109.153", "185.199.110.153", "185.199.111.153")
    APEX_IPV6 = ("2606:50c0:8000::153", "2606:50c0:8001::153", "2606:50c0:8002::153", "2606:50c0:8003::153")

    repository: Repository = Field(description="The repository at GitHub")
    branch: Text | None = Field(None, description="The branch it is published from")
    path: Literal["/", "/docs"] = Field("/", description="The folder in that branch")
    workflow: bool = Field(default=False, description="It is published by a GitHub Actions workflow")
    create: bool = Field(default=False, description="The fleet makes the repository too")
    release: Annotated[bool, Fact(states=("created", "adopted"))] = Field(
        default=False, description="The fleet lets go of it: then its row may be removed, and it stays"
    )
    https: bool | None = Field(
        None, description="Enforce HTTPS as soon as the certificate exists; by default where the fleet made the site"
    )

    @property
    def state(self) -> State:
        """Created with its repository, adopted on an existing one, or registered."""
        if self.create:
            return "created"
        return "adopted" if self.workflow or self.branch is not None else "registered"

    @property
    def canonical_name(self) -> str:
        """Where GitHub answers for the repository's owner."""
        return f"{self.repository.partition('/')[0].lower()}.github.io"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.release and self.state == "registered":
            raise mistake("it has release: true, and the fleet only documents it", "leave release out")
        if self.workflow and self.branch is not None:
            raise mistake("it has both workflow and branch", "keep the one it is published from")
        if self.create and not self.workflow and self.branch is None:
            raise mistake("`create: true` needs a source to publish from", "write workflow: true, or branch: main")
        if self.create and self.branch not in (None, "main"):
            raise mistake("it is created, and a new repository has only the branch main", "write branch: main")
        return self
