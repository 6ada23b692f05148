"""Spreads requests over time, so that an API's rate limit is never exceeded."""

import threading
from collections import deque
from dataclasses import dataclass, field

from providers.kit.runtime import Runtime


@dataclass
class RateLimit:
    """At most `limit` requests in any `seconds`. The first ones may start at once."""

    runtime: Runtime
    limit: int
    seconds: float = 60.0
    _starts: deque[float] = field(default_factory=deque)
    _paused_until: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def pause(self, seconds: float) -> None:
        """Start no request for some seconds, because the service reported too many."""
        with self._lock:
            self._paused_until = max(self._paused_until, self.runtime.now() + seconds)

    def reserve(self) -> float:
        """Reserve the next free moment for a request; the caller then waits for the returned number of seconds."""
        with self._lock:
            now = self.runtime.now()
            while self._starts and self._starts[0] <= now - self.seconds:
                self._starts.popleft()
            # Reservations for later count too.
            start = now if len(self._starts) < self.limit else self._starts[-self.limit] + self.seconds
            start = max(start, self._paused_until, now)
            self._starts.append(start)
            return start - now
