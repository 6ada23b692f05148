"""Facts about GitHub Pages: sites without a machine."""

from components.github_pages.row import Pages
from fleet.hosting import Hosting, ResourceType

RESOURCE_TYPES = {
    "github:index/repository:Repository": ResourceType(
        "repository",
        {
            "homepageUrl": "URL",
            "hasIssues": "issues",
            "autoInit": "first commit",
            "archiveOnDestroy": "archiving",
        },
        unsent=frozenset(["archiveOnDestroy", "autoInit"]),
    ),
    # What earlier versions made; the native provider takes it over.
    "github:index/repositoryPages:RepositoryPages": ResourceType("Pages"),
}

HOSTING = Hosting(
    key="github-pages",
    title="GitHub Pages",
    site=Pages,
    component="components.github_pages.component:GitHubPagesAccount",
    recovery="components.github_pages.finders:RECOVERY",
    simulation="components.github_pages.simulated:SIMULATION",
    resource_types=RESOURCE_TYPES,
)
