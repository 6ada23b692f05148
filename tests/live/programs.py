"""Real programs that a test starts and stops; none outlives the test, however that ends."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from tests.debian import tool

PATIENCE_SECONDS = 60
"""How long something may take that takes a few seconds, as the machine may have other work."""
ATTEMPTS = 5
PORTS = range(20000, 32000)
"""Below those that Linux gives to outgoing connections, one of which could take the port of a program that restarts."""
TAIL = 30
"""Lines of a log that are shown."""

_T = TypeVar("_T")


class PortTakenError(Exception):
    """Another program was faster."""


def becomes(expected: _T, found: Callable[[], _T]) -> None:
    """Wait until what is found is what is expected, and fail when it never is."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (last := found()) != expected and time.monotonic() < deadline:
        time.sleep(0.1)
    assert last == expected, f"it should become {expected}, and is {last}"


def free_port() -> int:
    """A port on loopback that nothing listens on."""
    while True:
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


class Program:
    """A program in a session of its own; what it says is in a log, beside which it runs.

    `ready` is what it logs once it answers.
    """

    def __init__(
        self, command: Iterable[str], log: Path, env: Mapping[str, str] | None = None, ready: str = "Listening on"
    ) -> None:
        # Should the test be killed, the kernel kills the program.
        self._command = ["setpriv", "--pdeathsig", "KILL", *command]
        self._log, self._env, self._ready = log, {**os.environ, **(env or {})}, ready
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            PortTakenError: Something else listens on its port.
        """
        before = len(self._said())
        with self._log.open("ab") as log:
            streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self._process = subprocess.Popen(
                self._command, **streams, cwd=self._log.parent, env=self._env, start_new_session=True
            )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._ready not in self._said()[before:]:
            if self._process.poll() is not None and "address already in use" in self._said()[before:]:
                raise PortTakenError(self._log.name)
            assert self._process.poll() is None, f"it ended: {self.tail()}"
            assert time.monotonic() < deadline, f"it never answered: {self.tail()}"
            time.sleep(0.05)

    def reload(self) -> None:
        """Have it read its configuration again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """End it and all that it started, if need be by force."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        self._process = None

    def tail(self) -> str:
        """The end of its log."""
        return "\n".join([f"--- {self._log.name}", *self._said().splitlines()[-TAIL:]])

    def show(self) -> None:
        """Print the end of its log."""
        sys.stdout.write(f"{self.tail()}\n")

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            os.killpg(self._process.pid, number)

    def _said(self) -> str:
        return self._log.read_text() if self._log.exists() else ""


def on_free_port(program: Callable[[int], Program], stack: ExitStack) -> tuple[Program, int]:
    """Start a program that is made for a port, on another one should that be taken meanwhile.

    With the stack it shows the end of its log, which pytest tells only of tests that fail, and ends.
    """
    for _ in range(ATTEMPTS):
        port = free_port()
        found = program(port)
        stack.callback(found.stop)
        stack.callback(found.show)
        try:
            found.start()
        except PortTakenError:
            continue
        return found, port
    raise AssertionError(f"no free port in {ATTEMPTS} attempts")


def alertmanager(folder: Path) -> list[str]:
    """The command of a copy of Alertmanager in a folder, to be run there.

    Debian's reads templates of mails from `/usr/share`, and they aren't there as it isn't installed; so the copy looks
    for them where it runs. They are empty: webhooks have none.
    """
    *before, program = tool("alertmanager")
    installed = b"/usr/share/prometheus/alertmanager"
    here = b"./" * (len(installed) // 2)
    assert len(here) == len(installed)
    copy = folder / "alertmanager"
    copy.write_bytes(Path(program).read_bytes().replace(installed, here))
    copy.chmod(0o755)
    for name in ("default.tmpl", "email.tmpl"):
        (folder / name).touch()
    return [*before, str(copy)]
