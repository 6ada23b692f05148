"""A Python that has imported everything already, from which each command of a test is forked.

`python -m fleet` and the five plugins of one run of the engine spend most of their time importing gRPC, Pulumi and its
SDKs, and the suite starts them more than a thousand times. A forked process is as much one of its own as a started one:
its environment, folder, arguments and streams are its caller's, and nothing of it comes back but its exit code.

    warm.python()    an executable that takes `-m MODULE …` as `python` does, for a tenth of the price

What a test kills with all its children, as a terminal would, is started cold.
"""

import atexit
import gc
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from runpy import run_module
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
OWN = ("cli", "components", "engine", "fleet", "providers", "sandbox", "tests")
"""The packages of this repository, which a command in another checkout has to import from there."""
PRELOADED = (
    "httpx",
    "pulumi.automation",
    "pulumi_github",
    "pulumi_hcloud",
    "pulumi_linode",
    "pulumi.provider.experimental",
    "rich.console",
    "rich.progress",
    "tenacity",
    "typer",
    "werkzeug.serving",
    "yaml",
    "components",
    "engine.operation",
    "engine.progress",
    "engine.report",
    "fleet.render.export",
    "providers.hetznerrobot.package",
    "providers.kit.serve",
    "providers.uptimerobot.package",
    "sandbox.apis",
    "sandbox.provider",
    "sandbox.seed",
    "sandbox.workspace",
)
"""Not `cli`, which reads the environment when it is imported."""
REQUEST = 1 << 20
"""Bytes that a request may have: arguments and environment."""


class Request(NamedTuple):
    """What a caller wants run, and as what."""

    argv: list[str]
    folder: str
    env: dict[str, str]
    parent: int


@cache
def python() -> Path:
    """An executable in place of `python`; it works as long as this process does."""
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    address, file = folder / "socket", folder / "python"
    client = Path(__file__).with_name("warm_client.py")
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -IS "{client}" "{address}" "{sys.executable}" "$@"\n')
    file.chmod(0o755)
    # It ends when its standard input does, so even after a test process that was killed.
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.warm", str(address), str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(_end, server, folder)
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    return file


def _end(server: subprocess.Popen[bytes], folder: Path) -> None:
    server.communicate()
    shutil.rmtree(folder)


def serve(address: str) -> Request | None:
    """Fork for every request; in a forked process the request is returned, in this one nothing, and only at the end."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while listener.fileno() in select.select([listener.fileno(), 0], [], [])[0]:
            caller, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                return _attended(caller)
            caller.close()
    return None


def _attended(caller: socket.socket) -> Request:
    """Fork once more: the one process is the program, the other ends it when its caller is gone."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams, _, _ = socket.recv_fds(caller, REQUEST, 3)
    while not message.endswith(b"\n"):
        message += caller.recv(REQUEST)
    if program := os.fork():
        os.close(0)
        for stream in streams:
            os.close(stream)
        ended = os.pidfd_open(program)
        if caller.fileno() in select.select([caller.fileno(), ended], [], [])[0]:
            os.kill(program, signal.SIGKILL)
        _, status = os.waitpid(program, 0)
        code = os.waitstatus_to_exitcode(status)
        with suppress(OSError):
            caller.send(str(code).encode())
        os._exit(0)
    caller.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    return Request(*json.loads(message))


def become(request: Request, python: str) -> None:
    """Make of this process what the request asks for, up to the module that is to run."""
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.env)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode, 1 if os.isatty(number) else -1, encoding="utf-8", closefd=False)
        for number, mode in enumerate("rww")
    )
    # Whatever this starts in turn is warm too.
    sys.executable, sys.argv = python, request.argv
    # To what it runs, its parent is who asked for it: a simulated cloud kills its engine by that.
    os.getppid = lambda: request.parent if Path(f"/proc/{request.parent}").exists() else 1
    first = [request.folder, *filter(None, request.env.get("PYTHONPATH", "").split(os.pathsep))]
    sys.path[:] = [*first, *(entry for entry in sys.path if entry != str(ROOT))]
    ours = next((entry for entry in first if (Path(entry) / "fleet" / "__init__.py").exists()), None)
    if ours != str(ROOT):
        for name in [name for name in sys.modules if name.partition(".")[0] in OWN]:
            del sys.modules[name]


def main(address: str, python: str) -> None:
    """Import everything, and serve until standard input ends."""
    for name in PRELOADED:
        import_module(name)
    gc.freeze()
    if request := serve(address):
        become(request, python)
        run_module(request.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
