"""Finds the Pulumi engine, or installs it.

A newcomer should get from a checkout to a plan with one command, on a laptop as well as where only package registries
can be reached. So the engine is searched for on PATH and in the cache, else fetched, else built.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.go_build import OLDEST_GO, build
from engine.version import ACCEPTED, MINIMUM, PULUMI_OUTPUT, VERSION, AttemptFailedError, dotted, reason_of, version_of

INSTALLER = "https://get.pulumi.com/install.sh"
"""The SDK's installer downloads this first, without a time limit. So it is tried before, with one."""

REACH_SECONDS = 5.0
Report = Callable[[str], None]
"""Takes one line for the person who waits."""


class EngineMissing(Exception):  # noqa: N818 - named by what is wrong, as its reader would say it
    """No engine was found and none could be made; the text is one sentence that says what would help."""


def ensure(report: Report) -> Path:
    """Find the engine or make it, so that nobody has to install it by hand before the first plan.

    Args:
        report: Gets a line when something is passed over or takes more than a moment; none when all is well.

    Returns:
        A folder whose `bin/pulumi` works and is new enough: the `root` of a `PulumiCommand`.

    Raises:
        EngineMissing: There is none, and neither the official installer nor a build got one.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    # A relative path is invalid there by the specification, and would mean another folder in every working directory.
    cache = (cache if cache.is_absolute() else Path.home() / ".cache") / "fleet" / "engine"
    root = cache / VERSION
    failures: list[str] = []
    try:
        if (on_path := _on_path(cache)) is not None:
            return on_path
    except AttemptFailedError as failure:
        failures.append(str(failure))
        report(f"{failure}: passed over")
    if _is_ready(root):
        return root
    with _locked(cache, report):
        if _is_ready(root):
            return root
        for make, otherwise in ((_install, ", trying a build with Go"), (build, "")):
            try:
                return _in_place(make, root, report)
            except AttemptFailedError as failure:
                failures.append(str(failure))
                report(f"{failure}{otherwise}")
    raise EngineMissing(
        f"There is no Pulumi engine: put pulumi {ACCEPTED} on PATH, let the official installer reach get.pulumi.com, "
        f"or install Go >= {dotted(OLDEST_GO)} for a build from the module proxy ({'; '.join(failures)})."
    )


def _is_ready(root: Path) -> bool:
    # Only an engine that was complete and had reported its version got this name, so it needn't be started again.
    return os.access(root / "bin" / "pulumi", os.X_OK)


def _on_path(cache: Path) -> Path | None:
    which = shutil.which("pulumi")
    if which is None:
        return None
    program = Path(which).absolute()
    version = version_of(program, PULUMI_OUTPUT)
    if version < MINIMUM or version[0] != MINIMUM[0]:
        raise AttemptFailedError(f"{program} is version {dotted(version)}, not {ACCEPTED}")
    # The real folder first: the engine looks for its language hosts and bundled plugins beside itself.
    for pulumi in (program.resolve(), program):
        if (pulumi.parent.name, pulumi.name) == ("bin", "pulumi"):
            return pulumi.parent.parent
    # Named after what it points to, and that not resolved, a link stays right when a version manager moves its shim on.
    link = cache / f"path-{hashlib.sha256(os.fsencode(program)).hexdigest()[:16]}" / "bin" / "pulumi"
    link.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        link.symlink_to(program)
    return link.parent.parent


@contextmanager
def _locked(cache: Path, report: Report) -> Iterator[None]:
    """Let one process at a time make an engine; the kernel frees the lock of one that was killed."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = (cache / "lock").open("w")
    except OSError as error:
        raise EngineMissing(
            f"There is no Pulumi engine, and no folder to put one in ({error}): point XDG_CACHE_HOME at one that can "
            f"be written, or put pulumi {ACCEPTED} on PATH."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("another checkout is setting up the same engine: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _in_place(make: Callable[[Path, Report], None], root: Path, report: Report) -> Path:
    """Make an engine in a temporary folder, and rename that once the engine is complete and reports its version."""
    # Only the holder of the lock makes one, so what is there now was left by a process that was killed.
    for stale in root.parent.glob("*.partial"):
        shutil.rmtree(stale, ignore_errors=True)
    partial = root.with_name(f"{VERSION}-{os.getpid()}.partial")
    partial.mkdir()
    try:
        make(partial, report)
        if (version := dotted(version_of(partial / "bin" / "pulumi", PULUMI_OUTPUT))) != VERSION:
            raise AttemptFailedError(f"what was made is pulumi {version}, not {VERSION}")
        shutil.rmtree(root, ignore_errors=True)
        return partial.replace(root)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _install(root: Path, report: Report) -> None:
    """Fetch a release: the engine with its language hosts and bundled plugins."""
    import urllib.request

    report(f"fetching Pulumi {VERSION} with the official installer")
    try:
        urllib.request.urlopen(INSTALLER, timeout=REACH_SECONDS).close()
    except OSError as error:
        raise AttemptFailedError(f"official installer not reachable ({error})") from error

    from pulumi import automation
    from semver import VersionInfo

    try:
        automation.PulumiCommand.install(root=str(root), version=VersionInfo.parse(VERSION))
    except (OSError, subprocess.SubprocessError, automation.InvalidVersionError) as error:
        raise AttemptFailedError(f"official installer failed ({reason_of(error)})") from error
