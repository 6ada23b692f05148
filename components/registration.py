"""Registers components fast, by working around two slow parts of the Python SDK (ADR 3 has the figures).

Every debug line is a blocking call to the engine; so debug lines are dropped unless they are wanted. The loop that
waits for outputs checks all of them again whenever one is done; so only a window of components is registered at a time.
Afterwards only their endpoints are kept, so that memory stays flat.
"""

import asyncio
from collections.abc import Iterable

import pulumi

from components.endpoint import Component, Endpoint, settled

WINDOW = 64
"""Components registered at once: enough to keep the engine busy, few enough that waiting for them stays cheap."""


def silence_debug() -> None:
    """Drop the SDK's debug lines, each of which is a blocking call to the engine whether or not anyone reads it."""
    pulumi.log.debug = _drop


def _drop(*_args: object, **_kwargs: object) -> None:
    """Do nothing, in place of `pulumi.log.debug`."""


async def paced(components: Iterable[tuple[str, Component]], window: int = WINDOW) -> dict[str, Endpoint]:
    """Declare components no faster than they are registered.

    Args:
        components: Names and components. Taking one from the iterable declares it.
        window: How many are registered at once.

    Returns:
        Each name's endpoint, settled.

    Raises:
        Exception: The SDK's error of a component that failed.
    """
    endpoints: dict[str, Endpoint] = {}
    pending: dict[str, Component] = {}

    async def settle() -> None:
        settled_endpoints = await asyncio.gather(*(settled(component) for component in pending.values()))
        endpoints.update(zip(pending, settled_endpoints, strict=True))
        pending.clear()

    for name, component in components:
        pending[name] = component
        if len(pending) >= window:
            await settle()
    await settle()
    return endpoints
