"""What was deleted by hand is found out before a plan is shown that would change or delete it.

Most official plugins fail to delete or update what is gone, and some end altogether.
"""

from collections.abc import Collection

import pulumi.automation as auto
from pulumi.automation.events import EngineEvent

MOST_TARGETS = 500
"""Resources that are named one by one: a command line holds no more than some thousands. Else all are looked at."""


def find_gone(stack: auto.Stack, urns: Collection[str]) -> frozenset[str]:
    """Look for resources at their providers, and note nothing.

    Args:
        stack: The stack.
        urns: The resources, as the state has them.

    Returns:
        Those that are there no more.

    Raises:
        auto.CommandError: A provider can't be asked.
    """
    gone = set[str]()

    def note(event: EngineEvent) -> None:
        done = event.res_outputs_event
        if done and done.metadata.op == "delete" and done.metadata.urn in urns:
            gone.add(done.metadata.urn)

    if urns:
        stack.refresh(preview_only=True, target=sorted(urns) if len(urns) <= MOST_TARGETS else None, on_event=note)
    return frozenset(gone)


def forget(stack: auto.Stack, gone: Collection[str]) -> None:
    """Take what is gone out of the state; nothing else is noted.

    Raises:
        auto.CommandError: A provider can't be asked.
    """
    if gone:
        stack.refresh(target=sorted(gone))
