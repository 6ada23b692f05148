"""Turn a fleet into resources: one component for each host, service and site."""

import pulumi

from components.bytemark import BytemarkAccount
from components.github_pages import GitHubPagesAccount
from components.hetzner_cloud import HetznerCloudAccount
from components.hetzner_dedicated import HetznerDedicatedAccount
from components.host import Account, Host
from components.linode import LinodeAccount
from components.pace import Pace, silence_debug
from components.service import Service, ServiceArgs
from fleet import summary
from fleet.checks import checks
from fleet.model import Fleet
from fleet.types import ProviderName

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
        The stack's outputs: `hosts`, `sites` and `services` by name, and the list of `checks`; sorted, without secrets.
    """
    if not debug:
        silence_debug()
    pace = Pace()
    hosts = await _declare_hosts(fleet, stack, pace)
    pages = GitHubPagesAccount()
    sites = {}
    for name, row in sorted(fleet.services.items()):
        args = ServiceArgs(row, [hosts[host].face for host in row.hosts], pages)
        service = await pace.follow(Service(name, args))
        for url, site in service.sites.items():
            await pace.follow(site)
            sites[url] = summary.site(fleet, name, url) | site.face.as_dict()
    return {
        "hosts": {name: summary.host(fleet, name) | host.face.as_dict() for name, host in hosts.items()},
        "sites": dict(sorted(sites.items())),
        "services": {name: summary.service(fleet, name) for name in sorted(fleet.services)},
        "checks": [check.as_dict() for check in checks(fleet)],
    }


async def _declare_hosts(fleet: Fleet, stack: str, pace: Pace) -> dict[str, Host]:
    used = sorted({row.provider for row in fleet.hosts.values()})
    accounts = {provider: ACCOUNTS[provider](fleet, stack) for provider in used}
    hosts = {name: await pace.follow(accounts[row.provider].host(name)) for name, row in sorted(fleet.hosts.items())}
    for account in accounts.values():
        account.close()
    return hosts
