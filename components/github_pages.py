"""GitHub Pages: sites without a machine."""

from functools import cache

import pulumi
import pulumi_github as github
from pulumi import ResourceOptions

from components.face import Face, Faced, renamed_from
from fleet.model import Pages, site_host
from fleet.model import Site as SiteRow

KEPT_ON_ADOPTION = ["httpsEnforced", "public"]
"""What an existing site keeps as it is: leaving these out would otherwise switch them off."""


class GitHubPagesSite(Faced):
    """A Pages site: of a repository that exists, or of one that the fleet makes whole.

    An existing repository is never managed, only its Pages: arguments that aren't given fall to the plugin's defaults,
    and adopting one switches off its issues and wiki and empties its homepage (measured with the official plugin).
    """

    def __init__(self, url: str, row: SiteRow, pages: Pages, owner: ResourceOptions, opts: ResourceOptions) -> None:
        own = ResourceOptions(aliases=renamed_from(row.aliases), protect=pages.state != "registered")
        super().__init__("fleet:hosting:GitHubPagesSite", url, None, ResourceOptions.merge(own, opts))
        _, _, name = pages.repository.partition("/")
        options = ResourceOptions.merge(owner, ResourceOptions(parent=self))
        repository: pulumi.Input[str] = name
        if pages.state == "created":
            repository = github.Repository(
                f"{url}-repository",
                name=name,
                visibility="public",
                homepage_url=url,
                has_issues=True,
                # Pages needs a branch to publish from, and an empty repository has none.
                auto_init=True,
                archive_on_destroy=True,
                opts=options,
            ).name
        if pages.state != "registered":
            adopt = ResourceOptions(import_=name, ignore_changes=KEPT_ON_ADOPTION)
            host = site_host(url)
            github.RepositoryPages(
                f"{url}-pages",
                repository=repository,
                build_type="workflow" if pages.workflow else "legacy",
                source=None if pages.workflow else {"branch": pages.branch or "", "path": pages.path},
                cname=None if host.endswith(".github.io") else host,
                opts=ResourceOptions.merge(options, adopt) if pages.state == "adopted" else options,
            )
        self.finish(Face.of(site_host(url), provider_id=pages.repository))


class GitHubPagesAccount:
    """The accounts at GitHub that own the repositories: a provider for each, so that a row can name any owner."""

    def __init__(self) -> None:
        self._provider = cache(self._make_provider)

    @staticmethod
    def _make_provider(owner: str) -> github.Provider:
        # A provider of one's own doesn't read the stack's settings, as the default one does.
        config = pulumi.Config("github")
        return github.Provider(
            f"github-{owner}", owner=owner, token=config.get_secret("token"), base_url=config.get("baseUrl")
        )

    def site(self, url: str, row: SiteRow, opts: ResourceOptions) -> GitHubPagesSite:
        """Declare a Pages site of the fleet.

        Raises:
            ValueError: The row has no `pages`.
        """
        if row.pages is None:
            raise ValueError(f"{url} is not served by GitHub Pages")
        owner, _, _ = row.pages.repository.partition("/")
        options = (
            ResourceOptions() if row.pages.state == "registered" else ResourceOptions(provider=self._provider(owner))
        )
        return GitHubPagesSite(url, row, row.pages, options, opts)
