"""What is accepted, and is probably not meant: warnings, which refuse nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fleet.addresses import FAMILIES, public_address
from fleet.blueprint.monitors import Monitor
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import HostRow
from fleet.inventory.maintenance import DAY_MINUTES, Window
from fleet.registry import hosting


@dataclass(frozen=True)
class Caution:
    """A warning, which holds only after a day, if there is one."""

    text: str
    after: date | None = None


def cautions(fleet: Fleet, monitors: Iterable[Monitor]) -> tuple[Caution, ...]:
    """Every warning about an inventory, by row."""
    rows = {monitor.row for monitor in monitors}
    tested = {name: name for name in fleet.hosts if name in rows}
    for service in fleet.services.values():
        own = [url for url, site in service.sites.items() if site.hosted is None and url in rows]
        tested |= {name: own[0] for name in service.hosts if own and name not in tested}
    found: list[Caution] = []
    for name, host in sorted(fleet.hosts.items()):
        found += _private(name, host, tested.get(name))
        found += _left_out(fleet, name, host)
        found += _over(name, host.maintenance)
    for name, service in sorted(fleet.services.items()):
        found += _over(f"service {name}", service.maintenance)
    return tuple(found)


def due(found: Iterable[Caution], today: date) -> list[str]:
    """The texts of the warnings that hold on a day."""
    return [caution.text for caution in found if caution.after is None or caution.after < today]


def _private(name: str, host: HostRow, tested: str | None) -> Iterator[Caution]:
    for family in FAMILIES:
        address = getattr(host, family)
        if tested and address is not None and public_address([address], family) is None:
            where = "it" if tested == name else tested
            yield Caution(
                f"{name}: its {family} {address} is not public, and UptimeRobot tests {where} from outside; "
                "write its public address"
            )


def _left_out(fleet: Fleet, name: str, host: HostRow) -> Iterator[Caution]:
    closed = hosting(host.provider).limits.left_out(fleet.inbounds_of(host) or [])
    if closed:
        yield Caution(f"{name}: {closed}")


def _over(name: str, windows: Iterable[Window]) -> Iterator[Caution]:
    for window in windows:
        if window.date is not None:
            last = window.date + timedelta(days=window.begins + window.minutes > DAY_MINUTES)
            yield Caution(f"{name}: its maintenance on {window.date} is over; leave it out", last)
