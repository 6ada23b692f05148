"""Whom a monitoring system notifies, and what it finds out without notifying anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fleet.blueprint.targets import Target
from fleet.inventory.field_types import Channel
from fleet.inventory.fleet import Fleet

NAMES_SHOWN = 3
"""How many services and hosts of one kind a message names; the others are counted."""
MONITORING = "the monitoring itself"


def recipients(fleet: Fleet, channel: Channel) -> dict[str, str]:
    """The contacts that a monitoring system notifies, each with its e-mail address, sorted.

    They have the system in their `notices`, and an `email`.
    """
    return {key: row.email for key, row in sorted(fleet.contacts.items()) if channel in row.notices and row.email}


def default_recipient(fleet: Fleet) -> str | None:
    """The organisation, if Prometheus notifies it: it gets the alerts whose own contacts get no mail."""
    return fleet.organisation if fleet.organisation in recipients(fleet, "prometheus") else None


def monitoring_contacts(fleet: Fleet) -> tuple[str, ...]:
    """The contacts for alerts about the monitoring itself: the Prometheus servers' managers, and the organisation."""
    organisation = {fleet.organisation} if fleet.organisation else set()
    return tuple(sorted({fleet.host_manager(name) for name in fleet.prometheus} | organisation))


@dataclass(frozen=True, order=True, slots=True)
class Unnotified:
    """Targets whose alerts notify nobody: those of one service or host, with the reason for each of their contacts.

    Example: `Unnotified("crm", 1, ("dogsbody has no `notices: [prometheus]`", "ocp has no e-mail"))`.
    """

    name: str
    targets: int
    reasons: tuple[str, ...]


def unnotified(fleet: Fleet, targets: Iterable[Target]) -> tuple[Unnotified, ...]:
    """What notifies nobody by Prometheus, by service and host; the monitoring itself comes last, without a target.

    Empty where no contact wants Prometheus's notices and no host is a Prometheus server: then nobody expects any.
    """
    in_use = fleet.prometheus or any("prometheus" in row.notices for row in fleet.contacts.values())
    if not in_use or default_recipient(fleet):
        return ()
    notified = recipients(fleet, "prometheus").keys()
    counts: dict[tuple[str, tuple[str, ...]], int] = {}
    for target in targets:
        if notified.isdisjoint(target.check.contacts):
            site = target.job == "blackbox-http"
            name = target.check.services[0] if site else target.check.hosts[0]
            key = name, target.check.contacts
            counts[key] = counts.get(key, 0) + 1
    silent = sorted(Unnotified(name, count, _reasons(fleet, contacts)) for (name, contacts), count in counts.items())
    responsible = monitoring_contacts(fleet)
    if notified.isdisjoint(responsible):
        silent.append(Unnotified(MONITORING, 0, _reasons(fleet, responsible)))
    return tuple(silent)


def _reasons(fleet: Fleet, contacts: Iterable[str]) -> tuple[str, ...]:
    reasons = []
    for key in contacts:
        row = fleet.contacts[key]
        lacks = [] if "prometheus" in row.notices else ["no `notices: [prometheus]`"]
        lacks += [] if row.email else ["no e-mail"]
        reasons.append(f"{key} has {' and '.join(lacks)}")
    return tuple(reasons) or ("there is no organisation",)


def sentence(unnotified: Sequence[Unnotified], target_count: int) -> str:
    """One line about what notifies nobody, of so many targets in all; those with the same reasons stand together.

    Example: `Prometheus: 3 of 15 targets notify nobody: crm, crm.example.org (dogsbody has no e-mail)`.
    """
    names: dict[tuple[str, ...], list[str]] = {}
    for row in unnotified:
        names.setdefault(row.reasons, []).append(row.name)
    groups = [f"{_some(alike)} ({', '.join(reasons)})" for reasons, alike in names.items()]
    count = sum(row.targets for row in unnotified)
    silent = f"{count} of {target_count} targets notify nobody:" if count else "nobody is notified of"
    return f"Prometheus: {silent} {', '.join(groups)}"


def not_asked(targets: Sequence[str]) -> str:
    """One line about what Prometheus can't ask."""
    return f"Prometheus: not asked, as the servers have no kind of address in common with it: {_some(list(targets))}"


def _some(names: list[str]) -> str:
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
