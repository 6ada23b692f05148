"""Rules that refuse a dangerous plan, shared by the program itself and by `python -m fleet`.

They know no engine, so plain `pulumi up` says the same words as the command line.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from fleet.blueprint.records import ZoneBlueprint
from fleet.hosting import Facts
from fleet.registry import hosting

_DELEGATED = "`python -m fleet dns --check` finds its NS record"


def leaving(before: Mapping[str, Facts], after: Mapping[str, Facts]) -> dict[str, Facts]:
    """The hosts whose machine is managed no longer: their row is gone, has no id any more, or is another machine's.

    Args:
        before: The facts of each host when the stack was last brought up.
        after: The facts of each host in the inventory now.
    """
    managed = {
        name: row
        for current, row in after.items()
        if row["state"] != "registered"
        for name in (current, *row["aliases"])
    }
    return {
        name: facts
        for name, facts in sorted(before.items())
        if name not in managed or _is_another(facts, managed[name])
    }


def _is_another(before: Facts, after: Facts) -> bool:
    """Whether a row now stands for another machine, so that the one it stood for would be deleted."""
    if before["provider"] != after["provider"]:
        return True
    if after.get("id") is not None and before.get("providerId"):
        return str(after["id"]) != str(before["providerId"])
    # An adopted machine stays as it is, whatever its row says.
    fields = hosting(after["provider"]).replaced_by if after["state"] == "created" else ()
    return any(field in before and before[field] != after.get(field) for field in fields)


def before_their_day(hosts: Mapping[str, Facts], today: date) -> Iterator[str]:
    """Why hosts must not leave yet: the day in `retire` is still to come.

    Args:
        hosts: The facts of each host that would leave, from when its row was last brought up.
        today: The day that it is.
    """
    for name, facts in sorted(hosts.items()):
        day = facts.get("retire")
        if day and date.fromisoformat(day) > today:
            yield f"{name}: its row says retire: {day}, which is yet to come; put the row back as it was until then"


def unfit_stack_name(stack: str, providers: Iterable[str]) -> Iterator[str]:
    """What the providers of hosts and zones would not take as the mark of what a stack made, with the remedy."""
    for provider in sorted(set(providers)):
        if wrong := hosting(provider).limits.stack_name(stack):
            yield f"{wrong}; give the stack a shorter one with `pulumi stack rename`"


def undelegated(before: Collection[str], zones: Mapping[str, ZoneBlueprint]) -> Iterator[str]:
    """Why zones must not come into others as their rows say: nobody would be led to the records that move there.

    Args:
        before: The names of the zones when the stack was last brought up.
        zones: The zones of the inventory.
    """
    for name, zone in zones.items():
        if zone.around is None or name in before:
            continue
        is_made = zone.row.provider is not None and zone.row.id is None
        if zone.row.delegated and is_made:
            yield (
                f"{name}: it is made only now, so {zone.around} can't lead to it yet; write delegated: false in its "
                f"row, and true once {_DELEGATED}"
            )
        elif zone.row.delegated is None and (is_made or zone.around in before):
            yield (
                f"{name}: its names are in the zone {zone.around} so far, and nobody may be led to another; write "
                f"delegated: false in its row, and true once {_DELEGATED}"
            )


def no_login(title: str, package: str, variables: Mapping[str, str]) -> str:
    """That a service is managed and nobody can log in there, and what to set.

    Example: `UptimeRobot: there is no login. Set UPTIMEROBOT_API_KEY, or …`

    Args:
        title: What people call the service.
        package: The name of its provider.
        variables: The settings that a login needs, each with its environment variable.
    """
    commands = " and ".join(f"`pulumi config set --secret {package}:{setting}`" for setting in variables)
    return f"{title}: there is no login. Set {' and '.join(variables.values())}, or run {commands}"


def or_manage_nothing(package: str, stack: str) -> str:
    """The other remedy where a login is missing and the stack has nothing at the service yet."""
    return f"; or write `fleet:{package}: false` in stacks/Pulumi.{stack}.yaml, and nothing is managed there"


def turned_off(title: str, package: str, stack: str, count: int) -> str:
    """That a service is not to be managed any more, though the stack still has something there."""
    return (
        f"{title}: `fleet:{package}` is false, and what this stack has there ({count}) would be deleted. "
        f"Write true in stacks/Pulumi.{stack}.yaml to keep them. To delete them, run "
        f"`pulumi destroy --stack {stack} --target '**{package}:index:**'` first"
    )
