"""The components of services and of their sites, the public URLs."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi import ResourceOptions

from components.endpoint import Component, Endpoint, renamed_from
from components.hosted_site import SiteAccount
from fleet.addresses import FAMILIES
from fleet.inventory.service import Service as ServiceRow
from fleet.inventory.service import Site as SiteRow
from fleet.inventory.service import site_families, site_host


@dataclass(frozen=True)
class SiteArgs:
    """The arguments of a site: its row, and the endpoint of the host that serves it."""

    row: SiteRow
    host: Endpoint


class Site(Component):
    """A public URL that a host serves. Its endpoint has its name, and the host's addresses that lead to it."""

    def __init__(self, url: str, args: SiteArgs, opts: ResourceOptions | None = None) -> None:
        own = ResourceOptions(aliases=renamed_from(args.row.aliases))
        super().__init__("fleet:service:Site", url, None, ResourceOptions.merge(own, opts))
        reached = site_families(args.row, FAMILIES)
        ipv4, ipv6 = (getattr(args.host, family) if family in reached else None for family in FAMILIES)
        self.finish(Endpoint(site_host(url), ipv4, ipv6, args.host.provider_id))


@dataclass(frozen=True)
class ServiceArgs:
    """The arguments of a service: its row, its hosts' endpoints in the row's order, and accounts that serve sites."""

    row: ServiceRow
    hosts: list[Endpoint]
    accounts: Mapping[str, SiteAccount]


class Service(pulumi.ComponentResource):
    """A service. Its sites are its children."""

    sites: dict[str, Component]

    def __init__(self, name: str, args: ServiceArgs, opts: ResourceOptions | None = None) -> None:
        own = ResourceOptions(aliases=renamed_from(args.row.aliases))
        super().__init__("fleet:service:Service", name, None, ResourceOptions.merge(own, opts))
        child = ResourceOptions(parent=self)
        self.sites = {}
        for url, row in sorted(args.row.sites.items()):
            hosted = row.hosted
            if hosted is None:
                self.sites[url] = Site(url, SiteArgs(row, args.hosts[0]), child)
            else:
                self.sites[url] = args.accounts[hosted.PROVIDER].site(url, row, hosted, child)
        self.register_outputs({"title": args.row.title, "sites": sorted(self.sites)})
