"""Who holds the lock of a stack, where its backend is a folder; no other backend says so without being changed."""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pulumi.automation as auto

LOCKS = ".pulumi/locks/organization"
ENGINE = "pulumi"
"""What the process of an engine is called."""
PROCESSES = Path("/proc")
"""What Linux knows of each process; elsewhere there is no such folder."""


@dataclass(frozen=True)
class Lock:
    """A lock, as the engine wrote it: `since` is a time as text, with its offset."""

    process: int
    user: str
    machine: str
    since: str

    def __str__(self) -> str:
        """In a sentence: `ops@laptop (process 4711) since 2026-01-31T10:00:00Z`."""
        return f"{self.user}@{self.machine} (process {self.process}) since {self.since}"

    @property
    def is_left_over(self) -> bool:
        """Whether its holder was a process of this machine that has ended."""
        return self.machine == socket.gethostname() and not _runs(self.process)


def locks(stack: auto.Stack) -> list[Lock] | None:
    """The locks of a stack; None where its backend doesn't say.

    Raises:
        auto.CommandError: The backend can't be asked.
    """
    backend = urlsplit(stack.workspace.who_am_i().url or "")
    if backend.scheme != "file":
        return None
    folder = Path(unquote(backend.path)).expanduser() / LOCKS / stack.workspace.project_settings().name / stack.name
    return list(_read(folder))


def _read(folder: Path) -> Iterator[Lock]:
    for file in sorted(folder.glob("*.json")):
        # A run that ends meanwhile takes its lock away.
        with suppress(FileNotFoundError):
            held = json.loads(file.read_text(encoding="utf-8"))
            yield Lock(held["pid"], held["username"], held["hostname"], held["timestamp"])


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    if not PROCESSES.exists():
        return True
    with suppress(FileNotFoundError, ProcessLookupError):
        text = (PROCESSES / str(process) / "status").read_text(encoding="utf-8")
        facts = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
        # Its number may have been given to another since. And one that has ended is listed until its parent has
        # asked how, which the first process of a container may never do.
        return facts["Name"] == ENGINE and not facts["State"].startswith(("Z", "X"))
    return False
