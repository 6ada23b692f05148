"""Looking for what may have been made although the answer says otherwise."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from providers.kit.runtime import Runtime

LOOKS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds before each further look for what may have been made although the answer says otherwise."""

Item = dict[str, Any]


@dataclass
class Search:
    """Looking for what may have been made although the answer says otherwise, in whichever list of an account.

    One search goes on at a time. After one in vain the others are short: the service is out of order, and each of many
    resources would wait for it.
    """

    runtime: Runtime
    _is_vain: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def patiently(self, look: Callable[[], Item | None]) -> Item | None:
        """What is found, soon or late."""
        with self._lock:
            for seconds in (0.0,) if self._is_vain else (0.0, *LOOKS):
                self.runtime.wait(seconds)
                found = look()
                if found is not None:
                    return found
            self._is_vain = True
            return None
