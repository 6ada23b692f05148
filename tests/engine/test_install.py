"""The engine, found or made: with small scripts in place of pulumi and go, and a loopback server for the installer."""

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pulumi import automation
from semver import VersionInfo

from engine import go_build, install
from engine import version as version_module
from engine.install import EngineMissing, ensure
from engine.version import VERSION

REPOSITORY = Path(install.__file__).parents[1]
PINNED = f"echo v{VERSION}"


class Machine:
    """A machine of the test's own: its PATH, its cache, and what its people were told."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "usr" / "bin"
        self.cache = folder / "cache" / "fleet" / "engine"
        self.root = self.cache / VERSION
        self.builds = folder / "builds"
        self.said: list[str] = []

    def script(self, path: Path, body: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{body}\n")
        path.chmod(0o755)
        return path

    def pulumi(self, version: str, folder: Path | None = None) -> Path:
        asked = f'[ "$1 $PULUMI_SKIP_UPDATE_CHECK" = "version 1" ] && echo {version}'
        return self.script((folder or self.bin) / "pulumi", asked)

    def go(self, build: str = "", *, version: str = "go1.26.8", makes: str = PINNED) -> Path:
        """A go that says its version, and builds: does `build`, and then writes a pulumi that does `makes`."""
        return self.script(
            self.bin / "go",
            f"""
            if [ "$1 $GOTOOLCHAIN" = "version local" ]; then echo "go version {version} linux/amd64"; exit; fi
            echo "$PWD|$GOWORK|$CGO_ENABLED|$*" >> {self.builds}
            while [ "$1" != -o ]; do shift; done
            target=$2
            mkdir "${{target%/*}}"
            {build}
            printf '#!/bin/sh\\n{makes}\\n' > "$target"
            chmod +x "$target"
            """,
        )

    def ensure(self) -> Path:
        return ensure(self.said.append)

    def sentence(self) -> str:
        """What is raised where no way leads to an engine."""
        with pytest.raises(EngineMissing) as caught:
            self.ensure()
        return str(caught.value)

    def left_behind(self) -> list[str]:
        return sorted(path.name for path in self.cache.iterdir() if path.name not in {"lock", "build.log"})


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Nothing of the real machine is looked at, and the installer's address refuses connections."""
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(machine.bin))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        monkeypatch.setattr(install, "INSTALLER", f"http://127.0.0.1:{bound.getsockname()[1]}/install.sh")
        yield machine


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The installer's address answers."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        monkeypatch.setattr(install, "INSTALLER", f"http://127.0.0.1:{server.server_port}/install.sh")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield
        server.shutdown()
        thread.join()


# On PATH


@pytest.mark.parametrize("version", ["v3.226.1", "3.253.0", "v3.300.0", "v3.254.0-alpha.1+dirty"])
def test_a_pulumi_on_path_is_used_and_nothing_is_said(machine: Machine, version: str) -> None:
    machine.pulumi(version)
    assert machine.ensure() == machine.bin.parent
    assert machine.said == []
    assert not machine.cache.exists()


def test_path_comes_before_the_cache(machine: Machine) -> None:
    machine.pulumi("v3.300.0")
    machine.pulumi(f"v{VERSION}", machine.root / "bin")
    assert machine.ensure() == machine.bin.parent


def test_a_link_on_path_leads_to_the_folder_with_the_language_hosts(machine: Machine, tmp_path: Path) -> None:
    real = machine.pulumi("v3.300.0", tmp_path / "opt" / "pulumi" / "bin")
    machine.bin.mkdir(parents=True)
    (machine.bin / "pulumi").symlink_to(real)
    assert machine.ensure() == tmp_path / "opt" / "pulumi"


def test_a_link_on_path_to_a_folder_of_another_name_stays(machine: Machine, tmp_path: Path) -> None:
    real = machine.pulumi("v3.300.0", tmp_path / "opt" / "pulumi")
    machine.bin.mkdir(parents=True)
    (machine.bin / "pulumi").symlink_to(real)
    assert machine.ensure() == machine.bin.parent


