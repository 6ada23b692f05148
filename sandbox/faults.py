"""Injects faults into the simulated clouds: writes fail as an environment variable requests."""

import os
import re
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.kind import Kind
from sandbox.refusal import CloudError
from sandbox.simulation import kinds, simulation
from sandbox.store import Store

FAULT = "FLEET_SANDBOX_FAULT"
"""The environment variable that lists the faults: `FAULT:TYPE:OPERATION:N`, separated by spaces.

Example: `rate-limit:Server:create:2` refuses the second server that is created.
"""

REFUSALS = ("rate-limit", "server-error", "no-capacity")
"""Faults that refuse a write with the plugin's own message. Not every plugin has each of them."""
LOST = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
"""Every plugin's message about a write that got no answer."""

_NAMES = (*REFUSALS, "timeout", "name-taken", "kill")
_OPERATIONS = ("create", "update", "delete", "write")


@dataclass(frozen=True)
class Fault:
    """A fault in the `number`-th write that matches. `*` and `write` match every type and operation."""

    name: str
    type: str
    operation: str
    number: int

    def matches(self, kind: Kind, operation: str) -> bool:
        """Whether the fault is possible for this write."""
        plugin, _, type_ = kind.token.split(":")
        if self.name in REFUSALS and self.name not in simulation(plugin).refusals:
            return False
        if self.name == "name-taken" and (operation != "create" or kind.name is None):
            return False
        return self.type in ("*", type_) and self.operation in ("write", operation)


def parse(text: str) -> tuple[Fault, ...]:
    """The faults in the environment variable's value.

    Raises:
        ValueError: The value is malformed; the text says what to write.
    """
    return tuple(map(_parsed, text.split()))


def killing_write(text: str) -> int | None:
    """The number of the write, whatever its type, after which the engine is killed, in the environment variable."""
    found = re.search(r"(?:^|\s)kill:\*:write:(\d+)(?:\s|$)", text)
    return int(found[1]) if found else None


def _parsed(text: str) -> Fault:
    try:
        name, type_, operation, number = text.split(":")
    except ValueError:
        raise ValueError(f"{text!r} is not FAULT:TYPE:OPERATION:N, as in rate-limit:Server:create:1") from None
    if name not in _NAMES:
        raise ValueError(f"{text!r}: there is no fault {name!r}, but {', '.join(_NAMES)}")
    types = {token.rpartition(":")[2] for token in kinds()}
    if type_ != "*" and type_ not in types:
        raise ValueError(f"{text!r}: there is no type {type_!r}, but *, {', '.join(sorted(types))}")
    if operation not in _OPERATIONS:
        raise ValueError(f"{text!r}: there is no operation {operation!r}, but {', '.join(_OPERATIONS)}")
    if not (number.isascii() and number.isdigit() and int(number)):
        raise ValueError(f"{text!r}: {number!r} is not a number from 1 up")
    fault = Fault(name, type_, operation, int(number))
    if not any(fault.matches(kind, tried) for kind in kinds().values() for tried in _OPERATIONS):
        raise ValueError(f"{text!r}: this never happens, since no such write can have this fault")
    return fault


class Faults:
    """The faults of one plugin process, each of which happens once.

    Args:
        faults: The faults.
        store: The simulated clouds' store, which counts the writes of all plugins.
    """

    def __init__(self, faults: Iterable[Fault], store: Store) -> None:
        self._seen = dict.fromkeys(faults, 0)
        self._store = store
        # The launcher script replaces itself with this process, so the parent is the engine.
        self._engine = os.getppid()

    @contextmanager
    def around(self, kind: Kind, operation: str, take_name: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Carry out a write, with the fault whose turn it is. Writes must not run at the same time.

        Args:
            kind: The type of the object that is written.
            operation: create, update or delete.
            take_name: Adds another object with the name of the one that is to be created.

        Raises:
            CloudError: The fault.
        """
        matching = [fault for fault in self._seen if fault.matches(kind, operation)]
        for fault in matching:
            self._seen[fault] += 1
        due = {fault.name for fault in matching if fault.name != "kill" and self._seen[fault] == fault.number}
        for refusal in sorted(due & set(REFUSALS)):
            raise CloudError(simulation(kind.token.partition(":")[0]).refusals[refusal])
        if "name-taken" in due:
            take_name()
        before = self._store.written
        yield
        if any(fault.name == "kill" and before < fault.number == self._store.written for fault in matching):
            self._kill()
        if "timeout" in due:
            raise CloudError(LOST)

    def _kill(self) -> None:
        # If the engine is gone, the parent is another process, which must not be killed.
        if os.getppid() == self._engine:
            os.kill(self._engine, signal.SIGKILL)
        # Ends at once, so that nothing more is answered or written.
        os._exit(1)
