"""What is in the clouds before the fleet comes: a machine or Pages site for each id that the inventory adopts."""

from fleet.hosts import HetznerCloudHost, LinodeHost
from fleet.model import Fleet, site_host
from sandbox.kinds import KINDS, Kind, Properties
from sandbox.store import Store


def seed(store: Store, fleet: Fleet) -> None:
    """Put what the inventory adopts into the clouds, as made by hand: named, but neither tagged nor protected.

    Raises:
        NameTakenError: The sandbox has another object of that name, from an earlier inventory.
    """
    for name, row in sorted(fleet.hosts.items()):
        if row.state != "adopted" or row.provider_id is None:
            continue
        if isinstance(row, LinodeHost):
            linode: Properties = {
                "label": name,
                "region": row.region,
                "type": row.size,
                "tags": [],
                "backupsEnabled": row.backups,
            }
            _put(
                store,
                KINDS["linode:index/instance:Instance"],
                row.provider_id,
                linode | {"image": "linode/ubuntu22.04"},
            )
        elif isinstance(row, HetznerCloudHost):
            server: Properties = {
                "name": name,
                "location": row.region,
                "serverType": row.size,
                "labels": {},
                "backups": row.backups,
            }
            unprotected = {"deleteProtection": False, "rebuildProtection": False, "image": "ubuntu-22.04"}
            _put(store, KINDS["hcloud:index/server:Server"], row.provider_id, server | unprotected)
    for service in fleet.services.values():
        for url, site in sorted(service.sites.items()):
            if site.pages and site.pages.state == "adopted":
                built = {"source": {"branch": site.pages.branch, "path": site.pages.path}} if site.pages.branch else {}
                properties = {
                    "buildType": "legacy" if built else "workflow",
                    "cname": site_host(url),
                    "httpsEnforced": True,
                }
                _, _, repository = site.pages.repository.partition("/")
                pages = {"repository": repository, "public": True} | properties | built
                _put(store, KINDS["github:index/repositoryPages:RepositoryPages"], repository, pages)


def _put(store: Store, kind: Kind, id_: str, arguments: Properties) -> None:
    properties = kind.defaults | arguments | kind.computed(store.next_number(), arguments)
    for unread in kind.unread - {"image"}:
        properties.pop(unread, None)
    store.seed(kind.token, id_, arguments.get(kind.name) if kind.name else None, properties)
