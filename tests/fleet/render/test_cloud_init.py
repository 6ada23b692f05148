"""A first boot's user data: its text, its limits, and that cloud-init takes it."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given

from components.hetzner_cloud.facts import USER_DATA as HETZNER_CLOUD
from components.linode.facts import USER_DATA as LINODE
from fleet.blueprint.first_boot import FirstBoot, Login
from fleet.inventory.host import EXPORTER_PORT
from fleet.render.cloud_init import (
    UserDataTooLargeError,
    user_data,
    within,
)
from tests.debian import tool
from tests.fleet.render.conftest import LOGIN, boots
from tests.fleet.strategies import QUICK
from tests.shared import parsed

GOLDEN = Path(__file__).with_name("golden.yaml")
FULL = FirstBoot("www.example.org", swap_mb=2048, exporter=LOGIN)


def accepted(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What cloud-init says of a text."""
    file = folder / "user-data"
    file.write_text(text, "utf-8")
    command = [*tool("cloud-init"), "schema", "--config-file", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft4Validator:
    """The schema that cloud-init checks with, to check many texts without starting it for each."""
    *python, _, _ = tool("cloud-init")
    code = "import json; from cloudinit.config.schema import get_schema; print(json.dumps(get_schema()))"
    answer = subprocess.run([*python, "-c", code], capture_output=True, text=True, check=True).stdout
    return jsonschema.Draft4Validator(json.loads(answer))


def test_the_text_is_as_it_was() -> None:
    assert user_data(FULL) == GOLDEN.read_text("utf-8")


@pytest.mark.parametrize("swap_mb", [None, 4096])
@pytest.mark.parametrize("exporter", [None, LOGIN])
def test_cloud_init_accepts_it(swap_mb: int | None, exporter: Login | None, tmp_path: Path) -> None:
    said = accepted(user_data(FirstBoot("www.example.org", swap_mb, exporter=exporter)), tmp_path)
    assert said.returncode == 0, said.stderr
    assert "Valid" in said.stdout
    assert "eprecat" not in said.stdout + said.stderr


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("mode: reboot", "mode: restart"),
        ("filename: /swapfile", "file: /swapfile"),
        ("defer: true", "defer: later"),
        ("- set -e", "- { set: -e }"),
        ("#cloud-config", "# cloud config"),
    ],
)
def test_cloud_init_refuses_what_is_broken(right: str, wrong: str, tmp_path: Path) -> None:
    text = user_data(FULL)
    assert right in text
    assert accepted(text.replace(right, wrong), tmp_path).returncode != 0


@QUICK
@given(boot=boots)
def test_whatever_the_parts_it_is_right(boot: FirstBoot, schema: jsonschema.Draft4Validator) -> None:
    text = user_data(boot)
    config = parsed(text)
    schema.validate(config)
    assert text == user_data(boot)
    assert config["fqdn"] == boot.fqdn
    assert ("swap" in config) == (boot.swap_mb is not None)
    files = {file["path"]: parsed(file["content"]) for file in config["write_files"] if file.get("defer")}
    if boot.exporter is None:
        assert files == {}
        assert "exporter" not in text.replace(boot.fqdn, "")
    else:
        web = files["/etc/prometheus-node-exporter/web.yml"]
        assert web["basic_auth_users"] == {boot.exporter.user: boot.exporter.password_hash}
        assert f":{boot.exporter_port} " in files["/etc/default/prometheus-node-exporter"]


def test_a_swap_file_has_the_size_in_bytes() -> None:
    swap = parsed(user_data(FirstBoot("www.example.org", swap_mb=1024)))["swap"]
    assert swap["size"] == 1024**3


def test_the_exporter_listens_where_the_fleet_looks_for_it() -> None:
    assert f"--web.listen-address=:{EXPORTER_PORT} " in user_data(FULL)


def test_it_holds_no_secret() -> None:
    text = user_data(FULL)
    assert "PRIVATE KEY" not in text
    # Who has a password's hash doesn't have the password, and nothing else about a login is told.
    assert re.findall(r"\$\S+", text.replace(LOGIN.password_hash, "")) == []
    for key in ("chpasswd", "hashed_passwd", "plain_text_passwd", "passwd", "password", "users", "ssh_keys"):
        assert re.search(rf"^\s*(- )?{key}:", text, re.MULTILINE) is None


@pytest.mark.parametrize("limit", [HETZNER_CLOUD, LINODE])
def test_what_is_larger_than_the_cloud_takes_is_refused(limit: int) -> None:
    fits = "ü" * (limit // 2) + "x" * (limit % 2)
    assert within(fits, limit, "www.example.org", "leave it to Salt") is fits
    words = rf"www\.example\.org has {limit + 1} bytes and its provider takes {limit}: leave it to Salt$"
    with pytest.raises(UserDataTooLargeError, match=words):
        within(fits + "x", limit, "www.example.org", "leave it to Salt")


def test_where_nobody_says_a_limit_there_is_none() -> None:
    text = "x" * 10**6
    assert within(text, None, "www.example.org", "") is text


def test_the_fullest_first_boot_is_far_from_the_limits() -> None:
    name = ".".join(["a" * 63] * 3 + ["b" * 61])
    largest = user_data(FirstBoot(name, swap_mb=10**6, exporter=LOGIN))
    data: dict[str, Any] = parsed(largest)
    assert data["fqdn"] == name
    assert len(within(largest, HETZNER_CLOUD // 4, name, "")) > len(name)
