"""The engine, found or made.

A newcomer should get from a checkout to a plan with one command, on a laptop as well as where nothing but package
registries can be reached. So the engine is looked for where it may already be, then fetched, then built.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VERSION = "3.253.0"
"""The engine that is fetched or built: the one `go.mod` pins with all it is made of."""

MINIMUM = (3, 226, 1)
"""The oldest engine accepted from PATH: from here on `preview --expect-no-changes` exits 7 when there are changes."""

OLDEST_GO = (1, 21)
"""The oldest Go that fetches by itself the newer toolchain that `go.mod` asks for."""

INSTALLER = "https://get.pulumi.com/install.sh"
"""What the SDK's installer downloads first, and without a time limit: so it is tried beforehand, with one."""

REACH_SECONDS = 5.0
ANSWER_SECONDS = 60.0
HEARTBEAT_SECONDS = 15.0

Report = Callable[[str], None]
"""Takes one line for the person who waits."""

_WANTED = f">= {'.'.join(map(str, MINIMUM))} and < {MINIMUM[0] + 1}"
_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_STAMP = f"github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{VERSION}"
_PULUMI_SAYS = r"v?(\d+)\.(\d+)\.(\d+)(?:[-+]\S+)?"
_GO_SAYS = r"go version (?:devel )?go(\d+)\.(\d+).*"
_FETCHING = "go: downloading "


class EngineMissing(Exception):  # noqa: N818 - named by what is wrong, as its reader would say it
    """No engine was found and none could be made; the text is one sentence that says what would help."""


class _WayFailedError(Exception):
    """One way to the engine is closed; the text says why, in one line."""


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
        if (found := _on_path(cache)) is not None:
            return found
    except _WayFailedError as failure:
        failures.append(str(failure))
        report(f"{failure}: passed over")
    if _is_ready(root):
        return root
    with _alone(cache, report):
        if _is_ready(root):
            return root
        for make, otherwise in ((_install, ", trying a build with Go"), (_build, "")):
            try:
                return _made(make, root, report)
            except _WayFailedError as failure:
                failures.append(str(failure))
                report(f"{failure}{otherwise}")
    raise EngineMissing(
        f"There is no Pulumi engine: put pulumi {_WANTED} on PATH, let the official installer reach get.pulumi.com, "
        f"or install Go >= {_dotted(OLDEST_GO)} for a build from the module proxy ({'; '.join(failures)})."
    )


def _is_ready(root: Path) -> bool:
    # What has this name was whole and had answered before it got it, so it need not be started to be trusted.
    return os.access(root / "bin" / "pulumi", os.X_OK)


def _on_path(cache: Path) -> Path | None:
    which = shutil.which("pulumi")
    if which is None:
        return None
    found = Path(which).absolute()
    version = _version(found, _PULUMI_SAYS)
    if version < MINIMUM or version[0] != MINIMUM[0]:
        raise _WayFailedError(f"{found} is version {_dotted(version)}, not {_WANTED}")
    # The real folder first: the engine looks for its language hosts and bundled plugins beside itself.
    for pulumi in (found.resolve(), found):
        if (pulumi.parent.name, pulumi.name) == ("bin", "pulumi"):
            return pulumi.parent.parent
    # Named after what it points to, and that not resolved, a link stays right when a version manager moves its shim on.
    link = cache / f"path-{hashlib.sha256(os.fsencode(found)).hexdigest()[:16]}" / "bin" / "pulumi"
    link.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        link.symlink_to(found)
    return link.parent.parent


def _version(program: str | Path, pattern: str) -> tuple[int, ...]:
    # Inside a module, a Go not told to be local fetches a whole toolchain before it answers.
    env = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1", "GOTOOLCHAIN": "local"}
    command = [str(program), "version"]
    try:
        answer = subprocess.run(command, env=env, capture_output=True, check=True, timeout=ANSWER_SECONDS).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise _WayFailedError(f"{program} does not work ({_why(error)})") from error
    said = answer.decode(errors="replace").strip()
    match = re.fullmatch(pattern, said)
    if match is None:
        raise _WayFailedError(f"{program} does not say its version but {said[:80]!r}")
    return tuple(map(int, match.groups()))


@contextmanager
def _alone(cache: Path, report: Report) -> Iterator[None]:
    """Let one process at a time make an engine; the kernel frees the lock of one that was killed."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        lock = (cache / "lock").open("w")
    except OSError as error:
        raise EngineMissing(
            f"There is no Pulumi engine, and no folder to put one in ({error}): point XDG_CACHE_HOME at one that can "
            f"be written, or put pulumi {_WANTED} on PATH."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("another checkout is setting up the same engine: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(make: Callable[[Path, Report], None], root: Path, report: Report) -> Path:
    """Make an engine under another name; it gets its own only when it is whole and answers."""
    # Only the holder of the lock makes one, so what is there now was left by a process that was killed.
    for stale in root.parent.glob("*.partial"):
        shutil.rmtree(stale, ignore_errors=True)
    partial = root.with_name(f"{VERSION}-{os.getpid()}.partial")
    partial.mkdir()
    try:
        make(partial, report)
        if (version := _dotted(_version(partial / "bin" / "pulumi", _PULUMI_SAYS))) != VERSION:
            raise _WayFailedError(f"what was made is pulumi {version}, not {VERSION}")
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
        raise _WayFailedError(f"official installer not reachable ({error})") from error

    from pulumi import automation
    from semver import VersionInfo

    try:
        automation.PulumiCommand.install(root=str(root), version=VersionInfo.parse(VERSION))
    except (OSError, subprocess.SubprocessError, automation.InvalidVersionError) as error:
        raise _WayFailedError(f"official installer failed ({_why(error)})") from error


def _build(root: Path, report: Report) -> None:
    """Build the engine alone, without language hosts, from the published module."""
    which = shutil.which("go")
    if which is None:
        raise _WayFailedError("no go on PATH")
    version = _version(which, _GO_SAYS)
    if version < OLDEST_GO:
        raise _WayFailedError(f"{which} is version {_dotted(version)}, too old to fetch the toolchain that is needed")
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
        raise _WayFailedError(f"build failed ({lines[-1] if lines else 'go said nothing'}; all of it is in {log})")


def _progress(log: Path, start: float) -> str:
    """Counts, because thousands of names say nothing, and silence looks like a hang."""
    lines = _lines(log)
    modules = sum(line.startswith(_FETCHING) for line in lines)
    packages = sum(" " not in line for line in lines)
    minutes, seconds = divmod(int(time.monotonic() - start), 60)
    return f"{minutes}:{seconds:02} min, {modules} modules fetched, {packages} packages compiled"


def _lines(log: Path) -> list[str]:
    return log.read_text(errors="replace").splitlines()


def _why(error: Exception) -> str:
    """The last line of what a program complained of, or what became of it."""
    if isinstance(error, subprocess.CalledProcessError):
        said: bytes = error.output if error.stderr is None else error.stderr
        if said.strip():
            return said.decode(errors="replace").strip().splitlines()[-1]
    return str(error)


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
