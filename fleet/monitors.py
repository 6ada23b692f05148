"""What UptimeRobot is to watch, and when it tells nobody: one list, which is exported and which is made there."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from fleet.checks import Check, checks
from fleet.maintenance import Window
from fleet.model import Fleet
from fleet.types import Environment

Type = Literal["HTTP", "KEYWORD", "PING", "PORT"]
INTERVALS: dict[Environment, int] = {"production": 300, "staging": 900, "development": 1800}
"""Seconds between two looks by importance; UptimeRobot's free plan has 300 at least."""
LONGEST_NAME = 250
"""Characters of a monitor's name at most (UptimeRobot's API)."""
UP = ("2xx",)
"""What a working page answers unless its row says otherwise."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """What UptimeRobot watches for one row: a site by its URL, or a host that has no site.

    `contacts` are the keys of who is told by UptimeRobot, `windows` those of the times when nobody is. `statuses` are
    what a working page answers, and `adopts` is the number of a monitor that is there.
    """

    row: str
    name: str
    type: Type
    url: str
    interval: int
    tags: tuple[str, ...]
    contacts: tuple[str, ...]
    windows: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    port: int | None = None
    keyword: str | None = None
    statuses: tuple[str, ...] = ()
    redirects: bool = True
    adopts: int | None = None
    aliases: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The monitor as plain lists and text, without what it doesn't have."""
        fields = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}
        return {key: value for key, value in fields.items() if value not in (None, [])}


def monitors(fleet: Fleet) -> list[Monitor]:
    """A monitor for each site, by keyword where it has one, and one for each host without a site; sorted by row."""
    found = checks(fleet)
    seen = {host for check in found if check.kind in {"http", "keyword"} for host in check.hosts}
    made = [_site(fleet, check) for check in found if check.kind in {"http", "keyword"}]
    made += [_host(fleet, check) for check in found if check.kind == "icmp" and not seen & set(check.hosts)]
    return sorted(made, key=lambda monitor: monitor.row)


def windows(fleet: Fleet) -> dict[str, Window]:
    """The times when nobody is told, by a key for each: whose it is, and its place in that row's list from 1."""
    used = {window for monitor in monitors(fleet) for window in monitor.windows}
    hosts = {key: window for name in fleet.hosts for key, window in _of_host(fleet, name)}
    services = {key: window for name in fleet.services for key, window in _of_service(fleet, name)}
    return {key: window for key, window in sorted((hosts | services).items()) if key in used}


def told(fleet: Fleet) -> dict[str, str]:
    """The e-mail addresses of the contacts whom UptimeRobot tells, by contact."""
    found = {contact for monitor in monitors(fleet) for contact in monitor.contacts}
    return {key: row.email for key, row in sorted(fleet.contacts.items()) if key in found and row.email}


def _site(fleet: Fleet, check: Check) -> Monitor:
    (name,) = check.services
    service = fleet.services[name]
    site = service.sites[check.target]
    return Monitor(
        row=check.target,
        name=f"{service.title}: {check.target}"[:LONGEST_NAME],
        type="KEYWORD" if check.keyword else "HTTP",
        url=check.target,
        interval=service.interval or INTERVALS[check.environment],
        tags=_tags(check),
        contacts=_contacts(fleet, check),
        windows=tuple(key for key, _ in (*_of_service(fleet, name), *_of_only_host(fleet, check))),
        services=check.services,
        keyword=check.keyword,
        statuses=tuple(map(str, sorted(set(site.status)))) or UP,
        redirects=site.redirects,
        adopts=site.uptime_id,
        aliases=tuple(site.aliases),
    )


def _host(fleet: Fleet, check: Check) -> Monitor:
    (name,) = check.hosts
    host = fleet.hosts[name]
    return Monitor(
        row=name,
        name=name,
        type="PING" if host.uptime_port is None else "PORT",
        url=check.target,
        port=host.uptime_port,
        interval=INTERVALS[check.environment],
        tags=_tags(check),
        contacts=_contacts(fleet, check),
        windows=tuple(key for key, _ in _of_host(fleet, name)),
        adopts=host.uptime_id,
        aliases=tuple(host.aliases),
    )


def _tags(check: Check) -> tuple[str, ...]:
    return tuple(sorted({check.environment, check.manager, *check.services}))


def _contacts(fleet: Fleet, check: Check) -> tuple[str, ...]:
    """Those who are told of a check and want to be told by UptimeRobot."""
    return tuple(key for key in check.contacts if "uptimerobot" in fleet.contacts[key].notices)


def _of_service(fleet: Fleet, name: str) -> Iterator[tuple[str, Window]]:
    return _numbered(f"service-{name}", fleet.services[name].maintenance)


def _of_host(fleet: Fleet, name: str) -> Iterator[tuple[str, Window]]:
    return _numbered(f"host-{name}", fleet.hosts[name].maintenance)


def _of_only_host(fleet: Fleet, check: Check) -> Iterator[tuple[str, Window]]:
    """A site whose service is on one host is down when that is."""
    if len(check.hosts) == 1:
        yield from _of_host(fleet, check.hosts[0])


def _numbered(owner: str, found: list[Window]) -> Iterator[tuple[str, Window]]:
    return ((f"{owner}-{number}", window) for number, window in enumerate(found, 1))
