"""What is in the clouds before the fleet comes: a machine, zone or Pages site for each id that the inventory adopts."""

from collections.abc import Iterator
from ipaddress import ip_network
from zlib import crc32

from components.github_pages.row import Pages
from components.hetzner_cloud.row import HetznerCloudHost
from components.hetzner_dedicated.row import HetznerDedicatedHost
from components.linode.row import LinodeHost
from fleet.blueprint.checks import checks
from fleet.blueprint.monitors import monitors
from fleet.inventory.fleet import Fleet
from fleet.inventory.service import site_host
from providers.kit.values import Properties
from sandbox.dns import DOMAIN, ZONE
from sandbox.hetzner_robot import seed_server
from sandbox.kind import Kind, New
from sandbox.kinds import KINDS
from sandbox.store import NameTakenError, Store
from sandbox.uptimerobot import BY_HAND, FIRST_BY_HAND, seed_monitor


def seed(store: Store, fleet: Fleet) -> None:
    """Put what the inventory adopts into the clouds, each object once: one that was removed since stays removed.

    They are as made by hand: named as in the inventory where that name is free, but neither tagged nor protected.
    """
    _seed_apis(store, fleet)
    for token, id_, owner, arguments in existing(fleet):
        kind = KINDS[token]
        if store.is_seeded(token, kind.key(id_, owner)):
            continue
        new = New(store.next_number(), arguments, owner)
        properties = kind.resets | kind.defaults | arguments | kind.computed(new)
        try:
            _put(store, kind, kind.key(id_, owner), properties)
        except NameTakenError:
            # The fleet's own machine has the name: a row that created one now names another.
            _put(store, kind, kind.key(id_, owner), properties | {str(kind.name): f"existing-{id_}"})


def _seed_apis(store: Store, fleet: Fleet) -> None:
    """Put dedicated machines there, and the monitors that somebody made by hand for what was there before."""
    for name, row in sorted(fleet.hosts.items()):
        if isinstance(row, HetznerDedicatedHost) and row.server_number is not None:
            network = ip_network(f"{row.ipv6 or '2001:db8:1::'}/64", strict=False).network_address
            product = row.product or "EX44"
            seed_server(store, row.server_number, name, row.ipv4 or "192.0.2.1", str(network), product)
    for monitor in monitors(fleet, checks(fleet)):
        hosts = {fleet.hosts[host].state for name in monitor.services for host in fleet.services[name].hosts}
        if monitor.adopts is not None or hosts == {"adopted"}:
            # The same number for the same row, whatever other rows there are.
            id_ = monitor.adopts or FIRST_BY_HAND + crc32(monitor.row.encode()) % BY_HAND
            seed_monitor(store, id_, f"made by hand for {monitor.row}", monitor.type, monitor.url)


def existing(fleet: Fleet) -> Iterator[tuple[str, str, str, Properties]]:
    """Each object that the inventory adopts: type token, id, owner (empty for machines) and properties."""
    for name, row in sorted(fleet.hosts.items()):
        if row.provider_id is None:
            continue
        if isinstance(row, LinodeHost):
            linode = {"label": name, "region": row.region, "type": row.size, "image": "linode/ubuntu22.04"}
            yield (
                "linode:index/instance:Instance",
                row.provider_id,
                "",
                linode | {"tags": [], "backupsEnabled": row.backups},
            )
        elif isinstance(row, HetznerCloudHost):
            server = {"name": name, "location": row.region, "serverType": row.size, "image": "ubuntu-22.04"}
            yield "hcloud:index/server:Server", row.provider_id, "", server | {"labels": {}, "backups": row.backups}
    yield from _zones(fleet)
    for service in fleet.services.values():
        for url, site in sorted(service.sites.items()):
            if isinstance(site.hosted, Pages) and site.hosted.state == "adopted":
                owner, _, repository = site.hosted.repository.partition("/")
                pages = {"repository": repository} | _built(site.hosted) | _named(site_host(url))
                yield "github:index/repositoryPages:RepositoryPages", repository, owner, pages


def _zones(fleet: Fleet) -> Iterator[tuple[str, str, str, Properties]]:
    for name, row in sorted(fleet.zones.items()):
        if row.id is not None and row.provider == "linode":
            yield (
                DOMAIN,
                str(row.id),
                "",
                {"domain": name, "type": "master", "soaEmail": f"hostmaster@{name}", "tags": []},
            )
        elif row.id is not None:
            yield ZONE, str(row.id), "", {"name": name, "mode": "primary", "ttl": 3600, "labels": {}}


def _built(pages: Pages) -> Properties:
    if pages.branch is None:
        return {"buildType": "workflow", "public": True}
    return {"buildType": "legacy", "public": True, "source": {"branch": pages.branch, "path": pages.path}}


def _named(host: str) -> Properties:
    return {} if host.endswith(".github.io") else {"cname": host, "httpsEnforced": True, "certificate": "approved"}


def _put(store: Store, kind: Kind, id_: str, properties: Properties) -> None:
    store.seed(kind.token, id_, properties.get(kind.name) if kind.name else None, properties)
