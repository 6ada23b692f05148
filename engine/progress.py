"""Signs of life while the engine works: a moving line on a terminal, a line now and then in a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.report import console
from fleet.counts import counted

QUIET_SECONDS = 10.0
"""How long a log may be silent."""


@contextmanager
def progress(what: str) -> Iterator[Callable[[str, int], None]]:
    """Show that something is under way, on standard error.

    Args:
        what: The run, in a few words.

    Yields:
        A function to call with a resource's name and how many there were so far.
    """
    shown = console(stderr=True)
    if shown.is_terminal:
        with shown.status(f"{what} …") as status:
            yield lambda name, count: status.update(f"{what}: {counted(count, 'resource')} … {name}")
        return
    last = time.monotonic()

    def report(name: str, count: int) -> None:
        nonlocal last
        if time.monotonic() - last >= QUIET_SECONDS:
            last = time.monotonic()
            shown.print(f"{what}: {counted(count, 'resource')} … {name}")

    yield report
