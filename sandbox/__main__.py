"""Serve a simulated cloud: `python -m sandbox PLUGIN ENGINE`, as the launchers in `sandbox/bin` do for the engine."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

import grpc
from pulumi.runtime._grpc_settings import _GRPC_CHANNEL_OPTIONS
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from sandbox.faults import FAULT, Faults, parse
from sandbox.provider import SimulatedCloud
from sandbox.store import Store
from sandbox.workspace import PLUGINS, STORE

WORKERS = 4
"""Requests answered at once; each is a few lines of Python and a write, so more would only wait for each other."""
ORPHANED_SECONDS = 1.0
"""How soon after its engine a plugin ends."""


def start(plugin: str, store: Path, faults: str = "") -> tuple[grpc.Server, int]:
    """Start a simulated cloud on the loopback interface.

    Args:
        plugin: The name of the official plugin that it stands in for.
        store: The clouds' file.
        faults: What makes its writes fail, as the environment variable says it.

    Returns:
        The server and its port.

    Raises:
        ValueError: There are no such faults; the text says why.
    """
    server = grpc.server(ThreadPoolExecutor(WORKERS), options=_GRPC_CHANNEL_OPTIONS)
    memory = Store(store)
    cloud = SimulatedCloud(memory, version(f"pulumi-{plugin}"), Faults(parse(faults), memory))
    add_ResourceProviderServicer_to_server(cloud, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def main() -> None:
    """Serve until the engine ends the process or is gone itself; the first line written is the port."""
    plugin, store = (sys.argv[1] if len(sys.argv) > 1 else ""), os.environ.get(STORE)
    if plugin not in PLUGINS or not store:
        sys.exit(f"usage: {STORE}=FILE python -m sandbox {'|'.join(PLUGINS)}; `python -m fleet … --sandbox` does this")
    engine = os.getppid()
    try:
        server, port = start(plugin, Path(store), os.environ.get(FAULT, ""))
    except ValueError as wrong:
        sys.exit(f"{FAULT}: {wrong}")
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    # A killed engine ends no plugins, and they would wait for it forever.
    while server.wait_for_termination(ORPHANED_SECONDS):
        if os.getppid() != engine:
            break


if __name__ == "__main__":
    main()
