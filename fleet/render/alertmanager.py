"""Alertmanager's configuration: who is notified of what, how often, and when not."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from fleet.alerts.catalogue import inhibitions
from fleet.blueprint.alert_routing import AlertRouting
from fleet.inventory.maintenance import DAY_MINUTES, WEEKDAYS, Window
from fleet.render.dump import document
from fleet.render.prometheus import SECRETS

PASSWORD_FILE = f"{SECRETS}/smtp"
"""Where the Prometheus server keeps the mail server's password."""
NOBODY = "(nobody)"
"""The receiver of what notifies nobody, like the alert Watchdog. No contact can have this name."""
REPEATS = {"critical": "4h", "warning": "1d"}
"""How soon an alert that lasts is mailed again, by severity."""

_Muted = tuple[list[str], list[str]]
"""The matchers of what is muted, and the names of the time intervals in which it is."""


def configuration(routing: AlertRouting) -> str:
    """The whole configuration: a route and a receiver for each contact whom Prometheus notifies.

    The alerts of contacts that get no mail go to the organisation, or to nobody if it gets none either.
    """
    windows = _windows(routing)
    muted = list(_muted(routing))
    routes = [_contact_route(contact, muted) for contact in routing.recipients]
    if routing.default and routing.has_others:
        routes.append(_default_route(routing.default, routing.recipients, muted))
    sections: dict[str, Any] = {
        "global": _mail(routing),
        "route": {
            "receiver": routing.default or NOBODY,
            "group_by": ["alertname", "service", "host"],
            "group_wait": "30s",
            "group_interval": "5m",
            "routes": [{"matchers": ['severity="none"'], "receiver": NOBODY}, *routes],
        },
        "inhibit_rules": [
            _CRITICAL_INHIBITS_WARNING,
            *(_inhibition(cause, inhibited, equal) for (cause, equal), inhibited in inhibitions().items()),
        ],
        "receivers": [{"name": NOBODY}, *(_receiver(contact, email) for contact, email in routing.recipients.items())],
    }
    if windows:
        sections["time_intervals"] = [
            {"name": name, "time_intervals": [part for window in rows for part in _parts(window)]}
            for name, rows in windows.items()
        ]
    return document(sections)


_CRITICAL_INHIBITS_WARNING = {
    "source_matchers": ['severity="critical"'],
    "target_matchers": ['severity="warning"'],
    "equal": ["host", "service", "instance"],
}


def _inhibition(cause: str, inhibited: list[str], equal: tuple[str, ...]) -> dict[str, list[str]]:
    names = f'alertname="{inhibited[0]}"' if len(inhibited) == 1 else f'alertname=~"{"|".join(inhibited)}"'
    return {"source_matchers": [f'alertname="{cause}"'], "target_matchers": [names], "equal": list(equal)}


def _mail(routing: AlertRouting) -> dict[str, Any]:
    row = routing.settings
    global_settings: dict[str, Any] = {
        "smtp_smarthost": row.smarthost,
        "smtp_from": routing.sender,
        # That is STARTTLS; TLS from the first byte goes with the port.
        "smtp_require_tls": row.encryption == "starttls",
    }
    if row.user:
        global_settings |= {"smtp_auth_username": row.user, "smtp_auth_password_file": PASSWORD_FILE}
    return global_settings


def _receiver(contact: str, email: str) -> dict[str, Any]:
    return {"name": contact, "email_configs": [{"to": email, "send_resolved": True}]}


def _contact_route(contact: str, muted: list[_Muted]) -> dict[str, Any]:
    """The alerts that concern a contact.

    The label names all contacts of a target, joined with commas, so that each has a route that goes on to the next.
    """
    return {
        "matchers": [f'contact=~"(.*,)?{contact}(,.*)?"'],
        "receiver": contact,
        "continue": True,
        "routes": _routes_below(muted),
    }


def _default_route(receiver: str, notified: Iterable[str], muted: list[_Muted]) -> dict[str, Any]:
    """The alerts that no contact's route takes, in maintenance as theirs."""
    return {
        "matchers": [f'contact!~"(.*,)?({"|".join(notified)})(,.*)?"'],
        "receiver": receiver,
        "routes": _routes_below(muted),
    }


def _routes_below(muted: list[_Muted]) -> list[dict[str, Any]]:
    """The routes below a receiver's: by maintenance, then by severity."""
    # A muted route doesn't mute those below it, so each has the intervals itself.
    return [
        {"matchers": [*matchers, f'severity="{severity}"'], "repeat_interval": repeat, **_mute(intervals)}
        for matchers, intervals in [*muted, ([], [])]
        for severity, repeat in REPEATS.items()
    ]


def _mute(intervals: list[str]) -> dict[str, list[str]]:
    return {"mute_time_intervals": list(intervals)} if intervals else {}


def _windows(routing: AlertRouting) -> dict[str, tuple[Window, ...]]:
    """The windows of each host and service that has some, by name of the time interval."""
    hosts = {_of_host(name): windows for name, windows in routing.host_windows.items()}
    return hosts | {_of_service(name): windows for name, windows in routing.service_windows.items()}


def _of_host(name: str) -> str:
    return f"host {name}"


def _of_service(name: str) -> str:
    return f"service {name}"


def _muted(routing: AlertRouting) -> Iterator[_Muted]:
    """What is muted and when, the narrower before the wider, as the first route that fits is taken."""
    for name in routing.service_windows:
        # Hosts have services too, and a host is not in maintenance because its only service is.
        sites = [f'service="{name}"', 'job="blackbox-http"']
        host = routing.only_host.get(name, "")
        if host in routing.host_windows:
            yield [*sites, f'host="{host}"'], [_of_service(name), _of_host(host)]
        yield sites, [_of_service(name)]
    for name in routing.host_windows:
        yield [f'host="{name}"'], [_of_host(name)]


def _parts(window: Window) -> Iterator[dict[str, Any]]:
    """A window as Alertmanager's time intervals, none of which can go past midnight."""
    end = window.begins + window.minutes
    yield _on(window, 0) | {"times": [_time(window.begins, min(end, DAY_MINUTES))]}
    if end > DAY_MINUTES:
        yield _on(window, 1) | {"times": [_time(0, end - DAY_MINUTES)]}


def _time(start: int, end: int) -> dict[str, str]:
    return {"start_time": f"{start // 60:02}:{start % 60:02}", "end_time": f"{end // 60:02}:{end % 60:02}"}


def _on(window: Window, later: int) -> dict[str, Any]:
    """The day of a window, or the one after."""
    if window.date is not None:
        day = window.date + timedelta(days=later)
        return {"years": [str(day.year)], "months": [str(day.month)], "days_of_month": [str(day.day)]}
    if window.weekday is not None:
        return {"weekdays": [WEEKDAYS[(WEEKDAYS.index(window.weekday) + later) % len(WEEKDAYS)]]}
    return {"days_of_month": [str(window.day)]}
