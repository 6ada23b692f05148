"""Runs a provider's server for as long as the engine that started the process."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer, add_ResourceProviderServicer_to_server

ORPHANED_SECONDS = 1.0
"""How often a provider checks whether its engine is still there."""


def start(servicer: ResourceProviderServicer, workers: int) -> tuple[grpc.Server, int]:
    """Start a gRPC server on a free port of the loopback interface.

    Args:
        servicer: The provider.
        workers: How many requests it handles at once.

    Returns:
        The server and its port.
    """
    server = grpc.server(ThreadPoolExecutor(workers), options=_GRPC_CHANNEL_OPTIONS)
    add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def serve_until_engine_ends(
    server: grpc.Server, port: int, engine: int, end: Callable[[], None] = lambda: None
) -> None:
    """Print the port, as the engine expects, and serve until the engine ends this process or is gone.

    Args:
        server: The running server.
        port: Its port.
        engine: The id of the engine's process. A killed engine ends no providers, which would wait for it forever.
        end: Called when the engine is gone.
    """
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        while server.wait_for_termination(ORPHANED_SECONDS):
            if os.getppid() != engine:
                end()
                break
