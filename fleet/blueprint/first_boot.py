"""What a new machine is given at its first boot."""

from dataclasses import dataclass

from fleet.blueprint.checks import is_scraped
from fleet.hosting import Hosting
from fleet.inventory.cloud import CloudRow
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import EXPORTER_PORT
from fleet.registry import hosting


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


def first_boots(fleet: Fleet) -> dict[str, FirstBoot]:
    """What each created host is given, but for the files of a Prometheus server, by name."""
    return {
        name: _first_boot(fleet, name, row, hosting(row.provider))
        for name, row in sorted(fleet.hosts.items())
        if isinstance(row, CloudRow) and row.state == "created"
    }


def _first_boot(fleet: Fleet, name: str, row: CloudRow, provider: Hosting) -> FirstBoot:
    scraped_directly = is_scraped(fleet, row) and row.exporter_is_direct
    login = Login(fleet.exporters.user, fleet.exporters.password_hash) if scraped_directly and fleet.exporters else None
    swap_mb = row.swap_mb if provider.swap_file and row.swap_mb else None
    return FirstBoot(fqdn=name, swap_mb=swap_mb, exporter=login, monitoring=() if row.role else None)
