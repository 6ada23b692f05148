"""How fast resources are registered: measured, and the one place where the SDK is held by the hand.

Two habits of the Python SDK make a large program slow, and both are avoided here (ADR 3 has the figures): every debug
line is a blocking call to the engine, and the loop that waits for outputs looks at all of them again whenever one is
done. So debug lines are dropped unless asked for, and no more than a window of components is under way at once, which
also keeps memory flat.
"""

import asyncio
from typing import TypeVar

import pulumi

from components.face import Component

WINDOW = 64
"""Components under way at once: enough to keep the engine busy, few enough that waiting for them stays cheap."""

ComponentT = TypeVar("ComponentT", bound=Component)


def silence_debug() -> None:
    """Drop the SDK's debug lines, each of which is a blocking call to the engine whether or not anyone reads it."""
    pulumi.log.debug = _drop


def _drop(*_args: object, **_kwargs: object) -> None:
    """Take the place of `pulumi.log.debug`."""


class Pace:
    """Lets at most a window of components be under way."""

    def __init__(self, window: int = WINDOW) -> None:
        self._window = window
        self._under_way: list[Component] = []

    async def follow(self, component: ComponentT) -> ComponentT:
        """Note a component just declared, and wait for the window when it is full.

        Raises:
            Exception: What made one of them fail, from the SDK.
        """
        self._under_way.append(component)
        if len(self._under_way) >= self._window:
            under_way, self._under_way = self._under_way, []
            await asyncio.gather(*(output.future() for c in under_way for output in c.awaited()))
        return component
