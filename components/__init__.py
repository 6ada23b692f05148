"""Turn a fleet into resources: one component for each host, service and site."""

from collections.abc import Iterable, Iterator

import pulumi

from components.bytemark import BytemarkAccount
from components.endpoint import Component, Face
from components.github_pages import GitHubPagesAccount
from components.hetzner_cloud import HetznerCloudAccount
from components.hetzner_dedicated import HetznerDedicatedAccount
from components.host import Account, Host
from components.linode import LinodeAccount
from components.prometheus_server import PrometheusServer, PrometheusServerArgs
from components.registration import paced, silence_debug
from components.service import Service, ServiceArgs
from components.uptime_robot import declare_monitors
from components.zone import Zones
from fleet.blueprint import facts as summary
from fleet.blueprint.checks import checks
from fleet.blueprint.notices import sentence, unnotified
from fleet.blueprint.targets import targets
from fleet.inventory.field_types import ProviderName
from fleet.inventory.model import Fleet
from fleet.render.prometheus import JOBS, groups

ACCOUNTS: dict[ProviderName, type[Account]] = {
    # Each imports its SDK where a row first needs it: an SDK takes up to a second.
    "linode": LinodeAccount,
    "hetzner-cloud": HetznerCloudAccount,
    "hetzner-dedicated": HetznerDedicatedAccount,
    "bytemark": BytemarkAccount,
}
"""Who has machines; GitHub Pages has sites only."""


async def declare(fleet: Fleet, stack: str, *, debug: bool = False) -> pulumi.Inputs:
    """Declare everything in the inventory.

    Args:
        fleet: The inventory.
        stack: The stack's name, which tells apart what two stacks own in one account.
        debug: Keep the SDK's debug lines.

    Returns:
        The stack's outputs: `hosts`, `sites`, `services` and `zones` by name, the lists of `checks`, `dns` records
        and UptimeRobot's `monitors`, and Prometheus's `targets` by job, as `file_sd` has them; all sorted and without
        secrets.
    """
    if not debug:
        silence_debug()
    zones = Zones(fleet, stack)
    hosts = await _declare_hosts(fleet, stack, zones)
    sites = await paced(_services(fleet, hosts))
    zones.close(hosts)
    for name in fleet.prometheus:
        PrometheusServer(f"{name}-prometheus", PrometheusServerArgs(hosts[name]))
    watched = await declare_monitors(fleet, stack)
    service_of = {url: name for name, row in fleet.services.items() for url in row.sites}
    found = targets(fleet)
    if silent := unnotified(fleet, found):
        pulumi.log.info(sentence(silent, len(found)))
    return {
        "hosts": {name: summary.host(fleet, name) | face.as_dict() for name, face in hosts.items()},
        "sites": {
            url: summary.site(fleet, service_of[url], url) | face.as_dict() for url, face in sorted(sites.items())
        },
        "services": {name: summary.service(fleet, name) for name in sorted(fleet.services)},
        "zones": {name: summary.zone(fleet, name) for name in sorted(fleet.zones)},
        "checks": [check.as_dict() for check in checks(fleet)],
        "monitors": watched,
        "dns": zones.outputs(hosts),
        "targets": {job: groups(target for target in found if target.job == job) for job in JOBS},
    }


async def _declare_hosts(fleet: Fleet, stack: str, zones: Zones) -> dict[str, Face]:
    accounts = {provider: account(fleet, stack, zones) for provider, account in ACCOUNTS.items()}

    def declared(names: Iterable[str]) -> Iterator[tuple[str, Host]]:
        return ((name, accounts[fleet.hosts[name].provider].host(name)) for name in sorted(names))

    # The other hosts' firewalls let these in by their addresses, and should be there before the hosts are.
    prometheus = await paced(declared(fleet.prometheus))
    for account in accounts.values():
        account.open(prometheus)
    hosts = prometheus | await paced(declared(fleet.hosts.keys() - set(fleet.prometheus)))
    for account in accounts.values():
        account.close(hosts)
    return dict(sorted(hosts.items()))


def _services(fleet: Fleet, hosts: dict[str, Face]) -> Iterator[tuple[str, Component]]:
    """Declare each service when its first site is asked for."""
    pages = GitHubPagesAccount()
    for name, row in sorted(fleet.services.items()):
        args = ServiceArgs(row, [hosts[host] for host in row.hosts], pages)
        yield from Service(name, args).sites.items()
