"""Stands in for `python`: has `tests/warm.py` run the module, or starts Python where that is not what is asked for.

Arguments are the server's address, the real Python, and those of `python`. It imports next to nothing: it is started
as often as everything else together.
"""

import os
import socket
import sys

POLL_SECONDS = 0.5
"""How soon it ends after the process that started it, which need not have had the time to end it."""


def main(address: str, python: str, *args: str) -> None:
    """Ask, wait, and end as the program did."""
    if args[:1] != ("-m",) or "PYTHONHASHSEED" in os.environ:
        os.execv(python, [python, *args])  # noqa: S606 # in place of this process, as the caller expects
    parent = os.getppid()
    env = ",".join(f"{_quoted(name)}:{_quoted(value)}" for name, value in os.environ.items())
    argv = ",".join(map(_quoted, args[1:]))
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        request = f"[[{argv}],{_quoted(os.getcwd())},{{{env}}},{parent}]\n".encode()  # noqa: PTH109 # no pathlib: it is large
        sent = socket.send_fds(server, [request], [0, 1, 2])
        server.sendall(request[sent:])
        server.settimeout(POLL_SECONDS)
        while os.getppid() == parent:
            try:
                answer = server.recv(16)
            except TimeoutError:
                continue
            code = int(answer or b"1")
            if code < 0:
                os.kill(os.getpid(), -code)
            os._exit(code)


def _quoted(text: str) -> str:
    """Text as JSON has it; to import the module would take longer than all the rest."""
    plain = text.encode("utf-16-be", "surrogatepass")
    units = (plain[at] << 8 | plain[at + 1] for at in range(0, len(plain), 2))
    return '"' + "".join(f"\\u{unit:04x}" for unit in units) + '"'


main(*sys.argv[1:])
