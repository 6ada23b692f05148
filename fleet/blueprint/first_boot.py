"""What a new machine is told at its first boot, from its row."""

from dataclasses import replace
from functools import cache

from fleet.blueprint.checks import has_exporter
from fleet.inventory.cloud import CloudRow
from fleet.inventory.model import Fleet
from fleet.inventory.ssh_keys import digest
from fleet.render.cloud_init import HETZNER_CLOUD_LIMIT, LINODE_LIMIT, FirstBoot, Login, user_data, within
from fleet.render.export import exported
from fleet.render.prometheus_server import laid_out

LIMITS = {"linode": LINODE_LIMIT, "hetzner-cloud": HETZNER_CLOUD_LIMIT}


def _first_boot(fleet: Fleet, name: str, row: CloudRow) -> FirstBoot:
    asked = has_exporter(fleet, row) and row.exporter_is_direct
    login = Login(fleet.exporters.user, fleet.exporters.password_hash) if asked and fleet.exporters else None
    # Linode makes a disk for swap; at Hetzner it has to be a file.
    swap_mb = row.swap_mb if row.PROVIDER == "hetzner-cloud" and row.swap_mb else None
    return FirstBoot(fqdn=name, swap_mb=swap_mb, exporter=login, monitoring=() if row.role else None)


def first_boot(fleet: Fleet, name: str, row: CloudRow) -> str:
    """The user data of a host that is created.

    Raises:
        UserDataTooLargeError: Its provider takes less.
    """
    boot = _first_boot(fleet, name, row)
    if row.role != "prometheus" or row.bare:
        return within(user_data(boot), LIMITS[row.PROVIDER], name)
    boot = replace(boot, monitoring=tuple(laid_out(exported(fleet)).items()))
    return within(user_data(boot), LIMITS[row.PROVIDER], name, "write bare: true in its row, and `push` once it is up")


def monitoring_digest(fleet: Fleet) -> str:
    """A few characters that change when the configuration of the Prometheus servers changes."""
    return digest(repr(sorted(laid_out(exported(fleet)).items())))


def first_boot_digest(fleet: Fleet, name: str, row: CloudRow) -> str:
    """A few characters that change when what a new host is told changes, but for what it is to watch."""
    return _digest(replace(_first_boot(fleet, name, row), fqdn="host.invalid"))


@cache
def _digest(boot: FirstBoot) -> str:
    return digest(user_data(boot))
