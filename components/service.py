"""What people use, and the public URLs where they do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi import ResourceOptions

from components.face import Component, Face, Faced, renamed_from
from fleet.model import Service as ServiceRow
from fleet.model import Site as SiteRow
from fleet.model import site_host

if TYPE_CHECKING:
    from components.github_pages import GitHubPagesAccount


class Site(Faced):
    """A public URL, served by a host; its face is the host's under the site's own name."""

    def __init__(self, url: str, row: SiteRow, host: Face, opts: ResourceOptions | None = None) -> None:
        aliases = ResourceOptions(aliases=renamed_from(row.aliases))
        super().__init__("fleet:service:Site", url, None, ResourceOptions.merge(aliases, opts))
        self.finish(Face.of(site_host(url), host.ipv4, host.ipv6, host.provider_id))


@dataclass(frozen=True)
class ServiceArgs:
    """A service's row, the faces of its hosts in the row's order, and the account for sites that GitHub serves.

    `pages` is a function, so that the account and its SDK are there only if a site needs them.
    """

    row: ServiceRow
    hosts: list[Face]
    pages: "Callable[[], GitHubPagesAccount]"


class Service(Component):
    """A service; its sites are its children."""

    sites: dict[str, Faced]

    def __init__(self, name: str, args: ServiceArgs, opts: ResourceOptions | None = None) -> None:
        aliases = ResourceOptions(aliases=renamed_from(args.row.aliases))
        super().__init__("fleet:service:Service", name, None, ResourceOptions.merge(aliases, opts))
        child = ResourceOptions(parent=self)
        self.sites = {}
        for url, row in sorted(args.row.sites.items()):
            if row.pages is None:
                self.sites[url] = Site(url, row, args.hosts[0], child)
            else:
                self.sites[url] = args.pages().site(url, row, child)
        self.register_outputs({"title": args.row.title, "sites": sorted(self.sites)})
