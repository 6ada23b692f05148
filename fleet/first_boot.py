"""What a new machine is told at its first boot, from its row."""

from dataclasses import replace
from functools import cache

from fleet.hosts import CloudRow
from fleet.keys import digest
from fleet.model import Fleet
from fleet.render.cloud_init import HETZNER_CLOUD_LIMIT, LINODE_LIMIT, FirstBoot, Login, user_data, within

LIMITS = {"linode": LINODE_LIMIT, "hetzner-cloud": HETZNER_CLOUD_LIMIT}


def _first_boot(fleet: Fleet, name: str, row: CloudRow) -> FirstBoot:
    asked = fleet.exporters is not None and row.exporter.none is None and row.exporter_is_direct
    login = Login(fleet.exporters.user, fleet.exporters.password_hash) if asked and fleet.exporters else None
    # Linode makes a disk for swap; at Hetzner it has to be a file.
    swap_mb = row.swap_mb if row.PROVIDER == "hetzner-cloud" and row.swap_mb else None
    return FirstBoot(fqdn=name, swap_mb=swap_mb, exporter=login)


def first_boot(fleet: Fleet, name: str, row: CloudRow) -> str:
    """The user data of a host that is created.

    Raises:
        UserDataTooLargeError: Its provider takes less.
    """
    return within(user_data(_first_boot(fleet, name, row)), LIMITS[row.PROVIDER], name)


def first_boot_digest(fleet: Fleet, name: str, row: CloudRow) -> str:
    """A few characters that change when what a new host is told changes."""
    return _digest(replace(_first_boot(fleet, name, row), fqdn="host.invalid"))


@cache
def _digest(boot: FirstBoot) -> str:
    return digest(user_data(boot))
