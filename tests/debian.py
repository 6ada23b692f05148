"""Real programs to test with, from Debian's or Ubuntu's packages, without installing them.

Installed, an SSH server or a Prometheus would start on the developer's machine. So packages are fetched with apt's own
means, which check signatures, and unpacked into a cache: no root is needed, and nothing outside the cache changes.
`python -m tests.debian` fetches what is not there yet.
"""

import fcntl
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_SECONDS = 600

Report = Callable[[str], None]
"""Takes one line for the person who waits."""


@dataclass(frozen=True)
class Program:
    """A program, the package it is in, and how it is started there: by its path, or as a module of Python's.

    `version` is the argument to which it answers with success: only a program that did is trusted. A `library` is
    loaded into another program, whose name comes first among the arguments.
    """

    package: str
    path: str = ""
    module: str = ""
    library: str = ""
    version: str = "--version"


PROGRAMS = {
    "alertmanager": Program("prometheus-alertmanager", "usr/bin/prometheus-alertmanager"),
    "amtool": Program("prometheus-alertmanager", "usr/bin/amtool"),
    "blackbox_exporter": Program("prometheus-blackbox-exporter", "usr/bin/prometheus-blackbox-exporter"),
    "cloud-init": Program("cloud-init", module="cloudinit.cmd.main"),
    "node_exporter": Program("prometheus-node-exporter", "usr/bin/prometheus-node-exporter"),
    "nss_wrapper": Program("libnss-wrapper", library="libnss_wrapper.so", version="/usr/bin/true"),
    "prometheus": Program("prometheus", "usr/bin/prometheus"),
    "promtool": Program("prometheus", "usr/bin/promtool"),
    "rsync": Program("rsync", "usr/bin/rsync"),
    "ssh": Program("openssh-client", "usr/bin/ssh", version="-V"),
    "sshd": Program("openssh-server", "usr/sbin/sshd", version="-V"),
}


class ToolMissingError(Exception):
    """A program can't be had; the text is one sentence that says what would help."""


class _FailedError(Exception):
    """A step failed; the text says why, in one line."""


def tool(name: str) -> list[str]:
    """The command that starts a program, its environment included; arguments are to be added.

    Raises:
        ToolMissingError: It has not been fetched.
    """
    return _command(name, folder(name))


def folder(name: str) -> Path:
    """Where a program's package is unpacked, with what it needs and the system lacks, as if that were the root.

    Raises:
        ToolMissingError: It has not been fetched.
    """
    root = _cache() / PROGRAMS[name].package
    if not root.is_dir():
        raise ToolMissingError(f"{name} is not in {root}: fetch it with `.venv/bin/python -m tests.debian`.")
    return root


def ensure(report: Report) -> None:
    """Fetch every program that is not there yet, so that no test has to do without.

    Args:
        report: Gets a line for each step that takes more than a moment; none when all is there.

    Raises:
        ToolMissingError: Not all could be fetched.
    """
    cache = _cache()
    if not _missing(cache):
        return
    try:
        with _alone(cache, report):
            if missing := _missing(cache):
                _fetch_all(missing, cache, report)
    except (_FailedError, OSError) as error:
        raise ToolMissingError(
            f"Programs to test with can't be fetched ({error}): this needs the apt-get of Debian or Ubuntu, "
            f"a package mirror it can reach, and a folder {cache} that can be written; root is not needed."
        ) from error


def _cache() -> Path:
    # A relative path is invalid there by the specification, and would mean another folder in every working directory.
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    cache = (cache if cache.is_absolute() else Path.home() / ".cache") / "fleet" / "debian"
    try:
        system = platform.freedesktop_os_release()
    except OSError:
        return cache / "unknown"
    # What was fetched leans on the system's libraries, so it is of no use to the next release.
    return cache / f"{system['ID']}-{system.get('VERSION_ID', 'testing')}"


