"""The steps for machines that people order and cancel by hand, since the fleet uses no API for that."""

from collections.abc import Iterator

from fleet.hosting import Facts


def contract_steps(name: str, before: Facts | None, after: Facts | None, order: str) -> Iterator[str]:
    """What people have to do when such a machine is new, is being retired, or was removed from the inventory.

    Args:
        name: The host.
        before: Its facts before the change; None if it is new.
        after: Its facts after the change; None if it was removed.
        order: What to do if it is new; empty for nothing.
    """
    console = (after or before or {}).get("console", "its console")
    if after is None:
        yield f"{name}: cancel it at {console}, if that is not done; the fleet only forgets it"
    elif after.get("retire") and not (before or {}).get("retire"):
        yield f"{name}: save what is still needed of it, and cancel it at {console}; then remove its row"
    elif before is None and order:
        yield f"{name}: {order}"
