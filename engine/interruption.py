"""Ctrl-C, SIGTERM and SIGHUP while the engine works: it is asked to end in order, and so lets go of its lock."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import current_thread, main_thread

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What asks a process to end: Ctrl-C, whoever runs it, and a terminal that is closed."""
STOPPING = "\nstopping: what is being done now is finished first. Once more stops it at once\n"


class InterruptedRunError(KeyboardInterrupt):
    """The engine was asked to stop; `at_once` says that it was asked twice, or killed, and may have kept its lock.

    No failure of the engine's, so that nothing that bears with one goes on.
    """

    def __init__(self, *, at_once: bool) -> None:
        super().__init__()
        self.at_once = at_once


class Handover:
    """The signals that came so far, and the process that is told of them once there is one."""

    def __init__(self) -> None:
        self.signals: list[int] = []
        self._process: subprocess.Popen[str] | None = None

    def to(self, process: "subprocess.Popen[str]") -> None:
        """Tell this process, which is in a group of its own and hears of nothing itself; also of what came before."""
        self._process = process
        for _ in self.signals:
            process.send_signal(signal.SIGINT)

    def take(self, number: int, _frame: object) -> None:
        """Take a signal, as a handler does."""
        if number == signal.SIGHUP and self.signals:
            # A terminal that is closed sends it, and its shell once more: that is nobody's wish to stop at once.
            return
        self.signals.append(number)
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
        if len(self.signals) == 1:
            # A terminal that was closed can't be written to.
            with suppress(OSError):
                os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, STOPPING.encode())


@contextmanager
def handing_on() -> Iterator[Handover]:
    """Hand on what would end this process, where Python has handlers: in the main thread.

    What is ignored already stays ignored: under `nohup` a run goes on when its terminal is closed.
    """
    handover = Handover()
    signals = SIGNALS if current_thread() is main_thread() else ()
    heeded = [number for number in signals if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handover.take) for number in heeded}
    try:
        yield handover
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def interrupted(verb: str, unfinished: list[str], *, touched: bool, at_once: bool) -> str:
    """What an interrupted run left, and the command that goes on.

    Args:
        verb: up, destroy, preview or refresh.
        unfinished: The names of what was begun and may be half done.
        touched: Whether it was more than a plan.
        at_once: The engine did not end in order.
    """
    if not touched:
        return f"interrupted: nothing was touched. `python -m fleet {verb}` begins again"
    half = f"May be half done: {', '.join(unfinished)}. " if unfinished else "Nothing is half done. "
    lock = "If the stack is still locked, `python -m fleet cancel` unlocks it. " if at_once else ""
    also = ", and looks first for what was half made" if unfinished and verb == "up" else ""
    return f"interrupted: what was done is noted in the state. {half}{lock}`python -m fleet {verb}` goes on{also}"
