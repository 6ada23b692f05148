"""Serves a simulated cloud: `python -m sandbox PLUGIN ENGINE`, which the launchers in a stack's sandbox call."""

import os
import sys
from pathlib import Path

import grpc

from providers.kit.process import serve_until_engine_ends
from providers.kit.process import start as serve
from sandbox.faults import FAULT, Faults, parse
from sandbox.provider import SimulatedCloud
from sandbox.simulation import plugins, simulation
from sandbox.store import Store
from sandbox.workspace import STORE

WORKERS = 4
"""Requests handled at once. Each is a few lines of Python and a write, so more would only wait for each other."""


def start(plugin: str, store: Path, faults: str = "") -> tuple[grpc.Server, int]:
    """Start a simulated cloud on the loopback interface.

    Args:
        plugin: The name of the official plugin that it replaces.
        store: The file of the simulated clouds' store.
        faults: The faults to inject, as in the environment variable.

    Returns:
        The server and its port.

    Raises:
        ValueError: The faults are malformed; the text says how.
    """
    opened = Store(store)
    cloud = SimulatedCloud(opened, simulation(plugin), Faults(parse(faults), opened))
    return serve(cloud, WORKERS)


def main() -> None:
    """Print the port, and serve until the engine ends the process or is gone."""
    plugin, store = (sys.argv[1] if len(sys.argv) > 1 else ""), os.environ.get(STORE)
    if plugin not in plugins() or not store:
        sys.exit(
            f"usage: {STORE}=FILE python -m sandbox {'|'.join(plugins())}; `python -m fleet … --sandbox` does this"
        )
    engine = os.getppid()
    try:
        server, port = start(plugin, Path(store), os.environ.get(FAULT, ""))
    except ValueError as error:
        sys.exit(f"{FAULT}: {error}")
    serve_until_engine_ends(server, port, engine)


if __name__ == "__main__":
    main()
