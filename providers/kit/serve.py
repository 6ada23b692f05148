"""Serve a package to the engine that started this process."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from providers.kit.provider import Provider
from providers.kit.resource import Package
from providers.kit.runtime import EngineRuntime

WORKERS = 32
"""Requests answered at once: most of them wait, for a service's limits or for each other's list."""
ORPHANED_SECONDS = 1.0
"""How soon after its engine a provider ends."""


def serve(package: Package) -> None:
    """Serve until the engine ends the process or is gone itself; the first line written is the port."""
    engine = os.getppid()
    server = grpc.server(ThreadPoolExecutor(WORKERS), options=_GRPC_CHANNEL_OPTIONS)
    runtime = EngineRuntime(sys.argv[1] if len(sys.argv) > 1 else "")
    add_ResourceProviderServicer_to_server(Provider(package, runtime), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    # A killed engine ends no providers, and they would wait for it forever.
    with suppress(KeyboardInterrupt):
        while server.wait_for_termination(ORPHANED_SECONDS):
            if os.getppid() != engine:
                runtime.cancel()
                break
