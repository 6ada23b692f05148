"""A push, with the real ssh, sshd and rsync, and the real programs that it configures."""

import fcntl
import json
import os
import re
import shlex
import stat
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.app import app
from cli.push import PASSWORDS, PushError, push
from fleet.inventory.fleet import Fleet
from fleet.render.prometheus import FOLDER
from fleet.render.prometheus_server import server_files
from tests.debian import folder, tool
from tests.fleet.small import FLEET, export, fleet, service
from tests.fleet.strategies import HASH
from tests.live.programs import Program, alertmanager, becomes, on_free_port

NAME = "prometheus.example.org"
PASSWORD = "correct horse='battery=staple="
AT_FIRST = {
    "prometheus.yml": "scrape_configs: []\n",
    "alertmanager.yml": "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n",
    "blackbox.yml": "modules: {}\n",
}
"""The configuration of programs that were only just installed."""
MARKS = {"prometheus": "ready to receive", "alertmanager": "Listening on", "blackbox_exporter": "Listening on"}
"""What each program logs once it answers."""
SERVER: dict[str, Any] = {"provider": "hetzner-cloud", "size": "cx23", "role": "prometheus"}
LATER = fleet(
    hosts={"www.example.org": {"provider": "bytemark"}, NAME: SERVER},
    services={"website": service("www.example.org", sites={"https://new.example.org/": {"keyword": "Welcome"}})},
    exporters={"password_hash": HASH},
)


