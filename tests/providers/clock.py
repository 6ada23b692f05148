"""A runtime whose time passes only where something waits for it."""

import threading

from providers.kit.runtime import CancelledError


class Clock:
    """Time that stands still until something waits; what is said is kept."""

    def __init__(self, today: float = 1_800_000_000.0) -> None:
        self._began = today
        self._lock = threading.Lock()
        self.passed = 0.0
        self.waited: list[float] = []
        self.logged: list[str] = []
        self.warned: list[str] = []
        self.cancelled = False

    def now(self) -> float:
        return self.passed

    def today(self) -> float:
        return self._began + self.passed

    def wait(self, seconds: float) -> None:
        if self.cancelled:
            raise CancelledError("cancelled")
        with self._lock:
            self.waited.append(seconds)
            self.passed += max(seconds, 0.0)

    def log(self, message: str, *, warning: bool = False) -> None:
        (self.warned if warning else self.logged).append(message)

    def cancel(self) -> None:
        self.cancelled = True
