"""Node exporter as a first boot sets it up, with the real openssl, promtool and exporter."""

import base64
import re
import socket
import ssl
import stat
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fleet.blueprint.first_boot import FirstBoot
from tests.debian import tool
from tests.fleet.render.conftest import LOGIN, PASSWORD, Machine, openssl

New = Callable[[FirstBoot], Machine]
NAME = "www.example.org"


def test_the_key_is_made_once_and_only_the_exporter_can_read_it(machine: New) -> None:
    new = machine(FirstBoot(NAME, exporter=LOGIN))
    key, certificate = new.exporter_folder / "tls.key", new.exporter_folder / "tls.crt"
    assert new.boot().returncode == 0
    made = key.read_text()
    assert "PRIVATE KEY" in made
    assert stat.S_IMODE(key.stat().st_mode) == 0o640
    assert new.told[-1] == "systemctl restart prometheus-node-exporter"
    said = openssl("x509", "-in", str(certificate), "-noout", "-ext", "subjectAltName", "-checkend", str(3649 * 86400))
    assert f"DNS:{NAME}" in said
    assert "will not expire" in said
    assert new.boot().returncode == 0
    assert key.read_text() == made


@pytest.mark.parametrize("half", ["tls.key", "tls.crt"])
def test_a_boot_that_was_cut_off_makes_both_again(half: str, machine: New) -> None:
    new = machine(FirstBoot(NAME, exporter=LOGIN))
    (new.exporter_folder / half).write_text("")
    (new.exporter_folder / half).chmod(0o600)
    assert new.boot().returncode == 0
    assert (new.exporter_folder / half).read_text().startswith("-----BEGIN")


def test_a_name_longer_than_a_subject_can_be_gets_a_certificate(machine: New) -> None:
    name = f"{'a' * 60}.example.org"
    new = machine(FirstBoot(name, exporter=LOGIN))
    assert new.boot().returncode == 0
    said = openssl("x509", "-in", str(new.exporter_folder / "tls.crt"), "-noout", "-ext", "subjectAltName")
    assert f"DNS:{name}" in said


def web_config_check(file: Path) -> subprocess.CompletedProcess[str]:
    command = [*tool("promtool"), "check", "web-config", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_promtool_accepts_the_web_configuration(machine: New) -> None:
    new = machine(FirstBoot(NAME, exporter=LOGIN))
    assert new.boot().returncode == 0
    said = web_config_check(new.exporter_folder / "web.yml")
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(("right", "wrong"), [("cert_file", "certificate"), ("tls.key", "other.key"), ("$2b$", "$9$")])
def test_promtool_refuses_a_broken_one(right: str, wrong: str, machine: New) -> None:
    new = machine(FirstBoot(NAME, exporter=LOGIN))
    assert new.boot().returncode == 0
    file = new.exporter_folder / "web.yml"
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong))
    assert web_config_check(file).returncode != 0


@contextmanager
def running(new: Machine, port: int) -> Iterator[None]:
    """The real node exporter, started as systemd would, once it listens."""
    command = [*tool("node_exporter"), *new.exporter_arguments]
    with (new.root / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as exporter:
        try:
            for _ in range(600):
                assert exporter.poll() is None, (new.root / "log").read_text()
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield
        finally:
            exporter.terminate()


def ask(url: str, certificate: Path, password: str | None = None) -> tuple[int, str]:
    """The status and text that a page answers, to who trusts a certificate and has a password."""
    request = urllib.request.Request(url)  # noqa: S310 - the exporter that this test started
    if password is not None:
        login = base64.b64encode(f"{LOGIN.user}:{password}".encode()).decode()
        request.add_header("Authorization", f"Basic {login}")
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(certificate)
    handlers = urllib.request.HTTPSHandler(context=trusting), urllib.request.ProxyHandler({})
    try:
        with urllib.request.build_opener(*handlers).open(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_the_exporter_answers_over_tls_and_with_the_password_only(machine: New) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    # Its certificate is for its own name, and this is the name by which the test reaches it.
    new = machine(FirstBoot("localhost", exporter_port=port, exporter=LOGIN))
    assert new.boot().returncode == 0
    page, certificate = f"https://localhost:{port}/metrics", new.exporter_folder / "tls.crt"
    with running(new, port):
        status, text = ask(page, certificate, PASSWORD)
        assert status == 200
        assert re.search(r"^node_", text, re.MULTILINE)
        for wrong in (None, "", "u*u", LOGIN.password_hash):
            status, text = ask(page, certificate, wrong)
            assert status == 401
            assert "node_" not in text
        status, text = ask(page.replace("https", "http"), certificate, PASSWORD)
        assert status == 400
        assert "node_" not in text
        with pytest.raises(urllib.error.URLError, match="not valid for '127"):
            ask(page.replace("localhost", "127.0.0.1"), certificate, PASSWORD)
