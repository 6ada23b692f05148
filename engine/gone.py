"""What was deleted by hand is found out and forgotten before a plan is shown that would change or delete it.

Most official plugins fail to delete or update what is gone, and some end altogether.
"""

from collections.abc import Collection

import pulumi.automation as auto
from pulumi.automation.events import EngineEvent

from engine.events import name_of, type_of

MOST_TARGETS = 500
"""Resources that are named one by one: a command line holds no more than some thousands. Else all are looked at."""


def forget_gone(stack: auto.Stack, urns: Collection[str]) -> list[str]:
    """Look for resources at their providers, and take those that are gone out of the state. Nothing else is noted.

    Args:
        stack: The stack.
        urns: The resources, as the state has them.

    Returns:
        What was forgotten, like `Server www.example.org`, sorted.

    Raises:
        auto.CommandError: A provider can't be asked.
    """
    gone = set[str]()

    def note(event: EngineEvent) -> None:
        done = event.res_outputs_event
        if done and done.metadata.op == "delete" and done.metadata.urn in urns:
            gone.add(done.metadata.urn)

    stack.refresh(preview_only=True, target=sorted(urns) if len(urns) <= MOST_TARGETS else None, on_event=note)
    if gone:
        stack.refresh(target=sorted(gone))
    return sorted(f"{type_of(urn).rpartition(':')[2]} {name_of(urn)}" for urn in gone)
