"""Serve a simulated cloud: `python -m sandbox PLUGIN ENGINE`, as the launchers in `sandbox/bin` do for the engine."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from sandbox.provider import SimulatedCloud
from sandbox.store import Store
from sandbox.workspace import STORE

WORKERS = 4
"""Requests answered at once; each is a few lines of Python and a write, so more would only wait for each other."""


def serve(plugin: str) -> None:
    """Serve until the engine ends the process; the first line written is the port, as its protocol wants."""
    server = grpc.server(ThreadPoolExecutor(WORKERS), options=_GRPC_CHANNEL_OPTIONS)
    cloud = SimulatedCloud(Store(Path(os.environ[STORE])), version(f"pulumi-{plugin}"))
    add_ResourceProviderServicer_to_server(cloud, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


if __name__ == "__main__":
    serve(sys.argv[1])
