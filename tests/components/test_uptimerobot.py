"""Monitors, contacts, windows and pages, as the checks and the rows ask for them."""

from datetime import date
from typing import Any

import pulumi
import pytest

from components.uptimerobot import UptimeRobot, recurrence
from fleet.inventory.fleet import Fleet
from fleet.inventory.maintenance import Window
from fleet.inventory.monitoring import LONGEST_NAME
from providers.uptimerobot.alert_contact import AlertContactArguments
from providers.uptimerobot.maintenance_window import MaintenanceWindowArguments
from providers.uptimerobot.monitor_arguments import MonitorArguments
from providers.uptimerobot.status_page import StatusPageArguments
from tests.components.fleets import declared, fleet_of
from tests.conftest import Declared, Recording, Run

ACCOUNT = "fleet:monitoring:UptimeRobot"
MONITOR, CONTACT, WINDOW, PAGE = (
    f"uptimerobot:index:{name}" for name in ("Monitor", "AlertContact", "MaintenanceWindow", "StatusPage")
)
KEY = {"uptimerobot:apiKey": "made-up"}
HOSTS = {"www.example.org": {"provider": "bytemark"}, "db.example.org": {"provider": "bytemark", "uptime_id": 7}}
SITE = "https://www.example.org/"
SUNDAY = {"every": "week", "weekday": "sunday", "start": "23:30", "minutes": 60}


def fleet_with(site: dict[str, Any] | None = None, **sections: Any) -> Fleet:
    everything = {"manager": "ops", "errors": {"none": "a test"}}
    services = {
        "web": everything
        | {
            "title": "The site",
            "hosts": ["www.example.org"],
            "sites": {SITE: {"keyword": "Hello", **(site or {})}},
            "maintenance": [SUNDAY],
        },
        "db": everything | {"title": "The database", "hosts": ["db.example.org"]},
    }
    people = {
        "ops": {"name": "Operators", "email": "ops@example.org", "notices": ["uptimerobot"]},
        "org": {"name": "Us", "email_missing": "not published", "notices": ["uptimerobot"]},
    }
    return fleet_of(HOSTS, services=services, contacts=people, organisation="org", **sections)


def made(run: Run, *args: Any, **sections: Any) -> Recording:
    return declared(run, fleet_with(*args, **sections), config=KEY)


def monitor(told: Recording, row: str) -> Declared:
    return told.one(MONITOR, f"{row}-uptime")


def test_where_the_stack_leaves_it_out_monitors_are_exported_and_one_line_says_so(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    told = declared(run, fleet_with())
    assert [resource.type for resource in told.resources if "uptimerobot" in resource.type.lower()] == []
    assert [one["row"] for one in told.returned["monitors"]] == ["db.example.org", SITE]
    assert said == ["UptimeRobot: `fleet:uptimerobot` is false, so monitors are only exported (2)"]


@pytest.mark.parametrize("config", [{}, {"fleet:uptimerobot": "true"}])
def test_monitors_are_made_unless_the_stack_leaves_them_out(run: Run, config: dict[str, str]) -> None:
    told = declared(run, fleet_with(), config=config)
    assert told.names(MONITOR) == ["db.example.org-uptime", f"{SITE}-uptime"]


def test_a_fleet_without_anything_to_watch_has_no_account(run: Run) -> None:
    assert declared(run, fleet_of(services={}), config=KEY).resources == []


def test_a_site_is_watched_by_keyword_and_all_that_a_page_can_tell(run: Run) -> None:
    told = made(run)
    site = monitor(told, SITE)
    contact, window = told.one(CONTACT), told.one(WINDOW)
    assert site.parent == told.one(ACCOUNT).urn
    assert site.inputs == {
        "friendlyName": f"The site: {SITE}",
        "type": "KEYWORD",
        "url": SITE,
        "interval": 300,
        "keywordType": "ALERT_NOT_EXISTS",
        "keywordValue": "Hello",
        "keywordCaseType": 0,
        "httpMethodType": "GET",
        "successHttpResponseCodes": ["2xx"],
        "followRedirections": True,
        "checkSslErrors": True,
        "sslExpirationReminder": True,
        "domainExpirationReminder": True,
        "tagNames": ["ops", "production", "web"],
        "assignedAlertContacts": [{"alertContactId": site.inputs["assignedAlertContacts"][0]["alertContactId"]}],
        "maintenanceWindowIds": site.inputs["maintenanceWindowIds"],
    }
    assert {contact.urn, window.urn} <= site.depends_on
    assert len(site.inputs["maintenanceWindowIds"]) == 1


def test_a_host_without_a_site_is_pinged_and_adopts_the_monitor_that_its_row_names(run: Run) -> None:
    host = monitor(made(run), "db.example.org")
    assert (host.inputs["type"], host.inputs["url"], host.import_id) == ("PING", "db.example.org", "7")
    assert not {"httpMethodType", "checkSslErrors", "keywordType"} & host.inputs.keys()


def test_a_site_that_was_renamed_keeps_its_monitor(run: Run) -> None:
    old = "https://old.example.org/"
    site = monitor(made(run, {"aliases": [old]}), SITE)
    assert site.former == {f"{old}-uptime"}


def test_whoever_has_an_address_and_wants_to_be_told_is_a_contact(run: Run) -> None:
    contact = made(run).one(CONTACT)
    assert contact.name == "uptimerobot-contact-ops"
    # Another stack may tell the same person.
    assert contact.retain_on_delete
    assert contact.inputs == {"friendlyName": "Operators", "email": "ops@example.org"}


def test_a_window_says_whose_it_is_and_when(run: Run) -> None:
    window = made(run).one(WINDOW)
    assert window.inputs == {
        "name": "service-web-1 of test",
        "interval": "weekly",
        "days": [7],
        "time": "23:30:00",
        "duration": 60,
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"every": "once", "date": date(2027, 1, 31)}, {"interval": "once", "date": "2027-01-31"}),
        ({"every": "week", "weekday": "monday"}, {"interval": "weekly", "days": [1]}),
        ({"every": "month", "day": 28}, {"interval": "monthly", "days": [28]}),
    ],
)
def test_each_window_comes_again_as_its_row_says(row: dict[str, Any], words: dict[str, Any]) -> None:
    assert recurrence(Window.model_validate(row | {"start": "08:00", "minutes": 5})) == words