def script(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


class Server:
    """A machine that ssh reaches under any name: its sshd, its programs, and a folder in place of /etc/prometheus.

    `started` has the command line of every program that a push starts, here or there; `told` what systemctl was told.
    """

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self.home, self.root = home, home / "etc"
        self.here, self.there = home / "here", home / "there"
        for made in (self.root, self.here, self.there):
            made.mkdir()
        for path, text in AT_FIRST.items():
            (self.root / path).write_text(text)
        for name in ("rsync", "ssh"):
            self._recorded(self.here, name, name)
        for name in ("rsync", "promtool", "amtool"):
            self._recorded(self.there, name, name)
        self._recorded(self.there, "prometheus-blackbox-exporter", "blackbox_exporter")
        self.programs = {name: self._program(name, stack) for name in MARKS}
        self.reloads("")
        self.ssh = self._sshd(stack)

    def _recorded(self, bin_: Path, name: str, program: str) -> None:
        script(bin_ / name, f'echo "$0" "$@" >> {self.home}/started\nexec {shlex.join(tool(program))} "$@"')

    def _program(self, name: str, stack: ExitStack) -> tuple[Program, int]:
        arguments = {
            "prometheus": [f"--config.file={self.root}/prometheus.yml", f"--storage.tsdb.path={self.home}/data"],
            "alertmanager": [
                f"--config.file={self.root}/alertmanager.yml",
                f"--storage.path={self.home}/silences",
                "--cluster.listen-address=",
            ],
            "blackbox_exporter": [f"--config.file={self.root}/blackbox.yml"],
        }[name]
        start = alertmanager(self.home) if name == "alertmanager" else tool(name)
        # The shell becomes the program, so the number is the program's.
        command = ["sh", "-c", 'echo $$ > "$0"; exec "$@"', f"{self.home}/{name}.pid", *start, *arguments]

        def on(port: int) -> Program:
            listen = f"--web.listen-address=127.0.0.1:{port}"
            return Program([*command, listen], self.home / f"{name}.log", ready=MARKS[name])

        return on_free_port(on, stack)

    def reloads(self, fault: str) -> None:
        """Have systemctl do as Debian's units say, a signal to each program, but first a line of shell."""
        pids = " ".join(f"$(cat {self.home}/{name}.pid)" for name in MARKS)
        script(self.there / "systemctl", f'echo "$@" >> {self.home}/told\n{fault}\nkill -HUP {pids}')

    def _sshd(self, stack: ExitStack) -> str:
        if os.geteuid() == 0:
            # sshd locks a part of itself into this folder, which is there wherever one is installed.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        keygen = [*tool("ssh")[:-1], f"{folder('ssh')}/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f"]
        for key in ("host", "key"):
            subprocess.run([*keygen, str(self.home / key)], check=True)
        (self.home / "passwd").write_text(
            f"root:x:{os.getuid()}:{os.getgid()}::{self.home}:/bin/sh\nsshd:x:65533:65534::/run/sshd:/bin/false\n"
        )
        (self.home / "group").write_text(f"root:x:{os.getgid()}:\nprometheus:x:{self.group}:\n")
        (library,) = [part for part in tool("nss_wrapper") if part.startswith("LD_PRELOAD=")]
        users = [library, f"NSS_WRAPPER_PASSWD={self.home}/passwd", f"NSS_WRAPPER_GROUP={self.home}/group"]
        settings = {
            "HostKey": f"{self.home}/host",
            "AuthorizedKeysFile": f"{self.home}/key.pub",
            "PermitRootLogin": "prohibit-password",
            "StrictModes": "no",
            "PidFile": "none",
            "SetEnv": " ".join([f"PATH={self.there}:{os.environ['PATH']}", *users]),
        }
        config = self.home / "sshd_config"
        config.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))
        command = ["env", *users, *tool("sshd"), "-D", "-e", "-f", str(config), "-o", "ListenAddress=127.0.0.1"]
        _, port = on_free_port(
            lambda port: Program([*command, "-p", str(port)], self.home / "sshd.log", ready="Server listening on"),
            stack,
        )
        (self.home / "known").write_text(f"[127.0.0.1]:{port} {(self.home / 'host.pub').read_text()}")
        options = ["HostName=127.0.0.1", "StrictHostKeyChecking=yes", f"UserKnownHostsFile={self.home}/known"]
        said = " ".join(f"-o {option}" for option in options)
        return f"ssh -F none -p {port} -i {self.home}/key -o BatchMode=yes {said}"

    @property
    def group(self) -> int:
        """The number of the programs' group; who is not root can give files to its own only."""
        return 64321 if os.geteuid() == 0 else os.getgid()

    @property
    def started(self) -> str:
        return (self.home / "started").read_text()

    @property
    def told(self) -> list[str]:
        told = self.home / "told"
        return told.read_text().splitlines() if told.exists() else []

    def push(self, files: Mapping[str, str], **options: Any) -> None:
        places = [f"127.0.0.1:{port}" for _, port in self.programs.values()]
        push(NAME, files, ssh=self.ssh, folder=str(self.root), places=places, **options)

    def rendered(self, of: Fleet) -> dict[str, str]:
        """A fleet's files, for a server whose folder is this one."""
        return {path: text.replace(FOLDER, str(self.root)) for path, text in server_files(export(of)).items()}

    def holds(self) -> dict[str, tuple[str, int]]:
        """The text and mode of every file that the programs read."""
        files = [path for path in self.root.rglob("*") if path.is_file()]
        within = {str(path.relative_to(self.root)): path for path in files}
        return {
            name: (path.read_text(), stat.S_IMODE(path.stat().st_mode))
            for name, path in within.items()
            if not name.startswith(".")
        }

    def asked(self, path: str) -> Any:
        """What Prometheus answers."""
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"http://127.0.0.1:{self.programs['prometheus'][1]}/api/v1/{path}"
        ) as answer:
            return json.load(answer)["data"]

    def targets(self) -> set[str]:
        """What Prometheus asks for the fleet's sake."""
        found = self.asked("targets")["activeTargets"]
        return {target["labels"]["instance"] for target in found if target["labels"]["job"] == "blackbox-http"}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with ExitStack() as stack:
        made = Server(tmp_path, stack)
        monkeypatch.setenv("PATH", f"{made.here}:{os.environ['PATH']}")
        for variable in PASSWORDS.values():
            monkeypatch.delenv(variable, raising=False)
        yield made


def files_of(server: Server) -> dict[str, str]:
    return {name: text for name, (text, _) in server.holds().items() if not name.startswith("secrets/")}