def _missing(cache: Path) -> list[str]:
    """The packages that are not there, each once and sorted."""
    return sorted({program.package for program in PROGRAMS.values() if not (cache / program.package).is_dir()})


@contextmanager
def _alone(cache: Path, report: Report) -> Iterator[None]:
    """Let one process at a time fetch; the kernel frees the lock of one that was killed."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("another process is fetching programs to test with: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch_all(packages: list[str], cache: Path, report: Report) -> None:
    # Only the holder of the lock makes one, so what is there now was left by a process that was killed.
    for stale in cache.glob("*.partial"):
        shutil.rmtree(stale)
    apt = cache / "apt.partial"
    for part in ("lists", "archives"):
        (apt / part / "partial").mkdir(parents=True)
    try:
        report("reading the lists of the system's package mirrors")
        try:
            _run(_apt(apt, "update"))
        except _FailedError as failure:
            # A mirror of something else may be down; without the one that matters the next step fails too.
            report(f"{failure}: going on without")
        for package in packages:
            report(f"fetching {package}, and what it needs and this system lacks")
            _fetch(package, apt, cache)
    finally:
        shutil.rmtree(apt)


def _fetch(package: str, apt: Path, cache: Path) -> None:
    """Fetch and unpack a package under another name; it gets its own only when its programs answer."""
    partial = cache / f"{package}.partial"
    partial.mkdir()
    try:
        _run(_apt(apt, "install", "--download-only", "--reinstall", "--no-install-recommends", "--yes", package))
        for archive in sorted((apt / "archives").glob("*.deb")):
            _run(["dpkg-deb", "--extract", str(archive), str(partial)])
            archive.unlink()
        # Manuals and web pages: most of all that is unpacked, and nothing that is started here reads them.
        shutil.rmtree(partial / "usr" / "share", ignore_errors=True)
        for name, program in PROGRAMS.items():
            if program.package == package:
                _run([*_command(name, partial), program.version])
        partial.rename(cache / package)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _apt(apt: Path, *arguments: str) -> list[str]:
    """Call apt-get with folders of its own, so that it needs neither root nor a lock, and lists that are fresh."""
    options = {
        "Acquire::Languages": "none",
        # As root it would give up the right to write into a home folder.
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
        "Debug::NoLocking": "true",
        "Dir::Cache": f"{apt}",
        "Dir::Cache::archives": f"{apt}/archives",
        "Dir::Log": f"{apt}",
        "Dir::State": f"{apt}",
        "Dir::State::lists": f"{apt}/lists",
        "Dir::State::status": "/var/lib/dpkg/status",
    }
    return ["apt-get", *(f"--option={key}={value}" for key, value in options.items()), *arguments]


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _FailedError(str(error)) from error
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()
        errors = [line for line in said if line.startswith("E: ")]
        raise _FailedError(f"{command[0]}: {[*errors, said[-1]][0]}")


def _command(name: str, root: Path) -> list[str]:
    program = PROGRAMS[name]
    libraries = [str(path) for lib in ("lib", "usr/lib") for path in sorted((root / lib).glob("*-linux-*"))]
    variables = [
        f"LD_LIBRARY_PATH={':'.join(libraries)}",
        f"PYTHONPATH={root}/usr/lib/python3/dist-packages",
        "PYTHONDONTWRITEBYTECODE=1",
    ]
    # Modules of the system's packages fit the system's Python, not the one that runs the tests.
    python = root / "usr/bin/python3" if (root / "usr/bin/python3").exists() else "/usr/bin/python3"
    start = [str(python), "-m", program.module] if program.module else [str(root / program.path)]
    if program.library:
        (library,) = root.glob(f"usr/lib/*-linux-*/{program.library}")
        start = [f"LD_PRELOAD={library}"]
    return ["/usr/bin/env", *variables, *start]


def _say(line: str) -> None:
    sys.stdout.write(f"{line} …\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        ensure(_say)
    except ToolMissingError as problem:
        sys.exit(str(problem))
