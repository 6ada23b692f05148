"""Reads the stack's outputs and resources as the last run left them, while the program runs.

The engine answers from the stack's own state, on every backend. A stack that was never up has neither.
"""

from typing import Any

import pulumi

OUTPUTS = "pulumi:pulumi:readStackOutputs"
RESOURCES = "pulumi:pulumi:readStackResourceOutputs"
_OWN_BACKEND = "organization"
"""The engine's name of the organisation on backends that have none: a folder or a bucket."""


def _stack() -> str:
    organization = pulumi.get_organization()
    # Old backends of that kind have no projects; all of them accept a plain name.
    own = pulumi.get_stack()
    return own if organization == _OWN_BACKEND else f"{organization}/{pulumi.get_project()}/{own}"


async def last_outputs() -> dict[str, Any]:
    """The stack's outputs, as the last successful `up` exported them."""
    answer = await pulumi.runtime.invoke_async(OUTPUTS, {"name": _stack()})
    return dict(answer["outputs"])


async def held_urns() -> frozenset[str]:
    """The URN of every resource in the stack's state."""
    answer = await pulumi.runtime.invoke_async(RESOURCES, {"stackName": _stack()})
    return frozenset(answer["outputs"])
