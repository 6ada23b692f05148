"""Builds the engine with Go from its published module, where no release can be fetched."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from engine.version import GO_OUTPUT, VERSION, AttemptFailedError, dotted, version_of

OLDEST_GO = (1, 21)
"""The oldest Go that fetches by itself the newer toolchain that `go.mod` asks for."""
HEARTBEAT_SECONDS = 15.0
"""How often the progress of a build is reported."""

_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_STAMP = f"github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{VERSION}"
_FETCHING = "go: downloading "


def build(root: Path, report: Callable[[str], None]) -> None:
    """Build the engine alone, without language hosts.

    Args:
        root: The folder that gets `bin/pulumi`.
        report: Gets a line about the progress now and then.

    Raises:
        AttemptFailedError: There is no Go that is new enough, or the build failed.
    """
    which = shutil.which("go")
    if which is None:
        raise AttemptFailedError("no go on PATH")
    version = version_of(which, GO_OUTPUT)
    if version < OLDEST_GO:
        raise AttemptFailedError(f"{which} is version {dotted(version)}, too old to fetch the toolchain that is needed")
    report(f"building Pulumi {VERSION} from its published Go module, once on this machine: about 3 to 5 minutes")
    flags = ["-v", "-mod=readonly", "-trimpath", "-ldflags", f"-s -w -X {_STAMP}", "-o", str(root / "bin" / "pulumi")]
    command = [str(Path(which).absolute()), "build", *flags, _PACKAGE]
    # A workspace around the checkout would override go.mod, and a C compiler is not needed but a broken one would hurt.
    env = {**os.environ, "GOWORK": "off", "CGO_ENABLED": "0"}
    home, log, start = Path(__file__).parent, root.with_name("build.log"), time.monotonic()
    with log.open("w") as out, subprocess.Popen(command, cwd=home, env=env, stdout=out, stderr=out) as go:
        try:
            while go.returncode is None:
                with suppress(subprocess.TimeoutExpired):
                    go.wait(HEARTBEAT_SECONDS)
                report(f"{'still building' if go.returncode is None else 'go is done'}: {_progress(log, start)}")
        except BaseException:
            go.kill()
            raise
    if go.returncode != 0:
        # Other packages go on being compiled after the one that failed, so the last line of all is seldom the error.
        lines = [line for line in _lines(log) if " " in line and not line.startswith(_FETCHING)]
        raise AttemptFailedError(
            f"build failed ({lines[-1] if lines else 'go printed nothing'}; all of it is in {log})"
        )


def _progress(log: Path, start: float) -> str:
    """Counts instead of names: thousands of names tell nobody anything, and silence looks like a hang."""
    lines = _lines(log)
    modules = sum(line.startswith(_FETCHING) for line in lines)
    packages = sum(" " not in line for line in lines)
    minutes, seconds = divmod(int(time.monotonic() - start), 60)
    return f"{minutes}:{seconds:02} min, {modules} modules fetched, {packages} packages compiled"


def _lines(log: Path) -> list[str]:
    return log.read_text(errors="replace").splitlines()
