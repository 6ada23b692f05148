"""Machines that people order and cancel, since no API of ours does."""

from collections.abc import Iterator

from fleet.hosting import Facts


def contract_steps(name: str, before: Facts | None, after: Facts | None, order: str) -> Iterator[str]:
    """What people have to do when such a machine is new, is being retired or is gone.

    Args:
        name: The host.
        before: Its facts before the change.
        after: Its facts after it.
        order: What to do where it is new; empty if there is nothing.
    """
    where = (after or before or {}).get("console", "its console")
    if after is None:
        yield f"{name}: cancel it at {where}, if that is not done; the fleet only forgets it"
    elif after.get("retire") and not (before or {}).get("retire"):
        yield f"{name}: save what is still needed of it, and cancel it at {where}; then remove its row"
    elif before is None and order:
        yield f"{name}: {order}"