def test_a_folder_that_is_not_called_bin_gets_one(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    roots = {}
    for folder, version in ((first, "v3.300.0"), (second, "v3.301.0")):
        machine.pulumi(version, folder)
        monkeypatch.setenv("PATH", str(folder))
        roots[folder] = machine.ensure()
        assert machine.ensure() == roots[folder]
    assert (roots[first] / "bin" / "pulumi").readlink() == first / "pulumi"
    assert (roots[second] / "bin" / "pulumi").readlink() == second / "pulumi"


def test_a_shim_keeps_its_name(machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manager = machine.script(tmp_path / "manager" / "bin" / "manager", "case $0 in */pulumi) echo v3.300.0;; esac")
    shims = tmp_path / "shims"
    shims.mkdir()
    (shims / "pulumi").symlink_to(manager)
    monkeypatch.setenv("PATH", str(shims))
    made = machine.ensure() / "bin" / "pulumi"
    assert subprocess.run([made, "version"], capture_output=True, check=True).stdout == b"v3.300.0\n"
    assert made.readlink() == shims / "pulumi"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("echo v3.226.0", "is version 3.226.0, not >= 3.226.1 and < 4"),
        ("echo v2.300.0", "is version 2.300.0, not"),
        ("echo v4.0.0", "is version 4.0.0, not"),
        ("echo pulumi, version next", "does not say its version but 'pulumi, version next'"),
        ("echo v3.300.0 of my own", "does not say its version but 'v3.300.0 of my own'"),
        ("echo v3.300", "does not say its version but 'v3.300'"),
        ("printf '\\377'", "does not say its version but"),
        ("true", "does not say its version but ''"),
        ("echo v3.300.0; echo first >&2; echo libc is too old >&2; exit 1", "does not work (libc is too old)"),
        ("echo v3.300.0; exit 3", "does not work (Command"),
        ("kill -9 $$", "does not work (Command"),
    ],
)
def test_a_pulumi_that_will_not_do_is_passed_over_and_said(machine: Machine, body: str, reason: str) -> None:
    on_path = machine.script(machine.bin / "pulumi", body)
    machine.pulumi(f"v{VERSION}", machine.root / "bin")
    assert machine.ensure() == machine.root
    (line,) = machine.said
    assert line.startswith(f"{on_path} {reason}")
    assert line.endswith(": passed over")


def test_a_pulumi_for_another_kind_of_machine_is_passed_over(machine: Machine) -> None:
    machine.script(machine.bin / "pulumi", "").write_bytes(b"\x7fELF of another kind")
    assert "pulumi does not work ([Errno 8] Exec format error" in machine.sentence()


def test_a_pulumi_that_hangs_is_passed_over(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version_module, "ANSWER_SECONDS", 0.05)
    machine.script(machine.bin / "pulumi", "exec sleep 60")
    assert "pulumi does not work (Command" in machine.sentence()


# In the cache


def test_the_cached_engine_is_not_even_started(machine: Machine) -> None:
    machine.script(machine.root / "bin" / "pulumi", f"touch {machine.builds}")
    assert machine.ensure() == machine.root
    assert machine.said == []
    assert not machine.builds.exists()


