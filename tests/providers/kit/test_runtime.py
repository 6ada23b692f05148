import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2
from pulumi.runtime.proto.engine_pb2_grpc import EngineServicer, add_EngineServicer_to_server

from providers.kit.runtime import CancelledError, EngineRuntime


class Engine(EngineServicer):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[engine_pb2.LogRequest] = []

    def Log(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: N802 # the protocol's name
        del context
        self.told.append(request)
        return empty_pb2.Empty()


def test_a_warning_stays_and_a_sign_of_life_makes_room_for_the_next() -> None:
    engine, server = Engine(), grpc.server(ThreadPoolExecutor(1))
    add_EngineServicer_to_server(engine, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    runtime = EngineRuntime(address)
    runtime.log("working")
    runtime.log("look out", warning=True)
    server.stop(None).wait()
    told = [(one.message, one.severity, one.ephemeral) for one in engine.told]
    assert told == [("working", engine_pb2.INFO, True), ("look out", engine_pb2.WARNING, False)]


def test_an_engine_that_is_gone_or_never_was_is_no_error() -> None:
    runtime = EngineRuntime("127.0.0.1:1")
    runtime.log("anyone?")
    assert runtime._engine is None
    EngineRuntime().log("anyone?")


class Losing(EngineRuntime):
    """Has an engine only until it is looked at: another thread has found that it is gone."""

    engine: Any

    @property
    def _engine(self) -> Any:
        engine, self.engine = self.engine, None
        return engine

    @_engine.setter
    def _engine(self, engine: Any) -> None:
        self.engine = engine


def test_an_engine_that_goes_while_something_is_said_is_no_error() -> None:
    runtime = Losing("127.0.0.1:1")
    runtime.log("anyone?")
    assert runtime.engine is None


def test_time_passes_and_a_server_counts_from_1970() -> None:
    runtime = EngineRuntime()
    before = runtime.now()
    runtime.wait(0.01)
    assert runtime.now() > before
    assert runtime.today() > 1_700_000_000


def test_cancelling_ends_what_waits_and_what_would_wait() -> None:
    runtime, ended = EngineRuntime(), threading.Event()

    def wait() -> None:
        with pytest.raises(CancelledError):
            runtime.wait(600)
        ended.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    runtime.cancel()
    waiting.join()
    assert ended.is_set()
    with pytest.raises(CancelledError):
        runtime.wait(0)
