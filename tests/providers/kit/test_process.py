"""A provider's process lives as long as its engine."""

import os
from typing import Any

import pytest

from providers.kit.process import ORPHANED_SECONDS, serve_until_engine_ends


class Server:
    """A server that is never ended, or after some looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def wait_for_termination(self, timeout: float) -> bool:
        assert timeout == ORPHANED_SECONDS
        self.looks -= 1
        return self.looks >= 0


@pytest.mark.parametrize(("engine", "looks_left", "ended"), [(os.getppid(), -1, []), (os.getppid() + 1, 2, ["ended"])])
def test_it_ends_when_it_is_told_to_or_when_its_engine_is_gone(
    engine: int, looks_left: int, ended: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[str] = []
    server: Any = Server(3)
    serve_until_engine_ends(server, 4321, engine, lambda: told.append("ended"))
    assert (server.looks, told, capsys.readouterr().out) == (looks_left, ended, "4321\n")
