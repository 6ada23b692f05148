"""What starts and stops programs for tests, on the quickest of them."""

import socket
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.debian import tool
from tests.live import programs
from tests.live.programs import Program, on_free_port


def exporter(folder: Path, port: int, *options: str) -> Program:
    command = [*tool("node_exporter"), f"--web.listen-address=127.0.0.1:{port}", *options]
    return Program(command, folder / "log")


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_port_that_was_taken_meanwhile_is_left_to_who_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, ExitStack() as stack:
        free = programs.free_port()
        ports = iter([other.getsockname()[1], free])
        monkeypatch.setattr(programs, "free_port", lambda: next(ports))
        _, port = on_free_port(lambda port: exporter(tmp_path, port), stack)
        assert port == free
        assert answers(port)


def test_a_program_ends_with_its_test_and_shows_the_end_of_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ExitStack() as stack:
        _, port = on_free_port(lambda port: exporter(tmp_path, port), stack)
        assert answers(port)
    assert not answers(port)
    assert "Listening on" in capsys.readouterr().out


def test_a_program_that_does_not_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="unknown long flag '--wrong'"):
        exporter(tmp_path, programs.free_port(), "--wrong").start()
