"""What a new machine is given at its first boot: cloud-init's user data.

Anyone on the machine can read it, and Pulumi keeps it in its state, so it holds no secret: a password only as a
bcrypt hash, and keys are made on the machine itself.
"""

from dataclasses import replace
from functools import cache

from fleet.blueprint.first_boot import FirstBoot
from fleet.digest import digest
from fleet.render.cloud_config import compose
from fleet.render.dump import document
from fleet.render.exporter import node_exporter
from fleet.render.machine import names, salt, sshd, swap, updates
from fleet.render.prometheus_server import prometheus_server


class UserDataTooLargeError(ValueError):
    """A host's user data is more than its cloud takes."""


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


def first_boot_digest(boot: FirstBoot) -> str:
    """A few characters that change when what a new host is given changes, but for its name and what it is to watch."""
    return _digest(replace(boot, fqdn="host.invalid"))


@cache
def _digest(boot: FirstBoot) -> str:
    return digest(user_data(boot))


def within(text: str, limit: int | None, name: str, instead: str) -> str:
    """User data that its cloud takes.

    Args:
        text: The user data.
        limit: How many bytes the cloud takes; none if nobody says.
        name: The host it is for.
        instead: What to do where it is larger.

    Raises:
        UserDataTooLargeError: It is larger.
    """
    size = len(text.encode())
    if limit is not None and size > limit:
        raise UserDataTooLargeError(
            f"the user data of {name} has {size} bytes and its provider takes {limit}: {instead}"
        )
    return text