def test_a_page_shows_the_sites_of_its_services(run: Run) -> None:
    pages = {"public": {"title": "All of it", "services": ["web"], "domain": "status.example.org", "aliases": ["old"]}}
    told = made(run, status_pages=pages)
    page = told.one(PAGE)
    assert page.inputs["friendlyName"] == "All of it"
    assert page.inputs["customDomain"] == "status.example.org"
    assert len(page.inputs["monitorIds"]) == 1
    assert page.depends_on == {monitor(told, SITE).urn}
    assert page.former == {"uptimerobot-page-old"}


def test_a_plan_says_how_many_monitors_notify_nobody(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    made(run)
    assert said == []
    declared(run, fleet_of(HOSTS), config=KEY)
    (line,) = said
    assert line.startswith(
        "UptimeRobot: 2 of 2 monitors notify nobody; give their contacts notices: [uptimerobot] and an email"
    )


def test_nothing_at_uptimerobot_is_protected(run: Run) -> None:
    told = made(run)
    assert not any(resource.protect for resource in told.resources if resource.type.startswith("uptimerobot:"))


@pytest.mark.parametrize(("count", "most"), [(7, 3), (6, 3), (2, 2), (1, 1)])
def test_at_most_a_window_of_monitors_is_under_way(
    run: Run, recordings: list[Recording], monkeypatch: pytest.MonkeyPatch, count: int, most: int
) -> None:
    under_way: list[int] = []
    declare_one = UptimeRobot._monitor

    def watched(*args: Any) -> Any:
        answered = sum(event == "answered" and MONITOR in urn for event, urn in recordings[0].order)
        under_way.append(len(under_way) + 1 - answered)
        return declare_one(*args)

    monkeypatch.setattr("components.uptimerobot.WINDOW", 3)
    monkeypatch.setattr(UptimeRobot, "_monitor", watched)
    hosts = {f"n{number}.example.org": {"provider": "bytemark"} for number in range(count)}
    told = declared(run, fleet_of(hosts), config=KEY, slow=0.01)
    assert told.names(MONITOR) == sorted(f"{name}-uptime" for name in hosts)
    assert (len(under_way), max(under_way)) == (count, most)


@pytest.mark.parametrize(
    ("domain", "zones", "hint", "records"),
    [
        ("status.example.org", {}, True, []),
        ("status.example.net", {"example.org": {"elsewhere": "a person"}}, True, []),
        ("status.example.org", {"example.org": {"elsewhere": "a person"}}, False, ["stats.uptimerobot.com"]),
        ("status.example.org", {"example.org": {"provider": "hetzner-cloud"}}, False, ["stats.uptimerobot.com"]),
        (None, {}, False, []),
    ],
)
def test_a_pages_name_has_a_record_or_a_plan_says_that_it_needs_one(  # pytest names them
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    domain: str | None,
    zones: dict[str, Any],
    records: list[str],
    *,
    hint: bool,
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", said.append)
    page = {"title": "All of it", "services": ["web"]} | ({"domain": domain} if domain else {})
    told = made(run, status_pages={"public": page}, zones=zones)
    needs = f"UptimeRobot: the status page {domain} needs a CNAME to stats.uptimerobot.com"
    assert [line.partition(";")[0] for line in said if "CNAME" in line] == ([needs] if hint else [])
    assert [value for row in told.returned["dns"] if row["name"] == domain for value in row["values"]] == records


def test_a_windows_name_is_cut_where_the_api_would_refuse_it(run: Run) -> None:
    whys = ["W" * 400, "W" * 400 + "X"]
    windows = [SUNDAY | {"weekday": day, "why": why} for day, why in zip(("monday", "tuesday"), whys, strict=True)]
    site = {"title": "T", "manager": "ops", "hosts": ["www.example.org"], "errors": {"none": "a test"}}
    services = {"web": site | {"sites": {SITE: {"keyword": "Hello"}}, "maintenance": windows}}
    hosts = {"www.example.org": {"provider": "bytemark"}}
    told = declared(run, fleet_of(hosts, services=services), config=KEY)
    names = [one.inputs["name"] for one in told.resources if one.type == WINDOW]
    assert {len(name) for name in names} == {LONGEST_NAME}
    assert len({*names}) == 2


@pytest.mark.parametrize(
    ("model", "field"),
    [
        (MonitorArguments, "friendly_name"),
        (AlertContactArguments, "friendly_name"),
        (StatusPageArguments, "friendly_name"),
        (MaintenanceWindowArguments, "name"),
    ],
)
def test_the_provider_takes_names_of_that_length(model: Any, field: str) -> None:
    (longest,) = (mark.max_length for mark in model.model_fields[field].metadata if hasattr(mark, "max_length"))
    assert longest == LONGEST_NAME
