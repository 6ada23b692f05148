"""Repeats a search for an object whose creation was not confirmed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from providers.kit.runtime import Runtime

RETRY_DELAYS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before each further attempt."""

Item = dict[str, Any]


@dataclass
class Search:
    """Repeats a search until an object appears, in any list of an account.

    Searches run one at a time. Once one has failed, the next ones make a single attempt: the service is out of order,
    and each of many resources would wait half a minute for it.
    """

    runtime: Runtime
    _has_failed: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def repeat(self, find: Callable[[], Item | None]) -> Item | None:
        """Call `find` until it returns an item; None after the last attempt."""
        with self._lock:
            for seconds in (0.0,) if self._has_failed else (0.0, *RETRY_DELAYS):
                self.runtime.wait(seconds)
                item = find()
                if item is not None:
                    return item
            self._has_failed = True
            return None
