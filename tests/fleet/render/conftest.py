"""A first boot's user data taken apart, and moved to where a test can run it."""

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from fleet.blueprint.first_boot import FirstBoot, Login
from fleet.render.cloud_init import user_data
from fleet.render.exporter import FOLDER
from tests.shared import parsed

PASSWORD = "U*U"
# The bcrypt hash of that password, from OpenBSD's test vectors, so that no library is needed to make one.
LOGIN = Login("prometheus", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")

labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
boots = st.builds(
    FirstBoot,
    fqdn=st.lists(labels, min_size=1, max_size=4).map(".".join),
    swap_mb=st.none() | st.integers(1, 10**6),
    exporter_port=st.integers(1, 65535),
    exporter=st.none() | st.builds(Login, user=st.text(min_size=1), password_hash=st.just(LOGIN.password_hash)),
)


def openssl(*arguments: str) -> str:
    """What the real openssl answers."""
    return subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=True).stdout


class Machine:
    """A folder that stands for the root of a new machine, with its files written and its commands ready to run.

    What systemd and sshd would be told is kept in `told`, for nothing of either runs here.
    """

    def __init__(self, root: Path, boot: FirstBoot) -> None:
        self.root = root
        self.told: list[str] = []
        self.config: dict[str, Any] = parsed(user_data(boot))
        for folder in ("etc", "run", "bin"):
            (root / folder).mkdir()
        for program in ("systemctl", "sshd"):
            self.stub(program, f'echo {program} "$@" >> {root}/told')
        for file in self.config["write_files"]:
            path = self.path(file["path"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.moved(file["content"]))
            path.chmod(int(file["permissions"], 8))

    def path(self, path: str) -> Path:
        """A path of the machine, where it is here."""
        return self.root / path.removeprefix("/")

    def moved(self, text: str) -> str:
        """A text with the machine's folders replaced by those here, and its users by who runs the tests."""
        text = text.replace("root:prometheus", f"{os.getuid()}:{os.getgid()}")
        for folder in ("/etc/", "/run/"):
            text = text.replace(folder, f"{self.root}{folder}")
        return text

    def stub(self, program: str, script: str) -> None:
        """Put a script in the place of one of the machine's programs."""
        path = self.root / "bin" / program
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def boot(self) -> subprocess.CompletedProcess[str]:
        """Run the commands as cloud-init does: as one script, one line each."""
        script = self.root / "runcmd"
        script.write_text("#!/bin/sh\n" + "".join(f"{self.moved(line)}\n" for line in self.config["runcmd"]))
        env = {**os.environ, "PATH": f"{self.root}/bin:{os.environ['PATH']}"}
        done = subprocess.run(["sh", script], env=env, capture_output=True, text=True, check=False)
        told = self.root / "told"
        self.told = told.read_text().splitlines() if told.exists() else []
        return done

    @property
    def exporter_arguments(self) -> list[str]:
        """The arguments that systemd would start node exporter with."""
        (line,) = self.path("/etc/default/prometheus-node-exporter").read_text().splitlines()
        (assignment,) = shlex.split(line)
        return assignment.removeprefix("ARGS=").split()

    @property
    def exporter_folder(self) -> Path:
        """Where node exporter's web configuration, certificate and key are."""
        return self.path(FOLDER)


@pytest.fixture
def machine(tmp_path: Path) -> Callable[[FirstBoot], Machine]:
    """A new machine for each first boot."""

    def new(boot: FirstBoot) -> Machine:
        root = tmp_path / boot.fqdn
        root.mkdir()
        return Machine(root, boot)

    return new
