"""What a new machine is told at its first boot: cloud-init's user data.

Anyone on the machine can read it, and Pulumi keeps it in its state, so it holds no secret: a password only as a
bcrypt hash, and keys are made on the machine itself.
"""

from dataclasses import dataclass

from fleet.inventory.host import EXPORTER_PORT
from fleet.render.cloud_config import compose
from fleet.render.dump import document
from fleet.render.exporter import node_exporter
from fleet.render.machine import names, salt, sshd, swap, updates
from fleet.render.prometheus_server import prometheus_server

HETZNER_CLOUD_LIMIT = 32 * 1024
"""Bytes that Hetzner Cloud takes (its API's reference, on creating a server; it refuses more than 32768)."""
LINODE_LIMIT = 65_535
"""Bytes that Linode takes, counted before base64 (its API's reference, on `metadata.user_data` of an instance)."""


class UserDataTooLargeError(ValueError):
    """A host's user data is more than its cloud takes."""


@dataclass(frozen=True)
class Login:
    """Who may ask a machine's node exporter: a user, and the bcrypt hash of the password."""

    user: str
    password_hash: str


@dataclass(frozen=True)
class FirstBoot:
    """What tells one new machine from another.

    `swap_mb` is the size in MiB of a swap file, for clouds that can't make a swap disk; without an `exporter` login
    node exporter is not set up. `monitoring` makes it a Prometheus server with these files, by their places; where
    there are none, its configuration is left to a later push.
    """

    fqdn: str
    swap_mb: int | None = None
    exporter_port: int = EXPORTER_PORT
    exporter: Login | None = None
    monitoring: tuple[tuple[str, str], ...] | None = None


def user_data(boot: FirstBoot) -> str:
    """The user data of a new machine; the same machine's is always the same text."""
    parts = [names(boot.fqdn), updates(), sshd(), salt()]
    if boot.swap_mb:
        parts.append(swap(boot.swap_mb))
    if boot.exporter:
        login = boot.exporter
        parts.append(node_exporter(boot.fqdn, boot.exporter_port, login.user, login.password_hash))
    if boot.monitoring is not None:
        parts.append(prometheus_server(dict(boot.monitoring)))
    return "#cloud-config\n" + document(compose(parts))


def within(text: str, limit: int, name: str, instead: str = "leave to Salt what a first boot doesn't need") -> str:
    """User data that its cloud takes.

    Args:
        text: The user data.
        limit: How many bytes the cloud takes.
        name: The host it is for.
        instead: What to do where it is larger.

    Raises:
        UserDataTooLargeError: It is larger.
    """
    size = len(text.encode())
    if size > limit:
        raise UserDataTooLargeError(
            f"the user data of {name} has {size} bytes and its provider takes {limit}: {instead}"
        )
    return text
