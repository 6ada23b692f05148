"""Serves a package to the engine that started this process."""

import os
import sys

from providers.kit.process import serve_until_engine_ends, start
from providers.kit.provider import Provider
from providers.kit.resource import Package
from providers.kit.runtime import EngineRuntime

WORKERS = 256
"""Requests handled at once, more than the engine ever sends. Most of them wait for a service, and a request to cancel
must not wait behind them. A thread is started only when it is needed."""


def serve(package: Package) -> None:
    """Serve a package until the engine ends. The engine passes its log's address as the only argument."""
    engine = os.getppid()
    runtime = EngineRuntime(sys.argv[1] if len(sys.argv) > 1 else "")
    server, port = start(Provider(package, runtime), WORKERS)
    serve_until_engine_ends(server, port, engine, runtime.cancel)
