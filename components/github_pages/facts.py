"""Facts about GitHub Pages: sites without a machine."""

from components.github_pages.row import Pages
from fleet.hosting import Hosting

HOSTING = Hosting(
    key="github-pages",
    title="GitHub Pages",
    site=Pages,
    component="components.github_pages.component:GitHubPagesAccount",
    recovery="components.github_pages.finders:RECOVERY",
    simulation="components.github_pages.simulated:SIMULATION",
)