def test_the_warm_path_imports_nothing_slow(machine: Machine) -> None:
    machine.pulumi(f"v{VERSION}", machine.root / "bin")
    program = """
import sys
from engine.install import ensure
ensure(print)
print(sys.modules.keys() & {"pulumi", "urllib.request"})
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, check=True, text=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("named", ["", "relative"])
def test_without_a_cache_folder_named_it_is_in_the_home_folder(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", named)
    root = tmp_path / "home" / ".cache" / "fleet" / "engine" / VERSION
    machine.pulumi(f"v{VERSION}", root / "bin")
    assert machine.ensure() == root


def test_a_cache_that_cannot_be_written_is_named(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    assert re.search(f"{tmp_path}/cache.* point XDG_CACHE_HOME at one that can be written", machine.sentence())


# The official installer


@pytest.mark.usefixtures("reachable")
def test_the_official_installer_brings_the_engine(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[VersionInfo] = []

    def bring(root: str, version: VersionInfo) -> None:
        asked.append(version)
        machine.pulumi(f"v{VERSION}", Path(root, "bin"))
        machine.script(Path(root, "bin", "pulumi-language-python"), "")

    monkeypatch.setattr(automation.PulumiCommand, "install", bring)
    machine.go()
    assert machine.ensure() == machine.root
    assert sorted(path.name for path in machine.root.glob("bin/*")) == ["pulumi", "pulumi-language-python"]
    assert asked == [VersionInfo.parse(VERSION)]
    assert machine.said == [f"fetching Pulumi {VERSION} with the official installer"]
    assert machine.left_behind() == [VERSION]
    assert not machine.builds.exists()


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (
            subprocess.CalledProcessError(1, "sh", b"downloading\nerror: no release for your platform\n"),
            "no release for",
        ),
        (subprocess.CalledProcessError(7, "sh", b""), "exit status 7"),
        (automation.InvalidVersionError("Minimum version requirement failed"), "Minimum version requirement failed"),
        (ConnectionResetError(104, "Connection reset by peer"), "Connection reset by peer"),
    ],
)
def test_an_installer_that_fails_half_way_leaves_nothing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    def fail(root: str, version: VersionInfo) -> None:
        machine.pulumi(f"v{version}", Path(root, "bin"))
        raise error

    monkeypatch.setattr(automation.PulumiCommand, "install", fail)
    assert re.search(rf"\(official installer failed \(.*{reason}.*\); no go on PATH\)", machine.sentence())
    assert machine.left_behind() == []


@pytest.mark.usefixtures("reachable")
def test_an_installer_that_brings_another_version_is_not_believed(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bring(root: str, version: VersionInfo) -> None:
        machine.pulumi(f"v{version.bump_minor()}", Path(root, "bin"))

    monkeypatch.setattr(automation.PulumiCommand, "install", bring)
    machine.go()
    assert machine.ensure() == machine.root
    assert f"what was made is pulumi 3.254.0, not {VERSION}, trying a build with Go" in machine.said
    assert machine.builds.read_text().count("\n") == 1


def test_an_unreachable_installer_is_one_plain_line(machine: Machine) -> None:
    machine.go()
    machine.ensure()
    (line,) = (line for line in machine.said if "reachable" in line)
    assert re.fullmatch(r"official installer not reachable \(.*Connection refused.*\), trying a build with Go", line), (
        line
    )


def test_a_network_that_swallows_everything_does_not_hold_it_up(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "REACH_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(install, "INSTALLER", f"http://127.0.0.1:{silent.getsockname()[1]}/install.sh")
        assert "official installer not reachable (timed out)" in machine.sentence()


# A build


def test_go_builds_the_pinned_module(machine: Machine) -> None:
    machine.go('echo "go: downloading example.org/module v1.0.0"; echo example.org/module/one; echo two')
    assert machine.ensure() == machine.root
    where, workspace, compiler, command = machine.builds.read_text().strip().split("|")
    assert Path(where) == REPOSITORY / "engine"
    assert (workspace, compiler) == ("off", "0")
    stamp = f"-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{VERSION}"
    assert command.startswith(f"build -v -mod=readonly -trimpath -ldflags -s -w {stamp} -o {machine.cache}/")
    assert command.endswith("/bin/pulumi github.com/pulumi/pulumi/pkg/v3/cmd/pulumi")
    assert machine.left_behind() == [VERSION]
    assert any("about 3 to 5 minutes" in line for line in machine.said)
    assert re.fullmatch(r"go is done: 0:\d\d min, 1 modules fetched, 2 packages compiled", machine.said[-1])


def test_a_go_on_a_relative_path_is_found_from_the_folder_of_the_module(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(machine.bin.relative_to(tmp_path)))
    machine.go()
    assert machine.ensure() == machine.root


def test_what_cannot_be_run_is_replaced(machine: Machine) -> None:
    machine.pulumi(f"v{VERSION}", machine.root / "bin").chmod(0o644)
    machine.go()
    assert machine.ensure() == machine.root
    assert os.access(machine.root / "bin" / "pulumi", os.X_OK)


def test_what_was_built_is_found_again(machine: Machine) -> None:
    machine.go()
    machine.ensure()
    machine.said.clear()
    assert machine.ensure() == machine.root
    assert machine.said == []
    assert machine.builds.read_text().count("\n") == 1


def test_a_build_that_takes_long_shows_that_it_lives(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(go_build, "HEARTBEAT_SECONDS", 0.02)
    seen = tmp_path / "seen"
    machine.go(f"echo one; {until(seen)}")

    def report(line: str) -> None:
        machine.said.append(line)
        if line.startswith("still building: ") and line.endswith(", 1 packages compiled"):
            seen.touch()

    assert ensure(report) == machine.root
    assert seen.exists()


def test_a_failed_build_leaves_nothing_and_says_where_it_stopped(machine: Machine) -> None:
    noise = 'echo "go: downloading example.org/late v1.0.0"; echo example.org/late'
    machine.go(f'echo half > "$target"; chmod +x "$target"; echo "link: no space left on device" >&2; {noise}; exit 1')
    log = machine.cache / "build.log"
    assert f"build failed (link: no space left on device; all of it is in {log})" in machine.sentence()
    assert "example.org/late" in log.read_text()
    assert machine.left_behind() == []


def test_a_build_that_fails_without_a_word_is_said_too(machine: Machine) -> None:
    machine.go("kill -9 $$")
    assert "build failed (go printed nothing" in machine.sentence()


@pytest.mark.parametrize("makes", ["exit 1", "echo v3.1.0", "echo"])
def test_a_build_that_does_not_answer_is_not_kept(machine: Machine, makes: str) -> None:
    machine.go(makes=makes)
    machine.sentence()
    assert machine.left_behind() == []


def test_a_killed_build_leaves_nothing_that_is_used(machine: Machine) -> None:
    machine.go('echo half > "$target"; chmod +x "$target"; kill -9 $PPID; exit 1')
    program = f"from engine import install; install.INSTALLER = {install.INSTALLER!r}; install.ensure(print)"
    killed = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, check=False)
    assert killed.returncode == -9
    (half,) = machine.cache.glob("*/bin/pulumi")
    assert machine.root not in half.parents

    machine.go()
    assert machine.ensure() == machine.root
    assert machine.left_behind() == [VERSION]
    assert subprocess.run([machine.root / "bin" / "pulumi"], capture_output=True, check=True).stdout.strip()


def test_whoever_stops_waiting_stops_the_build(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(go_build, "HEARTBEAT_SECONDS", 0.02)
    pid = tmp_path / "pid"
    machine.go(f"echo $$ > {pid}.new; mv {pid}.new {pid}; exec sleep 60")

    def report(_: str) -> None:
        if pid.exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure(report)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
    assert machine.left_behind() == []


def test_two_at_once_build_once(machine: Machine, tmp_path: Path) -> None:
    building, waiting = tmp_path / "building", tmp_path / "waiting"
    machine.go(f"touch {building}; {until(waiting)}")
    others: list[str] = []

    def report(line: str) -> None:
        others.append(line)
        waiting.touch()

    with ThreadPoolExecutor() as pool:
        first = pool.submit(machine.ensure)
        subprocess.run(["/bin/sh", "-c", until(building)], env={"PATH": "/usr/bin:/bin"}, check=True)
        second = pool.submit(ensure, report)
        assert first.result() == second.result() == machine.root
    assert others == ["another checkout is setting up the same engine: waiting for it"]
    assert machine.builds.read_text().count("\n") == 1


# None of these


def test_the_sentence_names_every_way(machine: Machine) -> None:
    sentence = machine.sentence()
    assert re.fullmatch(
        r"There is no Pulumi engine: put pulumi >= 3\.226\.1 and < 4 on PATH, let the official installer reach "
        r"get\.pulumi\.com, or install Go >= 1\.21 for a build from the module proxy "
        r"\(official installer not reachable \(.*\); no go on PATH\)\.",
        sentence,
    ), sentence


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("go1.20.14", "go is version 1.20, too old to fetch the toolchain that is needed"),
        ("gccgo", "go does not say its version but 'go version gccgo linux/amd64'"),
    ],
)
def test_a_go_that_cannot_build_it_is_named_and_not_used(machine: Machine, version: str, reason: str) -> None:
    machine.go(version=version)
    assert reason in machine.sentence()
    assert not machine.builds.exists()


@pytest.mark.parametrize("version", ["go1.21.0", "go1.25", "go1.25rc1", "devel go1.27-0123abc", "go1.26.8 X:nodwarf5"])
def test_a_go_that_can_is_used(machine: Machine, version: str) -> None:
    machine.go(version=version)
    assert machine.ensure() == machine.root


def test_a_go_that_does_not_work_is_named(machine: Machine) -> None:
    machine.script(machine.bin / "go", "echo cannot find GOROOT directory >&2; exit 2")
    assert "go does not work (cannot find GOROOT directory)" in machine.sentence()


def test_every_failure_is_in_the_sentence(machine: Machine) -> None:
    machine.pulumi("v3.100.0")
    machine.go("echo go: checksum mismatch; exit 1")
    sentence = machine.sentence()
    assert re.search(
        r"\(\S+ is version 3\.100\.0, not .*; official .*; build failed \(go: checksum mismatch;", sentence
    )
    assert "\n" not in sentence


def until(path: Path) -> str:
    """Shell words that wait for a file; the limit only keeps a broken test from hanging."""
    return f"n=0; while [ ! -e {path} ] && [ $((n+=1)) -lt 6000 ]; do sleep 0.02; done; [ -e {path} ] || exit 1"
