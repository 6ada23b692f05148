"""The components of GitHub Pages sites, which need no machine."""

import json
import os
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pulumi
from pulumi import ResourceOptions

from components.endpoint import Component, Endpoint, renamed_from
from components.github_pages.row import Pages
from components.hosted_site import SiteAccount
from fleet.inventory.service import Site as SiteRow
from fleet.inventory.service import site_host

OFFICIAL_PAGES = "github:index/repositoryPages:RepositoryPages"
"""The type that a site's Pages have in states of earlier versions."""


@dataclass(frozen=True)
class GitHubPagesArgs:
    """The arguments of a site: its row, the row's `pages`, and the providers of the account that owns the repository.

    `provider` is the official one, `native` that of the Pages. A site that is only registered needs neither.
    """

    row: SiteRow
    pages: Pages
    provider: pulumi.ProviderResource | None = None
    native: pulumi.ProviderResource | None = None


class GitHubPagesSite(Component):
    """A Pages site, on an existing repository or on one that the fleet creates.

    Of an existing repository only the Pages are managed. Adopting the repository itself would switch off its issues and
    wiki and empty its homepage, since the plugin resets arguments that aren't given (measured).
    """

    def __init__(self, url: str, args: GitHubPagesArgs, opts: ResourceOptions | None = None) -> None:
        pages = args.pages
        protect = pages.state != "registered" and not pages.release
        own = ResourceOptions(aliases=renamed_from(args.row.aliases), protect=protect)
        super().__init__("fleet:hosting:GitHubPagesSite", url, None, ResourceOptions.merge(own, opts))

        def child(suffix: str, **others: Any) -> ResourceOptions:
            defaults = {"provider": args.provider, "aliases": renamed_from(args.row.aliases, suffix)}
            return ResourceOptions(parent=self, retain_on_delete=pages.release, **defaults | others)

        _, _, repository = pages.repository.partition("/")
        # Only a site with its own domain has a setting for HTTPS.
        wanted = pages.https if pages.https is not None else pages.state == "created"
        asked = wanted and pages.state != "registered" and _domain(url)
        https = _once_certified(pages, args.provider) if asked else pages.https if _domain(url) else None
        own_pages = {"provider": args.native, "aliases": _formerly(url, args.row.aliases)}
        if pages.state == "created":
            declared = _declared_repository(url, repository, child("-repository"))
            _declare_pages(url, pages, declared, https, child("-pages", **own_pages))
        elif pages.state == "adopted":
            _declare_pages(url, pages, repository, https, child("-pages", import_=repository, **own_pages))
        self.finish(Endpoint(site_host(url), provider_id=pages.repository))


def _domain(url: str) -> str | None:
    """The site's own domain; None for GitHub's, which its API refuses as an argument."""
    host = site_host(url)
    return None if host.endswith(".github.io") else host


def _formerly(url: str, aliases: list[str]) -> list[str | pulumi.Alias]:
    """Aliases for what a site's Pages were in a state before: of the official type, of other names, or both.

    The engine hands what such a state has to the native provider, whose arguments have the same names.
    """
    names = [f"{name}-pages" for name in (url, *aliases)]
    return [*renamed_from(aliases, "-pages"), *(pulumi.Alias(name=name, type_=OFFICIAL_PAGES) for name in names)]


def _declared_repository(url: str, name: str, opts: ResourceOptions) -> pulumi.Output[str]:
    from pulumi_github import Repository

    return Repository(
        f"{url}-repository",
        name=name,
        visibility="public",
        homepage_url=url,
        has_issues=True,
        # Pages needs a branch to publish from, and an empty repository has none.
        auto_init=True,
        archive_on_destroy=True,
        opts=opts,
    ).name


def _once_certified(pages: Pages, provider: pulumi.ProviderResource | None) -> pulumi.Output[bool | None]:
    """True once the site's certificate exists, and None before: HTTPS is then left as it is."""
    from pulumi_github import get_rest_api_output

    asked = get_rest_api_output(f"repos/{pages.repository}/pages", opts=pulumi.InvokeOptions(provider=provider))
    return asked.apply(lambda answer: is_certified(answer.code, answer.body) or None)


def is_certified(code: int, body: str) -> bool:
    """Whether GitHub's answer about a site reports a certificate, or that HTTPS is enforced already."""
    if code != HTTPStatus.OK:
        return False
    site = json.loads(body)
    certificate = site.get("https_certificate") or {}
    return bool(site.get("https_enforced")) or certificate.get("state") == "approved"


def _declare_pages(
    url: str,
    pages: Pages,
    repository: pulumi.Input[str],
    https: pulumi.Input[bool | None],
    opts: ResourceOptions,
) -> None:
    # Not the official RepositoryPages, which takes a site's own domain away: docs/adr/0026.
    from providers.githubpages.sdk import Pages as NativePages

    NativePages(
        f"{url}-pages",
        repository=repository,
        build_type="workflow" if pages.workflow else "legacy",
        source=None if pages.workflow else {"branch": pages.branch or "", "path": pages.path},
        cname=_domain(url) or "",
        https_enforced=https,  # type: ignore[arg-type] # an output may hold none
        opts=opts,
    )


class GitHubPagesAccount(SiteAccount):
    """The accounts at GitHub that own the repositories. Each has its providers, so that a row can name any owner."""

    def __init__(self) -> None:
        self._provider, self._native = cache(_make_provider), cache(_make_native_provider)

    def site(self, url: str, row: SiteRow, hosted: Pages, opts: ResourceOptions | None = None) -> GitHubPagesSite:
        """Declare a Pages site."""
        owner, _, _ = hosted.repository.partition("/")
        if hosted.state == "registered":
            return GitHubPagesSite(url, GitHubPagesArgs(row, hosted), opts)
        return GitHubPagesSite(url, GitHubPagesArgs(row, hosted, self._provider(owner), self._native(owner)), opts)


def _make_provider(owner: str) -> pulumi.ProviderResource:
    from pulumi_github import Provider

    # An explicit provider doesn't read the stack's settings, as the default one does.
    config = pulumi.Config("github")
    return Provider(f"github-{owner}", owner=owner, token=config.get_secret("token"), base_url=config.get("baseUrl"))


def api_address(base_url: str) -> str:
    """Where the API is, by the official plugin's `baseUrl`: an Enterprise server's is below its own address."""
    base = base_url.rstrip("/")
    host = urlsplit(base).hostname or ""
    is_api = host.startswith("api.") and (host == "api.github.com" or host.endswith(".ghe.com"))
    return base if is_api or base.endswith("/api/v3") else f"{base}/api/v3"


def _make_native_provider(owner: str) -> pulumi.ProviderResource:
    config = pulumi.Config("github")
    # The sandbox's address comes before the stack's, which would lead out of it.
    base = None if os.environ.get("GITHUB_PAGES_URL") else config.get("baseUrl") or os.environ.get("GITHUB_BASE_URL")
    settings = {"owner": owner, "token": config.get_secret("token"), "url": api_address(base) if base else None}
    return pulumi.ProviderResource("githubpages", f"githubpages-{owner}", settings)
