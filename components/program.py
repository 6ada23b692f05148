"""The program: refuse what would do harm, then declare the fleet. It is the same for `pulumi` and `python -m fleet`."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pulumi

from components import uptimerobot
from components.declare import declare
from components.last_run import held_urns, last_outputs
from components.registration import silence_debug
from components.settings import is_managed
from fleet.blueprint.blueprint import Blueprint
from fleet.blueprint.guards import before_their_day, leaving, no_login, or_manage_nothing, turned_off
from fleet.registry import hostings
from providers.login import Login, login_of


async def run_program(blueprint: Blueprint) -> pulumi.Inputs:
    """Declare everything that follows from an inventory.

    Returns:
        The stack's outputs; see `components.declare.declare`.

    Raises:
        pulumi.RunError: The plan would do harm, or a login is missing. Nothing was declared; other reasons, if any,
            were logged as errors.
    """
    stack, debug = pulumi.get_stack(), pulumi.Config("fleet").get_bool("debug") or False
    if not debug:
        silence_debug()
    reasons = await refusals(blueprint, stack, datetime.now(tz=UTC).date())
    if reasons:
        for reason in reasons[:-1]:
            pulumi.log.error(reason)
        raise pulumi.RunError(reasons[-1])
    return await declare(blueprint, stack)


async def refusals(blueprint: Blueprint, stack: str, today: date) -> list[str]:
    """Why the inventory must not be brought up, each reason with what to do."""
    gone = leaving((await last_outputs()).get("hosts", {}), blueprint.facts["hosts"])
    wanted = services_wanted(blueprint)
    logins = [found for found in map(login_of, wanted) if found is not None]
    # The whole state is much to ask for, and most runs can do without.
    in_doubt = any(before_their_day(gone, today)) or any(_depends_on_the_state(login) for login in logins)
    held = await held_urns() if in_doubt else frozenset[str]()
    machines = {name: facts for name, facts in gone.items() if _has_machine(name, held)}
    accounts = [reason for login in logins for reason in _of_account(stack, login, held, wanted=wanted[login.package])]
    return [*before_their_day(machines, today), *accounts]


def services_wanted(blueprint: Blueprint) -> dict[str, bool]:
    """Whether rows have something at each service that a stack's settings can leave out, by its provider."""
    accounts = {provider.native: blueprint.accounts.get(key) for key, provider in hostings().items() if provider.native}
    found = {
        native: any(host.row.state != "registered" for host in account.hosts.values()) if account else False
        for native, account in accounts.items()
    }
    return {uptimerobot.NAME: bool(blueprint.uptime.monitors)} | found


def _depends_on_the_state(login: Login) -> bool:
    return not is_managed(login.package) or not login.is_given(_configured)


def _of_account(stack: str, login: Login, held: frozenset[str], *, wanted: bool) -> Iterator[str]:
    there = sum(_type(urn).startswith(f"{login.package}:") for urn in held)
    if not is_managed(login.package):
        if there:
            yield turned_off(login.title, login.package, stack, there)
    elif (there or wanted) and not login.is_given(_configured):
        missing = no_login(login.title, login.package, login.variables)
        yield missing if there else missing + or_manage_nothing(login.package, stack)


def _configured(key: str) -> str | None:
    package, _, setting = key.partition(":")
    return pulumi.Config(package).get(setting)


def _type(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


def _has_machine(host: str, held: frozenset[str]) -> bool:
    """Whether a host's component has a machine in it, which bears its name."""
    return any(
        urn.endswith(f"::{host}") and urn.split("::")[2].startswith("fleet:hosting:") and "$" in urn.split("::")[2]
        for urn in held
    )
