"""What rows change of alerts, when they are muted, and whom they notify: what rules and routes are made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from fleet.blueprint.notices import default_recipient, monitoring_contacts, recipients
from fleet.inventory.alerting import AlertException, Alerting
from fleet.inventory.fleet import Fleet
from fleet.inventory.maintenance import Window

Exceptions = Mapping[str, Mapping[str, AlertException]]
"""By row, what it changes of alerts, by the alerts' names."""


@dataclass(frozen=True)
class AlertRouting:
    """Everything that Alertmanager and the rules need besides the targets.

    `sender` is whom mail comes from; `recipients` are the addresses of the contacts that Prometheus notifies, by
    contact, and `default` the one that gets the alerts of the others, if `has_others`; `monitoring_contacts` are those
    for alerts about the monitoring itself. Exceptions and maintenance windows are by host and by service, of those that
    have any; `only_host` is the host of each service that has just one.
    """

    settings: Alerting
    sender: str
    recipients: Mapping[str, str]
    default: str | None
    has_others: bool
    monitoring_contacts: tuple[str, ...]
    host_exceptions: Exceptions
    service_exceptions: Exceptions
    host_windows: Mapping[str, tuple[Window, ...]]
    service_windows: Mapping[str, tuple[Window, ...]]
    only_host: Mapping[str, str]


def alert_routing(fleet: Fleet) -> AlertRouting:
    """What follows from the rows for alerts; a host that is being retired has none."""
    notified = recipients(fleet, "prometheus")
    server = fleet.prometheus[0] if fleet.prometheus else "localhost"
    hosts = {name: row for name, row in sorted(fleet.hosts.items()) if row.retire is None}
    services = dict(sorted(fleet.services.items()))
    return AlertRouting(
        settings=fleet.alerting,
        sender=fleet.alerting.sender or f"prometheus@{server}",
        recipients=notified,
        default=default_recipient(fleet),
        has_others=notified.keys() < fleet.contacts.keys(),
        monitoring_contacts=monitoring_contacts(fleet),
        host_exceptions={name: row.alerts for name, row in hosts.items() if row.alerts},
        service_exceptions={name: row.alerts for name, row in services.items() if row.alerts},
        host_windows={name: tuple(row.maintenance) for name, row in hosts.items() if row.maintenance},
        service_windows={name: tuple(row.maintenance) for name, row in services.items() if row.maintenance},
        only_host={name: row.hosts[0] for name, row in services.items() if len(row.hosts) == 1},
    )