def test_what_is_pushed_is_loaded_and_so_is_the_next(server: Server) -> None:
    for one, sites in (
        (FLEET, {"https://www.example.org/", "http://old.example.org/", "https://explorer.example.org/"}),
        (LATER, {"https://new.example.org/"}),
    ):
        files = server.rendered(one)
        server.push(files)
        assert files_of(server) == files
        becomes(sites, server.targets)
    assert len(server.told) == 2
    assert {text for name, (text, _) in server.holds().items() if name.startswith("secrets/")} == {""}


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("rules/fleet.yml", "groups: [{name: a, rules: [{alert: A, expr: 'up =='}]}]", "parse error"),
        ("targets/node.json", '[{"targets": 5}]', "node.json"),
        ("alertmanager.yml", "route: {receiver: nobody}\nreceivers: []", "nobody"),
        ("blackbox.yml", "modules: {a: {prober: http, timeout: soon}}", "soon"),
    ],
)
def test_what_is_wrong_is_refused_and_changes_nothing(
    path: str, text: str, said: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLEET_EXPORTER_PASSWORD", PASSWORD)
    before = server.holds()
    with pytest.raises(PushError, match=r"(?s).*what was brought is wrong, and nothing was changed") as refused:
        server.push(server.rendered(LATER) | {path: text})
    assert said in str(refused.value)
    assert (server.holds(), server.told) == (before, [])


def test_what_is_right_but_does_not_load_is_taken_back(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLEET_SMTP_PASSWORD", "the first")
    server.push(server.rendered(FLEET))
    before, configuration = server.holds(), server.asked("status/config")
    monkeypatch.setenv("FLEET_SMTP_PASSWORD", "the second")
    files = server.rendered(LATER)
    # promtool doesn't try to open this file, and Prometheus can't.
    files["prometheus.yml"] = files["prometheus.yml"].replace("global:\n", "global:\n  query_log_file: /proc/none/x\n")
    with pytest.raises(PushError, match=r"would not load it, and the last configuration was put back\nwhy: journalctl"):
        server.push(files)
    assert server.holds() == before
    assert server.asked("status/config") == configuration


def test_a_systemctl_that_fails_once_has_all_taken_back(server: Server) -> None:
    before = server.holds()
    server.reloads(f"mkdir {server.home}/failed 2>/dev/null && exit 1")
    with pytest.raises(PushError, match="the last configuration was put back\n"):
        server.push(server.rendered(FLEET))
    assert server.holds() == before


def test_if_the_last_configuration_does_not_load_either_it_says_so(server: Server) -> None:
    before = server.holds()
    server.reloads("exit 1")
    with pytest.raises(PushError, match="was put back, which they do not load either\n"):
        server.push(server.rendered(FLEET))
    assert server.holds() == before


def test_passwords_are_brought_and_seen_by_nobody_else(
    server: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for number, variable in enumerate(PASSWORDS.values()):
        monkeypatch.setenv(variable, f"{PASSWORD}{number}")
    server.push(server.rendered(FLEET))
    for number, name in enumerate(PASSWORDS):
        file = server.root / "secrets" / name
        assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (f"{PASSWORD}{number}", 0o640)
        assert file.stat().st_gid == server.group
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o750
    monkeypatch.delenv(PASSWORDS["node"])
    server.push(server.rendered(LATER))
    assert (server.root / "secrets" / "node").read_text() == f"{PASSWORD}0"
    server.reloads("exit 1")
    with pytest.raises(PushError) as failed:
        server.push(server.rendered(FLEET))
    assert "check config" in server.started
    logs = [path.read_text() for path in server.home.glob("*.log")]
    for shown in (server.started, *capfd.readouterr(), str(failed.value), *logs):
        assert "horse" not in shown


def test_a_password_of_two_lines_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLEET_PROXY_PASSWORD", f"{PASSWORD}\nmore")
    with pytest.raises(PushError, match=r"^the password in FLEET_PROXY_PASSWORD has more than one line$"):
        server.push(server.rendered(FLEET))
    assert not (server.home / "started").exists()


def test_a_server_that_is_not_reached_or_not_known_is_said_so(server: Server) -> None:
    known = server.home / "known"
    right = known.read_text()
    known.write_text("")
    with pytest.raises(PushError, match=r"Host key verification failed\."):
        server.push(server.rendered(FLEET))
    known.write_text(right)
    server.ssh = server.ssh.replace("127.0.0.1", "nowhere.invalid")
    with pytest.raises(PushError, match=r"Could not resolve hostname nowhere\.invalid"):
        server.push(server.rendered(FLEET))
    assert server.told == []


def test_a_server_without_rsync_is_said_so(server: Server) -> None:
    script(server.there / "rsync", "echo rsync: not found >&2; exit 127")
    with pytest.raises(PushError, match="rsync: not found"):
        server.push(server.rendered(FLEET))


@pytest.mark.parametrize(
    ("have", "ssh", "said"),
    [
        (["ssh"], "ssh", "there is no rsync on this machine: install it"),
        (["rsync"], "ssh -p 22", "there is no ssh on this machine: install it"),
        (["rsync"], "", "there is no '' on this machine: install it"),
        (["rsync"], "ssh -o 'a", '"ssh -o \'a" is not a command that logs in: No closing quotation'),
    ],
)
def test_a_program_that_is_missing_is_named(
    have: list[str], ssh: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in have:
        script(tmp_path / name, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PushError) as error:
        push(NAME, {}, ssh=ssh)
    assert str(error.value) == said


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    before = os.umask(0)
    os.umask(before)
    yield os.umask
    os.umask(before)


@pytest.mark.parametrize("mask", [0o077, 0o027, 0o007, 0o022, 0o002, 0o000])
def test_programs_can_read_what_arrives_whatever_the_umask_here(
    server: Server, umask: Callable[[int], int], mask: int
) -> None:
    umask(mask)
    server.push(server.rendered(FLEET))
    modes = {name: mode for name, (_, mode) in server.holds().items() if not name.startswith("secrets/")}
    assert set(modes.values()) == {0o644}
    assert {stat.S_IMODE((server.root / name).stat().st_mode) for name in ("rules", "targets")} == {0o755}


def left(server: Server) -> list[str]:
    """What is in the folder besides what the programs read."""
    return sorted(path.name for path in server.root.iterdir() if path.name.startswith("."))


@pytest.mark.parametrize("ends", ["well", "taken back", "refused"])
def test_no_copy_of_a_password_stays(server: Server, monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    for variable in PASSWORDS.values():
        monkeypatch.setenv(variable, PASSWORD)
    for name in (".next", ".last", ".next-0123"):
        (server.root / name / "secrets").mkdir(parents=True)
        (server.root / name / "secrets/node").write_text(PASSWORD)
    long_ago = time.time() - 2 * 86_400
    os.utime(server.root / ".next-0123", (long_ago, long_ago))
    files = server.rendered(FLEET)
    if ends == "well":
        server.push(files)
    else:
        if ends == "taken back":
            server.reloads("exit 1")
        with pytest.raises(PushError):
            server.push(files | ({"blackbox.yml": "modules: 5"} if ends == "refused" else {}))
    assert set(left(server)) <= {".last", ".lock"}
    held = [path for path in server.root.rglob("*") if path.is_file() and PASSWORD in path.read_text()]
    assert {path.parent for path in held} <= {server.root / "secrets"}


def test_a_push_waits_for_another_and_gives_up_in_time(server: Server) -> None:
    before = server.holds()
    with (server.root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PushError, match=r"^another push to this server is under way: try again once it has ended$"):
            server.push(server.rendered(FLEET), patience_seconds=0)
        assert server.holds() == before
        assert left(server) == [".lock"]
    server.push(server.rendered(FLEET), patience_seconds=0)
    assert files_of(server) == server.rendered(FLEET)


def test_two_pushes_at_once_never_mix(server: Server) -> None:
    both = [server.rendered(one) for one in (FLEET, LATER)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(server.push, both))
    assert files_of(server) in both
    assert left(server) == [".last", ".lock"]


def test_a_server_that_never_answers_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ssh", "rsync"):
        script(tmp_path / name, "exec sleep 600")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    said = "rsync has not ended within 0.2 s and was stopped: see that the server answers, and push again"
    with pytest.raises(PushError, match=f"^{re.escape(said)}$"):
        push(NAME, {}, longest_seconds=0.2)


@pytest.mark.parametrize(
    ("ssh", "options"),
    [("ssh", True), ("/usr/bin/ssh -4", True), ("ssh -o BatchMode=no", True), ("my-gate --fast", False)],
)
def test_ssh_asks_nobody_and_another_program_has_its_own_options(
    ssh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, options: bool
) -> None:
    script(tmp_path / "rsync", f'printf "%s\\n" "$@" > {tmp_path}/asked; exit 1')
    script(tmp_path / "my-gate", "exit 0")
    script(tmp_path / "ssh", "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("shutil.which", lambda _: "there")
    with pytest.raises(PushError):
        push(NAME, {}, ssh=ssh)
    arguments = (tmp_path / "asked").read_text().splitlines()
    login = arguments[arguments.index("--rsh") + 1]
    assert login.startswith(ssh)
    assert ("-o BatchMode=yes" in login) is options


# The command line, on programs that only note what they are asked: its folder would be the machine's own.

TWO = """
contacts: {ods: {name: ODS, email: ods@example.org}}
providers: {bytemark: {console: https://panel.example.org/, manager: ods}}
hosts:
  two.example.org: {provider: bytemark, ipv4: 192.0.2.2, role: prometheus}
  one.example.org: {provider: bytemark, ipv4: 192.0.2.1, role: prometheus}
  www.example.org: {provider: bytemark, ipv4: 192.0.2.3, spare: kept}
"""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with what ssh and rsync are asked, of a fleet with two Prometheus servers."""
    note = f'echo "${{0##*/}}" "$@" | head -1 >> {tmp_path}/asked'
    script(tmp_path / "rsync", note)
    script(tmp_path / "ssh", f'{note}\ncase "$*" in *root@two*) [ ! -e {tmp_path}/off ] || exit 255;; esac')
    (tmp_path / "fleet.yaml").write_text(TWO)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr("cli.session.inventory_of", lambda _: tmp_path / "fleet.yaml")
    return tmp_path / "asked"


def ran(*options: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(app, ["push", "--stack", "production", *options])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done.exit_code, done.output.splitlines()


def test_every_server_of_the_fleet_gets_it(asked: Path) -> None:
    code, lines = ran("--ssh", "ssh -p 2222")
    files = len(server_files(export(FLEET)))
    assert (code, lines) == (0, [f"{name}.example.org: {files} files, loaded" for name in ("one", "two")])
    calls = asked.read_text().splitlines()
    assert [call.split()[0] for call in calls] == ["rsync", "ssh"] * 2
    assert "--rsh ssh -p 2222" in calls[0]
    arrived = [call.rpartition(" ")[2] for call in calls[::2]]
    assert [place.rpartition("-")[0] for place in arrived] == [
        f"root@{name}.example.org:{FOLDER}/.next" for name in ("one", "two")
    ]
    assert len(set(arrived)) == 2
    # The options that were given come first, as ssh takes the first.
    assert calls[3].startswith("ssh -p 2222 -o BatchMode=yes -o ConnectTimeout=20 ")
    assert " root@two.example.org sh -c" in calls[3]


def test_a_server_that_fails_is_named(asked: Path) -> None:
    (asked.parent / "off").touch()
    code, lines = ran()
    assert (code, lines[-1]) == (1, "two.example.org: ssh failed with 255")


def test_one_server_can_be_chosen(asked: Path) -> None:
    code, lines = ran("--host", "two.example.org")
    assert (code, len(lines)) == (0, 1)
    assert "one.example.org" not in asked.read_text()


def test_a_host_that_is_no_prometheus_server_is_refused(asked: Path) -> None:
    for host in ("www.example.org", "none.example.org"):
        assert ran("--host", host) == (1, ["there is no such host with role: prometheus in the inventory"])
    assert not asked.exists()
