"""From an inventory to its blueprint."""

from collections.abc import Mapping
from dataclasses import replace

from fleet.blueprint.blueprint import Blueprint
from fleet.blueprint.checks import checks
from fleet.blueprint.firewalls import firewalls
from fleet.blueprint.first_boot import FirstBoot, first_boots
from fleet.blueprint.hosts import AccountBlueprint, HostBlueprint, host_blueprints
from fleet.blueprint.monitors import uptime
from fleet.blueprint.notices import unnotified
from fleet.blueprint.records import records, zones
from fleet.blueprint.targets import targets
from fleet.inventory.fleet import Fleet
from fleet.registry import hosting
from fleet.render.cloud_init import user_data, within
from fleet.render.export import exported
from fleet.render.facts import facts
from fleet.render.prometheus_server import server_files


def draw_up(fleet: Fleet, *, export: bool = False) -> Blueprint:
    """Make everything that follows from an inventory, each list once and from the lists before it.

    Args:
        fleet: The inventory.
        export: Render the files of an export even if no host of the fleet needs them.

    Raises:
        UserDataTooLargeError: The provider of a host takes less user data than the host needs.
    """
    checked = checks(fleet)
    scraped, watched, named = targets(fleet, checked), uptime(fleet, checked), records(fleet)
    files = exported(fleet, scraped, watched.monitors) if export or fleet.prometheus else None
    monitoring = server_files(files or {})
    boots = first_boots(fleet)
    hosts = host_blueprints(fleet, named, _user_data(fleet, boots, monitoring))
    return Blueprint(
        hosts=hosts,
        accounts=_accounts(fleet, hosts),
        services=dict(sorted(fleet.services.items())),
        zones=zones(fleet),
        records=named,
        checks=checked,
        targets=scraped,
        uptime=watched,
        prometheus=fleet.prometheus,
        unnotified=unnotified(fleet, scraped),
        facts=facts(fleet, hosts, boots, named, monitoring),
        export=files,
    )


def _user_data(fleet: Fleet, boots: Mapping[str, FirstBoot], monitoring: Mapping[str, str]) -> dict[str, str]:
    """The user data of each created host, in the size that its provider takes."""
    texts = {}
    for name, boot in boots.items():
        row, instead = fleet.hosts[name], "leave to Salt what a first boot doesn't need"
        if row.configured_at_first_boot:
            boot = replace(boot, monitoring=tuple(monitoring.items()))  # noqa: PLW2901 # the same with its files
            instead = "write bare: true in its row, and `push` once it is up"
        texts[name] = within(user_data(boot), hosting(row.provider).limits.user_data_bytes, name, instead)
    return texts


def _accounts(fleet: Fleet, hosts: Mapping[str, HostBlueprint]) -> dict[str, AccountBlueprint]:
    guarded = firewalls(fleet)
    providers = sorted({host.row.provider for host in hosts.values()})
    return {
        provider: AccountBlueprint(
            {name: host for name, host in hosts.items() if host.row.provider == provider}, guarded.get(provider, {})
        )
        for provider in providers
    }
