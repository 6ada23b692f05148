"""A Prometheus server's first boot: what it is told, and what that makes of a machine."""

import base64
import io
import secrets
import stat
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from components.hetzner_cloud.facts import USER_DATA
from fleet.blueprint.consequences import consequence
from fleet.blueprint.first_boot import FirstBoot, first_boots
from fleet.digest import digest
from fleet.draw_up import draw_up
from fleet.inventory.fleet import Fleet
from fleet.render.cloud_init import UserDataTooLargeError, first_boot_digest
from fleet.render.prometheus import ALERTMANAGER, BLACKBOX, FOLDER, PROMETHEUS
from fleet.render.prometheus_server import ARCHIVE, PACKAGES, archived, server_files
from tests.debian import tool
from tests.fleet.render.conftest import Machine
from tests.fleet.render.test_cloud_init import accepted
from tests.fleet.small import PROVIDERS, export, fleet, service
from tests.fleet.strategies import HASH
from tests.shared import parsed

NAME = "prometheus.example.org"
SERVER = {"provider": "hetzner-cloud", "size": "cx23", "role": "prometheus"}
CLOUDS = [SERVER, {"provider": "linode", "size": "g6-standard-1", "role": "prometheus"}]
each_cloud = pytest.mark.parametrize("row", CLOUDS)


def of(hosts: int = 1, row: dict[str, Any] = SERVER) -> Fleet:
    """A fleet with a Prometheus server and some hosts with a site each."""
    names = [f"www{number}.example.org" for number in range(hosts)]
    linode = {"console": "https://cloud.linode.com/", "manager": "ods"}
    return fleet(
        providers=PROVIDERS | {"linode": linode},
        hosts={NAME: row} | {name: {"provider": "bytemark"} for name in names},
        services={
            f"service-{number}": service(name, sites={f"https://{name}/": {"keyword": "Welcome"}})
            for number, name in enumerate(names)
        },
        exporters={"password_hash": HASH},
        alerting={"user": "prometheus", "smarthost": "mail.example.org:587"},
    )


def told(one: Fleet) -> str:
    return draw_up(one).hosts[NAME].user_data


def archive(text: str) -> tarfile.TarFile | None:
    """What user data says is to be unpacked."""
    found = [file for file in parsed(text)["write_files"] if file["path"] == ARCHIVE]
    if not found:
        return None
    assert found[0]["encoding"] == "b64"
    return tarfile.open(fileobj=io.BytesIO(base64.b64decode(found[0]["content"])), mode="r:gz")


def contents(text: str) -> dict[str, str]:
    opened = archive(text)
    assert opened is not None
    with opened:
        files = [(entry.name, opened.extractfile(entry)) for entry in opened]
        return {name: file.read().decode() for name, file in files if file}


@each_cloud
@pytest.mark.parametrize("bare", [True, False])
def test_cloud_init_accepts_it(row: dict[str, Any], tmp_path: Path, *, bare: bool) -> None:
    text = told(of(row=row | {"bare": bare}))
    done = accepted(text, tmp_path)
    assert (done.returncode, "Valid" in done.stdout) == (0, True), done.stderr
    assert {*PACKAGES, "rsync"} <= set(parsed(text)["packages"])


@each_cloud
def test_the_archive_has_what_the_server_reads_of_the_export(row: dict[str, Any]) -> None:
    one = of(row=row)
    files = export(one)
    found = contents(told(one))
    assert found == server_files(files)
    beside = {path: path for path in ("alertmanager.yml", "blackbox.yml")}
    below = {path.removeprefix("prometheus/"): path for path in files if path.startswith("prometheus/")}
    at_home = {path for path in below if path.startswith("tests/")}
    assert {path: files[source] for path, source in (below | beside).items() if path not in at_home} == found
    assert {"prometheus.yml", "rules/fleet.yml", "targets/blackbox-http.json"} <= found.keys()


def test_the_same_files_are_always_the_same_text() -> None:
    files = server_files(export(of(3)))
    assert archived(files) == archived(dict(reversed(files.items())))
    assert told(of(3)) == told(of(3))


def test_no_password_and_no_hash_of_one_is_in_the_archive() -> None:
    for text in contents(told(of())).values():
        assert HASH not in text
        for line in text.splitlines():
            assert "password" not in line or "_file: /etc/prometheus/secrets/" in line


