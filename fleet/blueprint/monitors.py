"""What UptimeRobot is to watch, and when it notifies nobody: one list, which is exported and declared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

from fleet.blueprint.checks import Check
from fleet.blueprint.notices import recipients
from fleet.digest import fitting
from fleet.inventory.field_types import Environment
from fleet.inventory.fleet import Fleet
from fleet.inventory.maintenance import Window
from fleet.inventory.monitoring import LONGEST_NAME, StatusPage

Type = Literal["HTTP", "KEYWORD", "PING", "PORT"]
INTERVALS: dict[Environment, int] = {"production": 300, "staging": 900, "development": 1800}
"""Seconds between two checks, by importance; UptimeRobot's free plan has 300 at least."""
UP = ("2xx",)
"""What a working page answers unless its row says otherwise."""
_PAGES = frozenset(["http", "keyword"])
"""The checks of web pages."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """What UptimeRobot watches for one row: a site by its URL, or a host that has no site.

    `contacts` are the keys of the contacts that want UptimeRobot's notices, with an e-mail address or without;
    `windows` those of the times when it notifies nobody. `statuses` are what a working page answers, and `adopts` is
    the number of a monitor that is there.
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

    @property
    def subject(self) -> str:
        """Its row as people call it, like `host www.example.org`: a zone may have the same name."""
        return f"{'site' if self.type in {'HTTP', 'KEYWORD'} else 'host'} {self.row}"

    def as_dict(self) -> dict[str, Any]:
        """The monitor as plain lists and text, without what it doesn't have."""
        fields = {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}
        return {key: value for key, value in fields.items() if value not in (None, [])}


def monitors(fleet: Fleet, checks: Sequence[Check]) -> tuple[Monitor, ...]:
    """A monitor for each site, by keyword where it has one, and one for each host without a site; sorted by row."""
    with_site = {host for check in checks if check.kind in _PAGES for host in check.hosts}
    all_monitors = [_site(fleet, check) for check in checks if check.kind in _PAGES]
    all_monitors += [
        _host(fleet, check) for check in checks if check.kind == "icmp" and not with_site & set(check.hosts)
    ]
    return tuple(sorted(all_monitors, key=lambda monitor: monitor.row))


def http_settings(monitor: Monitor) -> dict[str, Any]:
    """The HTTP settings of a monitor, with UptimeRobot's field names. Empty for PING and PORT monitors."""
    if monitor.type not in {"HTTP", "KEYWORD"}:
        return {}
    settings: dict[str, Any] = {
        # Some pages answer HEAD with an error, and none has a keyword in its answer to that.
        "http_method_type": "GET",
        "success_http_response_codes": list(monitor.statuses),
        "follow_redirections": monitor.redirects,
        "domain_expiration_reminder": True,
    }
    if monitor.url.startswith("https:"):
        settings |= {"check_ssl_errors": True, "ssl_expiration_reminder": True}
    if monitor.keyword is not None:
        # An alert when the keyword is missing; case counts.
        settings |= {"keyword_type": "ALERT_NOT_EXISTS", "keyword_value": monitor.keyword, "keyword_case_type": 0}
    return settings


class MaintenanceWindow(NamedTuple):
    """A time when nobody is notified, and the keys that it had before its row was renamed."""

    window: Window
    former: tuple[str, ...] = ()


class Recipient(NamedTuple):
    """A contact as UptimeRobot has it."""

    name: str
    email: str


@dataclass(frozen=True)
class Uptime:
    """Everything that is to be at UptimeRobot.

    `recipients` are contacts by their keys, `windows` maintenance windows by theirs. `names_by_hand` are the names of
    status pages that no zone of the inventory has, sorted.
    """

    monitors: tuple[Monitor, ...]
    recipients: Mapping[str, Recipient]
    windows: Mapping[str, MaintenanceWindow]
    status_pages: Mapping[str, StatusPage]
    names_by_hand: tuple[str, ...] = ()


def uptime(fleet: Fleet, checks: Sequence[Check]) -> Uptime:
    """What UptimeRobot is to watch, whom it notifies, when it doesn't, and what it shows the public."""
    planned = monitors(fleet, checks)
    pages = dict(sorted(fleet.status_pages.items()))
    names = sorted(page.domain for page in pages.values() if page.domain and fleet.zone_of(page.domain) is None)
    return Uptime(planned, monitor_recipients(fleet, planned), windows(fleet, planned), pages, tuple(names))


def windows(fleet: Fleet, planned: Iterable[Monitor]) -> dict[str, MaintenanceWindow]:
    """The times when UptimeRobot notifies nobody of some monitors.

    Each has a key: whose it is, and its place in that row's list from 1.
    """
    used = {window for monitor in planned for window in monitor.windows}
    by_key = {}
    for kind, rows in (("host", fleet.hosts), ("service", fleet.services)):
        for name, row in rows.items():
            for number, window in enumerate(row.maintenance, 1):
                former = tuple(_key(kind, old, number) for old in row.aliases)
                by_key[_key(kind, name, number)] = MaintenanceWindow(window, former)
    return {key: window for key, window in sorted(by_key.items()) if key in used}


def monitor_recipients(fleet: Fleet, planned: Iterable[Monitor]) -> dict[str, Recipient]:
    """The contacts that UptimeRobot notifies of some monitors, by key, sorted."""
    used = {contact for monitor in planned for contact in monitor.contacts}
    emails = recipients(fleet, "uptimerobot")
    return {
        key: Recipient(fitting(fleet.contacts[key].name, LONGEST_NAME), email)
        for key, email in emails.items()
        if key in used
    }


def _site(fleet: Fleet, check: Check) -> Monitor:
    (name,) = check.services
    service = fleet.services[name]
    site = service.sites[check.target]
    return Monitor(
        row=check.target,
        name=fitting(f"{service.title}: {check.target}", LONGEST_NAME),
        type="KEYWORD" if check.keyword else "HTTP",
        url=check.target,
        interval=service.interval or INTERVALS[check.environment],
        tags=_tags(check),
        contacts=_contacts(fleet, check),
        windows=(*_keys("service", name, service.maintenance), *_of_only_host(fleet, check)),
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
        name=fitting(name, LONGEST_NAME),
        type="PING" if host.uptime_port is None else "PORT",
        url=check.target,
        port=host.uptime_port,
        interval=INTERVALS[check.environment],
        tags=_tags(check),
        contacts=_contacts(fleet, check),
        windows=_keys("host", name, host.maintenance),
        adopts=host.uptime_id,
        aliases=tuple(host.aliases),
    )


def _tags(check: Check) -> tuple[str, ...]:
    return tuple(sorted({check.environment, check.manager, *check.services}))


def _contacts(fleet: Fleet, check: Check) -> tuple[str, ...]:
    """The contacts that a check concerns and that want UptimeRobot's notices."""
    return tuple(key for key in check.contacts if "uptimerobot" in fleet.contacts[key].notices)


def _of_only_host(fleet: Fleet, check: Check) -> tuple[str, ...]:
    """A site whose service is on one host is down when that is."""
    return _keys("host", check.hosts[0], fleet.hosts[check.hosts[0]].maintenance) if len(check.hosts) == 1 else ()


def _keys(kind: str, name: str, maintenance: list[Window]) -> tuple[str, ...]:
    return tuple(_key(kind, name, number) for number in range(1, len(maintenance) + 1))


def _key(kind: str, name: str, number: int) -> str:
    return f"{kind}-{name}-{number}"
