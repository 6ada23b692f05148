"""Ctrl-C, SIGTERM and SIGHUP while another process works."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Thread

import pytest

from engine.interruption import SIGNALS, STOPPING, InterruptedRunError, handing_on, interrupted

STOPS = """
import signal, sys
signal.signal(signal.SIGINT, lambda *_: sys.exit(5))
print("on", flush=True)
signal.pause()
"""


@pytest.fixture(autouse=True)
def _heeded() -> Iterator[None]:
    """The signals are not ignored, whatever runs the tests: a shell's background, or `nohup`."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def started() -> "subprocess.Popen[str]":
    process = subprocess.Popen([sys.executable, "-c", STOPS], stdout=subprocess.PIPE, text=True, process_group=0)
    assert process.stdout is not None
    assert process.stdout.readline() == "on\n"
    return process


@pytest.mark.parametrize("early", [True, False])
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_reaches_the_other_process_and_not_this_one(
    number: signal.Signals, capfd: pytest.CaptureFixture[str], *, early: bool
) -> None:
    before = [signal.getsignal(one) for one in SIGNALS]
    with started() as process, handing_on() as handover:
        if early:
            os.kill(os.getpid(), number)
        handover.to(process)
        if not early:
            os.kill(os.getpid(), number)
        process.communicate()
    assert (process.returncode, handover.signals) == (5, [number])
    assert [signal.getsignal(one) for one in SIGNALS] == before
    assert STOPPING not in capfd.readouterr().out


def test_without_a_signal_nothing_happens_and_what_has_ended_is_sent_none() -> None:
    with subprocess.Popen(["true"], text=True) as process, handing_on() as handover:
        handover.to(process)
        process.wait()
        assert handover.signals == []
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)
    assert (handover.signals, process.returncode) == ([signal.SIGINT, signal.SIGTERM], 0)


@pytest.mark.parametrize("number", SIGNALS)
def test_what_is_ignored_stays_ignored(number: signal.Signals) -> None:
    signal.signal(number, signal.SIG_IGN)
    with handing_on() as handover:
        os.kill(os.getpid(), number)
        assert signal.getsignal(number) is signal.SIG_IGN
    assert handover.signals == []


def test_a_terminal_that_is_closed_is_heard_once_and_needs_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    written = list[int]()

    def refuse(stream: int, _text: bytes) -> int:
        written.append(stream)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("engine.interruption.os.write", refuse)
    with started() as process, handing_on() as handover:
        handover.to(process)
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGHUP)
        process.communicate()
    assert (process.returncode, handover.signals, len(written)) == (5, [signal.SIGHUP], 1)


def test_another_thread_has_no_handlers() -> None:
    before, during = signal.getsignal(signal.SIGINT), list[object]()

    def work() -> None:
        with handing_on():
            during.append(signal.getsignal(signal.SIGINT))

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert during == [before]


@pytest.mark.parametrize(
    ("verb", "unfinished", "touched", "at_once", "words"),
    [
        ("up", [], False, False, ["nothing was touched", "`python -m fleet up` begins again"]),
        ("preview", [], False, True, ["nothing was touched", "`python -m fleet preview` begins again"]),
        ("up", [], True, False, ["Nothing is half done", "`python -m fleet up` goes on"]),
        ("up", ["a", "b"], True, False, ["May be half done: a, b.", "`python -m fleet up` goes on, and looks first"]),
        ("up", ["a"], True, True, ["May be half done: a.", "`python -m fleet cancel` unlocks it", "goes on"]),
        ("destroy", ["a"], True, False, ["May be half done: a.", "`python -m fleet destroy` goes on"]),
        ("refresh", [], True, True, ["`python -m fleet cancel` unlocks it", "`python -m fleet refresh` goes on"]),
    ],
)
def test_it_says_what_was_left_and_what_goes_on(
    verb: str, unfinished: list[str], words: list[str], *, touched: bool, at_once: bool
) -> None:
    said = interrupted(verb, unfinished, touched=touched, at_once=at_once)
    assert [word for word in words if word not in said] == []
    assert ("cancel" in said) == (at_once and touched)


def test_nothing_that_bears_with_a_failure_of_the_engine_bears_with_it() -> None:
    assert not isinstance(InterruptedRunError(at_once=False), Exception)
