"""What a provider does to the world besides HTTP: tells time, waits, and says what it is doing."""

import threading
import time
from typing import Protocol

import grpc
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub


class CancelledError(Exception):
    """The run was cancelled while something was being waited for."""


class Runtime(Protocol):
    """Time and speech, so that a test can have its own."""

    def now(self) -> float:
        """Seconds since a moment that never changes."""

    def today(self) -> float:
        """Seconds since 1970, as servers count."""

    def wait(self, seconds: float) -> None:
        """Wait.

        Raises:
            CancelledError: The run was cancelled.
        """

    def say(self, words: str, *, warning: bool = False) -> None:
        """Tell whoever watches the run; a mere sign of life unless it is a warning."""


class EngineRuntime:
    """Real time, and words that the engine shows.

    Args:
        engine: The address at which the engine takes what providers have to say; without one it is not said.
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
        """Stop all that waits, now and later."""
        self._cancelled.set()

    def say(self, words: str, *, warning: bool = False) -> None:
        """Have the engine show it: a warning stays, anything else is a line that the next one takes the place of."""
        # Another thread may find meanwhile that it is gone.
        engine = self._engine
        if engine is None:
            return
        severity = engine_pb2.WARNING if warning else engine_pb2.INFO
        request = engine_pb2.LogRequest(severity=severity, message=words, ephemeral=not warning)
        try:
            engine.Log(request, timeout=5)
        except grpc.RpcError:
            # An engine that is gone has nobody to show it to.
            self._engine = None
