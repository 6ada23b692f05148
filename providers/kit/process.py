"""A process that answers the engine which started it."""

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderServicer, add_ResourceProviderServicer_to_server

ORPHANED_SECONDS = 1.0
"""How soon after its engine a provider ends."""


def start(servicer: ResourceProviderServicer, workers: int) -> tuple[grpc.Server, int]:
    """Start to answer on the loopback interface.

    Args:
        servicer: What answers.
        workers: How many requests at once.

    Returns:
        The server and its port.
    """
    server = grpc.server(ThreadPoolExecutor(workers), options=_GRPC_CHANNEL_OPTIONS)
    add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def stay(server: grpc.Server, port: int, engine: int, end: Callable[[], None] = lambda: None) -> None:
    """Say the port, and answer until the engine ends this process or is gone itself.

    Args:
        server: What answers.
        port: Where.
        engine: The process that started this one; a killed one ends no providers, and they would wait for it forever.
        end: Called when the engine is gone.
    """
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        while server.wait_for_termination(ORPHANED_SECONDS):
            if os.getppid() != engine:
                end()
                break
