"""The Pulumi program: refuses dangerous plans, then declares the fleet. `pulumi` and `python -m fleet` both run it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pulumi

from components import uptimerobot
from components.declare import declare
from components.last_run import held_urns, last_outputs
from components.registration import silence_debug
from components.settings import is_managed
from fleet.blueprint.blueprint import Blueprint
from fleet.blueprint.cautions import due
from fleet.blueprint.guards import (
    before_their_day,
    leaving,
    no_login,
    or_manage_nothing,
    turned_off,
    undelegated,
    unfit_stack_name,
)
from fleet.registry import hostings
from fleet.urns import name_of, section_of, type_of, types_of
from providers.login import Login, login_of


async def run_program(blueprint: Blueprint) -> pulumi.Inputs:
    """Declare everything that follows from an inventory.

    Returns:
        The stack's outputs; see `components.declare.declare`.

    Raises:
        pulumi.RunError: The plan is dangerous, or a login is missing. Nothing was declared. If there are several
            reasons, the others were logged as errors.
    """
    stack, debug = pulumi.get_stack(), pulumi.Config("fleet").get_bool("debug") or False
    if not debug:
        silence_debug()
    today = datetime.now(tz=UTC).date()
    for caution in due(blueprint.cautions, today):
        pulumi.log.warn(caution)
    reasons = await refusals(blueprint, stack, today)
    if reasons:
        for reason in reasons[:-1]:
            pulumi.log.error(reason)
        raise pulumi.RunError(reasons[-1])
    return await declare(blueprint, stack)


async def refusals(blueprint: Blueprint, stack: str, today: date) -> list[str]:
    """The reasons why the inventory must not be brought up, each with the remedy."""
    last = await last_outputs()
    removed = leaving(last.get("hosts", {}), blueprint.facts["hosts"])
    wanted = services_wanted(blueprint)
    logins = [login for login in map(login_of, wanted) if login is not None]
    # The whole state is large, and most runs don't need it.
    in_doubt = any(before_their_day(removed, today)) or any(_depends_on_the_state(login) for login in logins)
    held = await held_urns() if in_doubt else frozenset[str]()
    machines = {name: facts for name, facts in removed.items() if _has_machine(name, held)}
    accounts = [reason for login in logins for reason in _of_account(stack, login, held, wanted=wanted[login.package])]
    zones = (zone.row.provider for zone in blueprint.zones.values() if zone.row.provider)
    return [
        *unfit_stack_name(stack, [*blueprint.accounts, *zones]),
        *before_their_day(machines, today),
        *undelegated(last.get("zones", {}), blueprint.zones),
        *accounts,
    ]


def services_wanted(blueprint: Blueprint) -> dict[str, bool]:
    """By native provider, whether any row needs its service. A stack's settings can leave such a service out."""
    accounts = {provider.native: blueprint.accounts.get(key) for key, provider in hostings().items() if provider.native}
    hosts = {
        native: any(host.row.state != "registered" for host in account.hosts.values()) if account else False
        for native, account in accounts.items()
    }
    return {uptimerobot.NAME: bool(blueprint.uptime.monitors)} | hosts


def _depends_on_the_state(login: Login) -> bool:
    return not is_managed(login.package) or not login.is_given(_configured)


def _of_account(stack: str, login: Login, held: frozenset[str], *, wanted: bool) -> Iterator[str]:
    managed = sum(type_of(urn).startswith(f"{login.package}:") for urn in held)
    if not is_managed(login.package):
        if managed:
            yield turned_off(login.title, login.package, stack, managed)
    elif (managed or wanted) and not login.is_given(_configured):
        missing = no_login(login.title, login.package, login.variables)
        yield missing if managed else missing + or_manage_nothing(login.package, stack)


def _configured(key: str) -> str | None:
    package, _, setting = key.partition(":")
    return pulumi.Config(package).get(setting)


def _has_machine(host: str, held: frozenset[str]) -> bool:
    """Whether the state has a machine below a host's component; it has the host's name."""
    return any(name_of(urn) == host and section_of(urn) == "hosts" and len(types_of(urn)) > 1 for urn in held)
