"""The program: refuse what would do harm, then declare the fleet. It is the same for `pulumi` and `python -m fleet`."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime

import pulumi

import components
from components import hetzner_dedicated, uptime_robot
from components.last_run import held_urns, last_outputs
from components.registration import silence_debug
from components.settings import is_managed
from fleet.blueprint.guards import before_their_day, leaving, no_login, or_manage_nothing, turned_off
from fleet.inventory.model import Fleet
from providers.login import Login, login_of

WANTED: Mapping[str, Callable[[Fleet], bool]] = {
    uptime_robot.PACKAGE: uptime_robot.is_wanted,
    hetzner_dedicated.PACKAGE: hetzner_dedicated.is_wanted,
}
"""Services that a stack's settings can leave out, by provider: whether rows have something there."""


async def run_program(fleet: Fleet) -> pulumi.Inputs:
    """Declare everything in a loaded inventory.

    Returns:
        The stack's outputs; see `components.declare`.

    Raises:
        pulumi.RunError: The plan would do harm, or a login is missing. Nothing was declared; other reasons, if any,
            were logged as errors.
    """
    stack, debug = pulumi.get_stack(), pulumi.Config("fleet").get_bool("debug") or False
    if not debug:
        silence_debug()
    reasons = await refusals(fleet, stack, datetime.now(tz=UTC).date())
    if reasons:
        for reason in reasons[:-1]:
            pulumi.log.error(reason)
        raise pulumi.RunError(reasons[-1])
    return await components.declare(fleet, stack, debug=debug)


async def refusals(fleet: Fleet, stack: str, today: date) -> list[str]:
    """Why the inventory must not be brought up, each reason with what to do."""
    rows = {name: {"state": row.state, "aliases": row.aliases} for name, row in fleet.hosts.items()}
    gone = leaving((await last_outputs()).get("hosts", {}), rows)
    logins = [found for found in map(login_of, WANTED) if found is not None]
    # The whole state is much to ask for, and most runs can do without.
    in_doubt = any(before_their_day(gone, today)) or any(_depends_on_the_state(fleet, login) for login in logins)
    held = await held_urns() if in_doubt else frozenset[str]()
    machines = {name: facts for name, facts in gone.items() if _has_machine(name, held)}
    accounts = [reason for login in logins for reason in _of_account(fleet, stack, login, held)]
    return [*before_their_day(machines, today), *accounts]


def _depends_on_the_state(fleet: Fleet, login: Login) -> bool:
    return not is_managed(login.package) or not (login.is_given(_configured) or WANTED[login.package](fleet))


def _of_account(fleet: Fleet, stack: str, login: Login, held: frozenset[str]) -> Iterator[str]:
    there = sum(_type(urn).startswith(f"{login.package}:") for urn in held)
    if not is_managed(login.package):
        if there:
            yield turned_off(login.title, login.package, stack, there)
    elif (there or WANTED[login.package](fleet)) and not login.is_given(_configured):
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