def test_a_bare_server_has_no_archive_and_a_limit_it_keeps() -> None:
    for hosts in (0, 2000):
        text = told(of(hosts, SERVER | {"bare": True}))
        assert archive(text) is None
        assert ARCHIVE not in text
        assert len(text.encode()) < USER_DATA


@each_cloud
def test_a_fleet_that_is_too_large_has_its_host_named_and_the_way_out(row: dict[str, Any]) -> None:
    with pytest.raises(
        UserDataTooLargeError, match=rf"{NAME} has \d+ bytes .*: write bare: true in its row, and `push`"
    ):
        told(of(2000, row))


def test_another_host_to_watch_is_for_a_push_and_not_for_a_new_machine() -> None:
    one, two = of(1), of(2)
    before, after = (draw_up(found).facts["hosts"][NAME] for found in (one, two))
    assert {key for key in after if after[key] != before[key]} == {"monitoring"}
    for found, of_server in ((one, before), (two, after)):
        assert of_server["monitoring"] == digest(repr(sorted(server_files(export(found)).items())))
        assert of_server["user_data"] == first_boot_digest(first_boots(found)[NAME])
    assert consequence("monitoring", after) == "`python -m fleet push` brings it to the running server"
    assert told(one) != told(two)


# What it makes of a machine.


def machine(root: Path, files: dict[str, str]) -> Machine:
    """A machine before its commands run; files are its own user's, and the kernel is told nothing."""
    new = Machine(root, FirstBoot(NAME, monitoring=tuple(files.items())))
    new.stub("sysctl", f'echo sysctl "$@" >> {root}/told')
    owned, var = "-o root -g prometheus ", f"{root}/var/"
    new.config["runcmd"] = [line.replace(owned, "").replace("/var/", var) for line in new.config["runcmd"]]
    for file in new.config["write_files"]:
        if file.get("encoding") == "b64":
            new.path(file["path"]).write_bytes(base64.b64decode(file["content"]))
    return new


def test_a_first_boot_lays_out_what_promtool_accepts(tmp_path: Path) -> None:
    files = server_files(export(of(3)))
    new = machine(tmp_path, files)
    done = new.boot()
    assert done.returncode == 0, done.stderr
    home = new.path(FOLDER)
    assert {path: (home / path).read_text() for path in files} == files
    assert {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()} == {
        *files,
        *(f"secrets/{name}" for name in ("node", "node-proxy", "smtp")),
    }
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (home / "secrets", *home.rglob("secrets/*"))}
    assert modes == {"secrets": 0o750, "node": 0o640, "node-proxy": 0o640, "smtp": 0o640}
    (home / "prometheus.yml").write_text(new.moved(files["prometheus.yml"]))
    for command in (
        [*tool("promtool"), "check", "config", f"{home}/prometheus.yml"],
        [*tool("amtool"), "check-config", f"{home}/alertmanager.yml"],
        [*tool("blackbox_exporter"), f"--config.file={home}/blackbox.yml", "--config.check"],
    ):
        checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        assert "does not exist" not in checked.stdout + checked.stderr
    services = " ".join(PACKAGES)
    assert new.told[-2:] == [f"systemctl enable {services}", f"systemctl restart {services}"]
    assert any(line.startswith("sysctl --quiet --load ") for line in new.told)


def test_a_bare_one_boots_without_a_configuration(tmp_path: Path) -> None:
    new = machine(tmp_path, {})
    assert new.boot().returncode == 0
    assert {path.name for path in new.path(FOLDER).iterdir()} == {"secrets"}


def test_a_damaged_archive_fails_the_first_boot(tmp_path: Path) -> None:
    new = machine(tmp_path, server_files(export(of())))
    new.path(ARCHIVE).write_bytes(secrets.token_bytes(100))
    assert new.boot().returncode != 0
    assert not any("restart prom" in line for line in new.told)


def test_the_programs_listen_to_each_other_only(tmp_path: Path) -> None:
    new = machine(tmp_path, {})
    files = [new.path(f"/etc/default/{name}").read_text() for name in PACKAGES]
    for text, place in zip(files, (PROMETHEUS, ALERTMANAGER, BLACKBOX), strict=True):
        assert place.startswith("127.0.0.1:")
        assert f"--web.listen-address={place} " in text.replace('"', " ")
