"""Signs of life in a log, and on a terminal."""

import io
import time
from typing import Any

import pytest
from rich.console import Console

from engine import progress as module
from engine.progress import QUIET_SECONDS, progress


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A console of standard error's kind: a terminal, or a log."""

    def of(*, terminal: bool) -> io.StringIO:
        out = io.StringIO()
        made = Console(file=out, force_terminal=terminal, width=80, highlight=False)
        monkeypatch.setattr(module, "console", lambda *, stderr: made if stderr else None)
        return out

    return of


def test_a_log_has_a_line_only_after_some_silence(shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    out = shown(terminal=False)
    with progress("up of s") as report:
        for count, seconds in enumerate([1, QUIET_SECONDS - 1, QUIET_SECONDS, QUIET_SECONDS + 1, 2 * QUIET_SECONDS], 1):
            now[0] = seconds
            report(f"h{count}", count)
    assert out.getvalue().splitlines() == ["up of s: 3 resources … h3", "up of s: 5 resources … h5"]


def test_a_terminal_has_a_line_that_moves(shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    out = shown(terminal=True)
    monkeypatch.setattr("rich.status.Status.update", lambda _, status: told.append(status))
    with progress("up of s") as report:
        report("www.example.org", 7)
    assert told == ["up of s: 7 resources … www.example.org"]
    assert "up of s …" in out.getvalue()
