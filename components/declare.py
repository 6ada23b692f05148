"""Declares the resources of a blueprint: one component for each host, service and site."""

from collections.abc import Iterable, Iterator

import pulumi

from components.endpoint import Component, Endpoint
from components.host import Account, Host
from components.hosted_site import SiteAccount
from components.last_run import held_urns
from components.prometheus_server import PrometheusServer, PrometheusServerArgs
from components.registration import paced
from components.service import Service, ServiceArgs
from components.uptimerobot import declare_monitors
from components.zone import Zones
from fleet.blueprint.blueprint import Blueprint
from fleet.blueprint.notices import not_asked, sentence
from fleet.registry import hosting, hostings, part
from fleet.render.prometheus import JOBS, groups


async def declare(blueprint: Blueprint, stack: str) -> pulumi.Inputs:
    """Declare everything in a blueprint.

    Args:
        blueprint: What follows from the inventory.
        stack: The stack's name, which marks what this stack owns in an account.

    Returns:
        The stack's outputs: `hosts`, `sites`, `services` and `zones` by name, the lists of `checks`, `dns` records
        and UptimeRobot's `monitors`, and Prometheus's `targets` by job, as `file_sd` has them; all sorted and without
        secrets.
    """
    keeps = any(zone.kept and zone.row.provider for zone in blueprint.zones.values())
    zones = Zones(blueprint.zones, blueprint.records, stack, await held_urns() if keeps else frozenset())
    hosts = await _declare_hosts(blueprint, stack, zones)
    sites = await paced(_services(blueprint, hosts))
    zones.declare_remaining(hosts)
    for name in blueprint.prometheus:
        PrometheusServer(f"{name}-prometheus", PrometheusServerArgs(hosts[name]))
    await declare_monitors(blueprint.uptime, stack)
    if blueprint.unreached:
        pulumi.log.info(not_asked(blueprint.unreached))
    if blueprint.unnotified:
        pulumi.log.info(sentence(blueprint.unnotified, len(blueprint.targets)))
    return {
        "hosts": {name: {**blueprint.facts["hosts"][name], **host.as_dict()} for name, host in hosts.items()},
        "sites": {url: {**blueprint.facts["sites"][url], **site.as_dict()} for url, site in sorted(sites.items())},
        "services": blueprint.facts["services"],
        "zones": blueprint.facts["zones"],
        "checks": [check.as_dict() for check in blueprint.checks],
        "monitors": [monitor.as_dict() for monitor in blueprint.uptime.monitors],
        "dns": zones.outputs(hosts),
        "targets": {job: groups(target for target in blueprint.targets if target.job == job) for job in JOBS},
    }


async def _declare_hosts(blueprint: Blueprint, stack: str, zones: Zones) -> dict[str, Endpoint]:
    accounts: dict[str, Account] = {
        # Each imports its SDK where a row first needs it: an SDK takes up to a second.
        provider: part(hosting(provider).component)(account, stack, zones)
        for provider, account in blueprint.accounts.items()
    }

    def declared(names: Iterable[str]) -> Iterator[tuple[str, Host]]:
        hosts = (blueprint.hosts[name] for name in sorted(names))
        return ((host.name, accounts[host.row.provider].host(host)) for host in hosts)

    # The Prometheus servers come first: the firewalls of other hosts contain their addresses, and are to exist before
    # those hosts do.
    prometheus = await paced(declared(blueprint.prometheus))
    for account in accounts.values():
        account.declare_shared(prometheus)
    hosts = prometheus | await paced(declared(blueprint.hosts.keys() - set(blueprint.prometheus)))
    for account in accounts.values():
        account.declare_memberships(hosts)
    return dict(sorted(hosts.items()))


def _services(blueprint: Blueprint, hosts: dict[str, Endpoint]) -> Iterator[tuple[str, Component]]:
    """Each site by its URL. A service is declared when the caller takes its first site."""
    accounts: dict[str, SiteAccount] = {
        key: part(provider.component)() for key, provider in hostings().items() if provider.site
    }
    for name, service in blueprint.services.items():
        args = ServiceArgs(service.row, [hosts[host] for host in service.row.hosts], accounts)
        yield from Service(name, args).sites.items()
