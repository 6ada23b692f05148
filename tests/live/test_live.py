"""The export with the real programs: what is down is reported to its contacts, to no one else, until it ends.

A minute takes a second here, so that alerts which hold for five minutes fire after five seconds.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from fleet.alerts.catalogue import ALERTS, alert_named
from tests.live.monitoring import SILENT, Monitoring
from tests.live.notifications import Notification
from tests.live.programs import becomes

NEW, OLD, KINGFISHER = "new.example.org:7231", "prom-client.old.example.org:80", "203.0.113.5:9100"
EXPIRED, WRONG, SLOW = "https://expired.example.org/", "http://forum.example.org/", "https://explorer.example.org/"
OFF, IN_MAINTENANCE = "old.example.org", "http://wiki.example.org/"
PROBE_SECONDS = 0.4
"""How long the slow site takes: more than its row allows, and less than a probe waits."""


@pytest.fixture
def monitoring(tmp_path: Path) -> Iterator[Monitoring]:
    """Everything running, and every target up, each once."""
    with ExitStack() as stack:
        found = Monitoring(tmp_path, stack)
        own = {(name, found.address(name), "") for name in ("prometheus", "alertmanager", "blackbox")}
        expected = {(target.job, target.address, target.labels().get("family", "")) for target in found.targets}
        becomes(dict.fromkeys(own | expected, "up"), found.health)
        yield found


def only_notified(monitoring: Monitoring, expected: set[Notification]) -> None:
    """Assert that after a fault has ended they are notified of that, and that nobody was notified of anything else."""
    nothing: set[Notification] = set()
    becomes(nothing, monitoring.mailboxes.firing)
    assert monitoring.mailboxes.ever() == expected
    assert monitoring.routed()["Watchdog", ""] == ["(nobody)"]


def test_a_site_that_fails_or_is_slow_is_reported_to_its_contacts_until_it_is_mended(monitoring: Monitoring) -> None:
    monitoring.sites[EXPIRED].certificate = monitoring.certificates.expired
    monitoring.sites[SLOW].delay_seconds = PROBE_SECONDS
    monitoring.sites[WRONG].status = monitoring.sites[IN_MAINTENANCE].status = 500
    expected = {
        ("ocp", "SiteDown", EXPIRED),
        ("partner", "SiteDown", EXPIRED),
        ("ods", "SiteDown", WRONG),
        ("ocp", "SiteSlow", SLOW),
    }
    becomes(expected, monitoring.mailboxes.firing)
    assert monitoring.routed()["SiteDown", IN_MAINTENANCE] == ["ods"]
    monitoring.sites[EXPIRED].certificate = monitoring.certificates.valid
    monitoring.sites[SLOW].delay_seconds = 0
    monitoring.sites[WRONG].status = 200
    only_notified(monitoring, expected)


def test_an_exporter_that_stops_is_reported_to_its_hosts_contacts_until_it_is_back(monitoring: Monitoring) -> None:
    monitoring.programs[NEW].stop()
    monitoring.programs[KINGFISHER].stop()
    monitoring.proxy.status = 502
    expected = {("ocp", "HostDown", NEW), ("partner", "HostDown", NEW), ("ods", "HostDown", OLD)}
    becomes(expected, monitoring.mailboxes.firing)
    monitoring.programs[NEW].start()
    monitoring.proxy.status = 200
    only_notified(monitoring, expected)


def test_of_a_machine_that_is_off_nothing_else_is_reported(monitoring: Monitoring) -> None:
    monitoring.connect(OFF, "", SILENT)
    becomes(["0"], lambda: monitoring.pings(OFF))
    monitoring.proxy.status = monitoring.sites[WRONG].status = 502
    becomes({"HostUnreachable", "HostDown", "SiteDown", "Watchdog"}, lambda: {name for name, _ in monitoring.routed()})
    expected = {("ods", "HostUnreachable", OFF)}
    becomes(expected, monitoring.mailboxes.firing)
    monitoring.proxy.status = monitoring.sites[WRONG].status = 200
    becomes({"HostUnreachable", "Watchdog"}, lambda: {name for name, _ in monitoring.routed()})
    assert monitoring.mailboxes.ever() == expected


@pytest.mark.parametrize(
    ("cause", "inhibited"), [(cause, alert.name) for alert in ALERTS for cause in alert.inhibited_by]
)
def test_an_alert_fires_before_those_that_it_inhibits(cause: str, inhibited: str) -> None:
    """One may be scraped and evaluated a minute later than the other."""
    sooner, later = (int(alert_named(name).hold.removesuffix("m")) for name in (cause, inhibited))
    assert sooner + 2 <= later


def test_a_target_that_is_dropped_is_reported_to_its_contacts_until_it_is_back(monitoring: Monitoring) -> None:
    monitoring.retarget("node", NEW)
    monitoring.retarget("blackbox-http", WRONG)
    expected = {("ocp", "TargetMissing", NEW), ("partner", "TargetMissing", NEW), ("ods", "TargetMissing", WRONG)}
    becomes(expected, monitoring.mailboxes.firing)
    monitoring.retarget("node")
    monitoring.retarget("blackbox-http")
    only_notified(monitoring, expected)


def test_probes_that_cannot_be_made_are_reported_to_those_who_run_prometheus(monitoring: Monitoring) -> None:
    monitoring.programs["blackbox"].stop()
    expected = {("ocp", "ProbesFail", ""), ("ods", "ProbesFail", "")}
    becomes(expected, monitoring.mailboxes.firing)
    monitoring.programs["blackbox"].start()
    only_notified(monitoring, expected)
