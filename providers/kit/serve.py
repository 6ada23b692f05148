"""Serve a package to the engine that started this process."""

import os
import sys

from providers.kit.process import start, stay
from providers.kit.provider import Provider
from providers.kit.resource import Package
from providers.kit.runtime import EngineRuntime

WORKERS = 256
"""Requests answered at once, more than the engine ever asks: most of them wait for a service, and a request to cancel
must not wait behind them. A thread is made only when it is needed."""


def serve(package: Package) -> None:
    """Serve a package."""
    engine = os.getppid()
    runtime = EngineRuntime(sys.argv[1] if len(sys.argv) > 1 else "")
    server, port = start(Provider(package, runtime), WORKERS)
    stay(server, port, engine, runtime.cancel)
