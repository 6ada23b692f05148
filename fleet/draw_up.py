"""From an inventory to its blueprint."""

from collections.abc import Mapping
from dataclasses import replace

from fleet.blueprint.alert_routing import alert_routing
from fleet.blueprint.blueprint import Blueprint
from fleet.blueprint.cautions import cautions
from fleet.blueprint.checks import checks as checks_of
from fleet.blueprint.firewalls import firewalls
from fleet.blueprint.hosts import AccountBlueprint, HostBlueprint, host_blueprints
from fleet.blueprint.monitors import uptime as uptime_of
from fleet.blueprint.notices import unnotified
from fleet.blueprint.records import records as records_of
from fleet.blueprint.records import zones as zones_of
from fleet.blueprint.services import service_blueprints
from fleet.blueprint.targets import targets as targets_of
from fleet.blueprint.targets import unreached
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
    checks, records = checks_of(fleet), records_of(fleet)
    zones = zones_of(fleet, records)
    targets, uptime = targets_of(fleet, checks), uptime_of(fleet, checks)
    services, hosts = service_blueprints(fleet), host_blueprints(fleet, records)
    files = None
    if export or fleet.prometheus:
        files = exported(hosts, targets, uptime.monitors, alert_routing(fleet), fleet.exporters)
    monitoring = server_files(files or {})
    hosts = {name: _with_user_data(host, monitoring) for name, host in hosts.items()}
    return Blueprint(
        hosts=hosts,
        accounts=_accounts(fleet, hosts),
        services=services,
        zones=zones,
        records=records,
        checks=checks,
        targets=targets,
        uptime=uptime,
        prometheus=fleet.prometheus,
        unreached=unreached(fleet, checks),
        unnotified=unnotified(fleet, targets),
        cautions=cautions(fleet, uptime.monitors),
        facts=facts(hosts, services, zones, monitoring),
        export=files,
    )


def _with_user_data(host: HostBlueprint, monitoring: Mapping[str, str]) -> HostBlueprint:
    """A created host with its user data, in the size that its provider takes; other hosts as they are."""
    boot, instead = host.first_boot, "leave to Salt what a first boot doesn't need"
    if boot is None:
        return host
    if host.row.configured_at_first_boot:
        boot = replace(boot, monitoring=tuple(monitoring.items()))
        instead = "write bare: true in its row, and `push` once it is up"
    limit = hosting(host.row.provider).limits.user_data_bytes
    return replace(host, user_data=within(user_data(boot), limit, host.name, instead))


def _accounts(fleet: Fleet, hosts: Mapping[str, HostBlueprint]) -> dict[str, AccountBlueprint]:
    guarded = firewalls(fleet)
    providers = sorted({host.row.provider for host in hosts.values()})
    return {
        provider: AccountBlueprint(
            {name: host for name, host in hosts.items() if host.row.provider == provider}, guarded.get(provider, {})
        )
        for provider in providers
    }
