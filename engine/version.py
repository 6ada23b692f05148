"""The engine's version: which one the fleet needs, and which one a program reports."""

import os
import re
import subprocess
from pathlib import Path

VERSION = "3.253.0"
"""The engine that is fetched or built: the one that `go.mod` pins with all its dependencies."""

MINIMUM = (3, 226, 1)
"""The oldest engine accepted from PATH. From here on `preview --expect-no-changes` exits 7 when there are changes."""

ACCEPTED = f">= {'.'.join(map(str, MINIMUM))} and < {MINIMUM[0] + 1}"
ANSWER_SECONDS = 60.0
"""How long a program may take to report its version."""
PULUMI_OUTPUT = r"v?(\d+)\.(\d+)\.(\d+)(?:[-+]\S+)?"
GO_OUTPUT = r"go version (?:devel )?go(\d+)\.(\d+).*"


class AttemptFailedError(Exception):
    """One way to get an engine failed; the text says why, in one line."""


def version_of(program: str | Path, pattern: str) -> tuple[int, ...]:
    """The version that a program reports: `(3, 253, 0)`.

    Args:
        program: A Pulumi engine or Go.
        pattern: A regular expression for its output, with a group for each number.

    Raises:
        AttemptFailedError: It doesn't work, or its output is another.
    """
    # Inside a module, a Go not told to be local fetches a whole toolchain before it answers.
    env = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1", "GOTOOLCHAIN": "local"}
    command = [str(program), "version"]
    try:
        answer = subprocess.run(command, env=env, capture_output=True, check=True, timeout=ANSWER_SECONDS).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise AttemptFailedError(f"{program} does not work ({reason_of(error)})") from error
    output = answer.decode(errors="replace").strip()
    match = re.fullmatch(pattern, output)
    if match is None:
        raise AttemptFailedError(f"{program} does not say its version but {output[:80]!r}")
    return tuple(map(int, match.groups()))


def reason_of(error: Exception) -> str:
    """Why a program failed: the last line of its output, else the error itself."""
    if isinstance(error, subprocess.CalledProcessError):
        output: bytes = error.output if error.stderr is None else error.stderr
        if output.strip():
            return output.decode(errors="replace").strip().splitlines()[-1]
    return str(error)


def dotted(version: tuple[int, ...]) -> str:
    """A version as text: `3.253.0`."""
    return ".".join(map(str, version))
