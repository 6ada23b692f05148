"""How fast resources are registered: measured, and the one place where the SDK is held by the hand.

Two habits of the Python SDK make a large program slow, and both are avoided here (ADR 3 has the figures): every debug
line is a blocking call to the engine, and the loop that waits for outputs looks at all of them again whenever one is
done. So debug lines are dropped unless asked for, and no more than a window of components is under way at once; after
that only their endpoints are kept, so that memory stays flat.
"""

import asyncio
from collections.abc import Iterable

import pulumi

from components.endpoint import Component, Endpoint, settled

WINDOW = 64
"""Components under way at once: enough to keep the engine busy, few enough that waiting for them stays cheap."""


def silence_debug() -> None:
    """Drop the SDK's debug lines, each of which is a blocking call to the engine whether or not anyone reads it."""
    pulumi.log.debug = _drop


def _drop(*_args: object, **_kwargs: object) -> None:
    """Take the place of `pulumi.log.debug`."""


async def paced(components: Iterable[tuple[str, Component]], window: int = WINDOW) -> dict[str, Endpoint]:
    """Declare components no faster than they are registered.

    Args:
        components: Names and components, each declared as it is asked for.
        window: How many may be under way at once.

    Returns:
        Each name's endpoint, settled.

    Raises:
        Exception: What made one of them fail, from the SDK.
    """
    endpoints: dict[str, Endpoint] = {}
    under_way: dict[str, Component] = {}

    async def settle() -> None:
        found = await asyncio.gather(*(settled(component) for component in under_way.values()))
        endpoints.update(zip(under_way, found, strict=True))
        under_way.clear()

    for name, component in components:
        under_way[name] = component
        if len(under_way) >= window:
            await settle()
    await settle()
    return endpoints
