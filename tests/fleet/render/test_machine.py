"""What a first boot makes of a machine, as the real sshd and apt see it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fleet.blueprint.first_boot import FirstBoot
from tests.debian import folder, tool
from tests.fleet.render.conftest import LOGIN, Machine, openssl

New = Callable[[FirstBoot], Machine]
NAME = "www.example.org"
NOBODY = 65534

# Ubuntu's /etc/ssh/sshd_config without its comments; Debian's is the same.
UBUNTU = """\
Include {root}/etc/ssh/sshd_config.d/*.conf
KbdInteractiveAuthentication no
UsePAM yes
X11Forwarding yes
PrintMotd no
AcceptEnv LANG LC_*
Subsystem sftp /usr/lib/openssh/sftp-server
"""


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody can read, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def sshd_settings(root: Path, files: dict[str, str]) -> dict[str, str]:
    """What sshd makes of Ubuntu's configuration with some files beside it."""
    dropins = root / "etc" / "ssh" / "sshd_config.d"
    dropins.mkdir(parents=True)
    for name, text in files.items():
        (dropins / name).write_text(text)
    main, key = dropins.with_name("sshd_config"), dropins.with_name("key")
    main.write_text(UBUNTU.format(root=root))
    openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", str(key))
    key.chmod(0o600)
    # Started as root it wants the user and the folder that an installation makes; anybody else it just tells.
    user = None
    if os.geteuid() == 0:
        user = NOBODY
        os.chown(key, NOBODY, NOBODY)
    shutil.copytree(folder("sshd"), root / "sshd")
    command = [part.replace(str(folder("sshd")), f"{root}/sshd") for part in tool("sshd")]
    command += ["-T", "-f", str(main), "-h", str(key)]
    extra = () if user is not None else None
    done = subprocess.run(
        command, user=user, group=user, extra_groups=extra, cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)


# An image, or a cloud's own setup, may say this of passwords.
CLOUD = {"50-cloud-init.conf": "PasswordAuthentication yes\nPermitRootLogin yes\n"}


def test_sshd_takes_what_the_fleet_says(machine: New, public: Path) -> None:
    ours = machine(FirstBoot(NAME)).path("/etc/ssh/sshd_config.d/10-fleet.conf")
    said = sshd_settings(public, CLOUD | {ours.name: ours.read_text()})
    assert said["passwordauthentication"] == "no"
    assert said["kbdinteractiveauthentication"] == "no"
    assert said["permitrootlogin"] == "without-password"
    assert said["pubkeyauthentication"] == "yes"
    assert said["x11forwarding"] == "no"


def test_sshd_would_not_if_the_file_sorted_later(machine: New, public: Path) -> None:
    ours = machine(FirstBoot(NAME)).path("/etc/ssh/sshd_config.d/10-fleet.conf")
    said = sshd_settings(public, CLOUD | {"60-fleet.conf": ours.read_text()})
    assert said["passwordauthentication"] == "yes"
    assert said["permitrootlogin"] == "yes"


def test_apt_installs_updates_by_itself(machine: New, tmp_path: Path) -> None:
    new = machine(FirstBoot(NAME))
    parts = new.path("/etc/apt/apt.conf.d")
    (parts / "20auto-upgrades").write_text('APT::Periodic::Unattended-Upgrade "0";\n')
    config = tmp_path / "apt.conf"
    config.write_text(f'Dir::Etc::parts "{parts}";\n')
    env = {**os.environ, "APT_CONFIG": str(config)}
    said = subprocess.run(["apt-config", "dump"], env=env, capture_output=True, text=True, check=True).stdout
    assert 'APT::Periodic::Update-Package-Lists "1";' in said
    assert 'APT::Periodic::Unattended-Upgrade "1";' in said
    assert 'Unattended-Upgrade::Remove-Unused-Kernel-Packages "true";' in said


def test_sshd_is_reloaded_once_its_configuration_is_right(machine: New) -> None:
    new = machine(FirstBoot(NAME))
    assert new.boot().returncode == 0
    assert new.told == ["sshd -t", "systemctl try-reload-or-restart ssh"]
    assert new.path("/run/sshd").is_dir()


def test_a_first_boot_that_fails_says_so(machine: New) -> None:
    new = machine(FirstBoot(NAME, exporter=LOGIN))
    new.stub("sshd", "echo Bad configuration option >&2; exit 255")
    done = new.boot()
    assert done.returncode != 0
    assert "Bad configuration option" in done.stderr
    assert new.told == []
