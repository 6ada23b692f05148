"""Turn a fleet into resources: one component for each host, service and site."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import pulumi

from components.host import Account, Host
from components.pace import Pace, silence_debug
from components.service import Service, ServiceArgs
from fleet import summary
from fleet.checks import checks
from fleet.model import Fleet

if TYPE_CHECKING:
    from components.github_pages import GitHubPagesAccount

ACCOUNTS = {
    # Modules are imported only for providers that the fleet uses: an SDK takes up to a second.
    "linode": "components.linode:LinodeAccount",
    "hetzner-cloud": "components.hetzner_cloud:HetznerCloudAccount",
    "hetzner-dedicated": "components.hetzner_dedicated:HetznerDedicatedAccount",
    "bytemark": "components.bytemark:BytemarkAccount",
}


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
    pages = cache(_pages_account)
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
    account = cache(lambda provider: _account(provider)(fleet, stack))
    used = dict.fromkeys(row.provider for _, row in sorted(fleet.hosts.items()))
    hosts = {name: await pace.follow(account(row.provider).host(name)) for name, row in sorted(fleet.hosts.items())}
    for provider in used:
        account(provider).close()
    return hosts


def _account(provider: str) -> Callable[[Fleet, str], Account]:
    module, _, name = ACCOUNTS[provider].partition(":")
    found: Callable[[Fleet, str], Account] = getattr(import_module(module), name)
    return found


def _pages_account() -> "GitHubPagesAccount":
    module = import_module("components.github_pages")
    found: GitHubPagesAccount = module.GitHubPagesAccount()
    return found
