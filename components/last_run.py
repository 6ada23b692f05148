"""What the stack was when it was last brought up, asked of the engine while the program runs.

The engine answers from the stack's own state, on every backend; a stack that was never up has nothing.
"""

from typing import Any

import pulumi

OUTPUTS = "pulumi:pulumi:readStackOutputs"
RESOURCES = "pulumi:pulumi:readStackResourceOutputs"
_OWN_BACKEND = "organization"
"""What the engine calls the organisation where a backend has none: a folder or a bucket."""


def _stack() -> str:
    organization = pulumi.get_organization()
    # Old backends of that kind know no projects, and there a plain name is understood as well.
    own = pulumi.get_stack()
    return own if organization == _OWN_BACKEND else f"{organization}/{pulumi.get_project()}/{own}"


async def last_outputs() -> dict[str, Any]:
    """The stack's outputs, as the last `up` that went well exported them."""
    answer = await pulumi.runtime.invoke_async(OUTPUTS, {"name": _stack()})
    return dict(answer["outputs"])


async def held_urns() -> frozenset[str]:
    """The URN of every resource in the stack's state."""
    answer = await pulumi.runtime.invoke_async(RESOURCES, {"stackName": _stack()})
    return frozenset(answer["outputs"])
