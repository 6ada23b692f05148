"""A provider's clock and log, behind an interface, so that tests need not wait."""

import threading
import time
from typing import Protocol

import grpc
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub


class CancelledError(Exception):
    """The run was cancelled while something was being waited for."""


class Runtime(Protocol):
    """The clock and the log."""

    def now(self) -> float:
        """Seconds on a clock that only moves forward, for measuring how much time has passed."""

    def today(self) -> float:
        """Seconds since 1970, to compare with dates that servers send."""

    def wait(self, seconds: float) -> None:
        """Wait.

        Raises:
            CancelledError: The run was cancelled.
        """

    def log(self, message: str, *, warning: bool = False) -> None:
        """Show a message in the run's output. Only a warning stays there; the next message replaces any other."""


class EngineRuntime:
    """The real clock, and a log that the engine displays.

    Args:
        engine: The address of the engine's log service; without one messages are dropped.
    """

    def __init__(self, engine: str = "") -> None:
        self._cancelled = threading.Event()
        self._engine = EngineStub(grpc.insecure_channel(engine)) if engine else None

    def now(self) -> float:
        """Seconds since the machine started."""
        return time.monotonic()

    def today(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def wait(self, seconds: float) -> None:
        """Wait, or stop waiting when the run is cancelled."""
        if self._cancelled.wait(seconds):
            raise CancelledError("cancelled")

    def cancel(self) -> None:
        """End every wait, current and future."""
        self._cancelled.set()

    def log(self, message: str, *, warning: bool = False) -> None:
        """Have the engine show a message. A warning stays; the next message replaces any other."""
        # Another thread may set the attribute to None meanwhile.
        engine = self._engine
        if engine is None:
            return
        severity = engine_pb2.WARNING if warning else engine_pb2.INFO
        request = engine_pb2.LogRequest(severity=severity, message=message, ephemeral=not warning)
        try:
            engine.Log(request, timeout=5)
        except grpc.RpcError:
            # The engine is gone, and with it whoever could read this.
            self._engine = None
