"""Reads the stack's outputs and resources as the last run left them, while the program runs.

The engine answers from the stack's own state, on every backend. A stack that was never up has neither.
"""

from typing import Any

import pulumi
from pulumi.runtime.settings import get_root_resource

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
    return dict(await _asked(OUTPUTS, {"name": _stack()}))


async def held_urns() -> frozenset[str]:
    """The URN of every resource in the stack's state."""
    return frozenset(await _asked(RESOURCES, {"stackName": _stack()}))


async def _asked(function: str, arguments: dict[str, str]) -> Any:
    root = get_root_resource()
    if root is not None:
        # An `up` notes the stack itself first, and a backend of files that is read meanwhile is found empty.
        await root.urn.future()
    answer = await pulumi.runtime.invoke_async(function, arguments)
    return answer["outputs"]
