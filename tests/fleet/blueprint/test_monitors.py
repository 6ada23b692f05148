"""What UptimeRobot is to watch, and when it tells nobody."""

from datetime import date
from typing import Any

from hypothesis import given

from fleet.blueprint.checks import checks
from fleet.blueprint.monitors import (
    INTERVALS,
    MaintenanceWindow,
    Monitor,
    Recipient,
    http_settings,
    monitor_recipients,
    monitors,
    uptime,
    windows,
)
from fleet.inventory.fleet import ENVIRONMENTS, Fleet
from fleet.inventory.monitoring import LONGEST_NAME
from tests.fleet.small import CONTACTS, FLEET, fleet, service
from tests.fleet.strategies import QUICK, fleets

SUNDAY = {"every": "week", "weekday": "sunday", "start": "23:30", "minutes": 60}
ONCE = {"every": "once", "date": date(2027, 1, 31), "start": "08:00", "minutes": 120, "why": "a release"}
NOTICED = {key: {**row, "notices": ["uptimerobot"]} for key, row in CONTACTS.items()}
BYTEMARK: dict[str, Any] = {"provider": "bytemark"}
KEYWORD = {"keyword": "Welcome"}


def rows(found: Fleet) -> dict[str, Monitor]:
    return {monitor.row: monitor for monitor in monitors(found, checks(found))}


def site_of(**row: Any) -> Monitor:
    """The monitor of one site, whose row and service's row say this."""
    site = {key: row.pop(key) for key in list(row) if key in {"keyword", "keyword_missing", "status", "redirects"}}
    sites = {"https://www.example.org/": site or KEYWORD}
    found = fleet(hosts={"www.example.org": BYTEMARK}, services={"web": service("www.example.org", sites=sites, **row)})
    return rows(found)["https://www.example.org/"]


def test_a_site_is_watched_by_its_keyword_and_a_host_without_a_site_is_pinged() -> None:
    found = rows(FLEET)
    assert {row: monitor.type for row, monitor in found.items()} == {
        "https://www.example.org/": "KEYWORD",
        "http://old.example.org/": "HTTP",
        "https://explorer.example.org/": "HTTP",
        "new.example.org": "PING",
    }
    assert found["https://www.example.org/"].keyword == "Welcome"
    assert found["https://www.example.org/"].name == "Website: https://www.example.org/"
    assert found["new.example.org"].name == found["new.example.org"].url == "new.example.org"


def test_a_monitors_name_is_cut_where_the_api_would_refuse_it() -> None:
    short, long, other = (site_of(title=title).name for title in ("T" * 100, "T" * 300, "T" * 300 + "U"))
    assert short == "T" * 100 + ": https://www.example.org/"
    assert len(long) == len(other) == LONGEST_NAME
    assert long.startswith("T" * 241 + "-")
    assert long != other


def test_a_contacts_and_a_hosts_name_are_cut_too() -> None:
    name = ".".join(["w" * 62] * 4) + "w"
    contacts = CONTACTS | {"ods": CONTACTS["ods"] | {"name": "N" * 300, "notices": ["uptimerobot"]}}
    found = fleet(contacts=contacts, hosts={name: {"provider": "bytemark", "exporter": {"none": "a"}, "spare": "kept"}})
    told = uptime(found, checks(found))
    assert [len(one.name) for one in told.monitors] == [LONGEST_NAME]
    assert [len(one.name) for one in told.recipients.values()] == [LONGEST_NAME]


def test_a_host_that_can_not_be_pinged_is_tried_at_a_port() -> None:
    one = rows(fleet(hosts={"www.example.org": BYTEMARK | {"spare": "kept", "uptime_port": 22}}))["www.example.org"]
    assert (one.type, one.port, one.url) == ("PORT", 22, "www.example.org")


def test_tags_are_service_manager_and_environment() -> None:
    assert site_of().tags == ("ods", "production", "web")


def test_what_people_depend_on_is_looked_at_more_often() -> None:
    usual = [site_of(environment=environment).interval for environment in ENVIRONMENTS]
    assert usual == [INTERVALS[environment] for environment in ENVIRONMENTS] == sorted(usual)
    assert site_of(interval=60).interval == 60


def test_a_page_says_what_it_answers_when_it_works() -> None:
    assert (site_of().statuses, site_of().redirects) == (("2xx",), True)
    moved = site_of(keyword_missing="it leads elsewhere", status=[301], redirects=False)
    assert (moved.statuses, moved.redirects) == (("301",), False)


def test_uptimerobot_notifies_only_contacts_that_want_its_notices() -> None:
    assert {monitor.contacts for monitor in monitors(FLEET, checks(FLEET))} == {()}
    one = FLEET.model_copy(update={"contacts": fleet(contacts=NOTICED).contacts})
    assert rows(one)["https://www.example.org/"].contacts == ("ocp", "ods")
    assert monitor_recipients(one, monitors(one, checks(one))) == {
        "ods": Recipient("ODS", "code@example.org"),
        "partner": Recipient("Partner", "ops@example.net"),
    }


def windows_of(found: Fleet) -> dict[str, MaintenanceWindow]:
    return windows(found, monitors(found, checks(found)))


def windowed(hosts: list[str], **others: Any) -> Fleet:
    sites = {"https://www.example.org/": KEYWORD}
    return fleet(
        hosts={"www.example.org": BYTEMARK | {"maintenance": [SUNDAY]}, "two.example.org": BYTEMARK},
        services={
            "web": service(*hosts, sites=sites, maintenance=[ONCE], **others),
            "more": service("two.example.org", title="More"),
        },
    )


def test_windows_hold_for_exactly_the_monitors_of_their_rows() -> None:
    found = rows(windowed(["www.example.org"]))
    assert found["https://www.example.org/"].windows == ("service-web-1", "host-www.example.org-1")
    assert found["two.example.org"].windows == ()
    assert {key: found.window.minutes for key, found in windows_of(windowed(["www.example.org"])).items()} == {
        "host-www.example.org-1": 60,
        "service-web-1": 120,
    }


def test_a_window_of_a_row_that_was_renamed_is_the_same_window() -> None:
    found = windows_of(windowed(["www.example.org"], aliases=["site"]))
    assert found["service-web-1"].former == ("service-site-1",)
    assert found["host-www.example.org-1"].former == ()


def test_a_site_with_another_host_is_not_in_maintenance_because_one_is() -> None:
    both = windowed(["www.example.org", "two.example.org"])
    assert rows(both)["https://www.example.org/"].windows == ("service-web-1",)
    assert list(windows_of(both)) == ["service-web-1"]


def test_whichever_of_several_hosts_is_in_maintenance_the_site_is_not() -> None:
    names = ["a.example.org", "b.example.org", "c.example.org"]
    for name in names:
        hosts = {other: BYTEMARK | ({"maintenance": [SUNDAY]} if other == name else {}) for other in names}
        site = {"https://www.example.org/": KEYWORD}
        for some, expected in ((names, ()), ([name], (f"host-{name}-1",))):
            services = {"web": service(*some, sites=site), "all": service(*names, title="All")}
            found = rows(fleet(hosts=hosts, services=services))
            assert found["https://www.example.org/"].windows == expected


def test_a_host_without_a_site_has_its_windows_its_number_and_its_former_names() -> None:
    row = BYTEMARK | {"spare": "kept", "maintenance": [SUNDAY, ONCE], "uptime_id": 7, "aliases": ["old.example.org"]}
    found = fleet(hosts={"www.example.org": row})
    (one,) = monitors(found, checks(found))
    assert one.windows == ("host-www.example.org-1", "host-www.example.org-2")
    assert (one.adopts, one.aliases, one.services) == (7, ("old.example.org",), ())
    assert {key: window.former for key, window in windows_of(found).items()} == {
        "host-www.example.org-1": ("host-old.example.org-1",),
        "host-www.example.org-2": ("host-old.example.org-2",),
    }


def test_a_site_has_its_service_its_number_and_its_former_addresses() -> None:
    row = KEYWORD | {"uptime_id": 8, "aliases": ["https://old.example.org/"]}
    services = {"web": service("www.example.org", sites={"https://www.example.org/": row})}
    found = rows(fleet(hosts={"www.example.org": BYTEMARK}, services=services))["https://www.example.org/"]
    assert (found.adopts, found.aliases, found.services) == (8, ("https://old.example.org/",), ("web",))


def test_all_that_is_to_be_at_uptimerobot_comes_together() -> None:
    pages = {key: {"title": key, "services": ["web"]} for key in ("b", "a")}
    found = windowed(["www.example.org"]).model_copy(
        update={"status_pages": fleet(status_pages=pages).status_pages, "contacts": fleet(contacts=NOTICED).contacts}
    )
    planned = monitors(found, checks(found))
    made = uptime(found, checks(found))
    assert made.monitors == planned
    assert made.recipients == monitor_recipients(found, planned) != {}
    assert made.windows == windows(found, planned) != {}
    assert list(made.status_pages) == ["a", "b"]


USUAL = {
    "http_method_type": "GET",
    "success_http_response_codes": ["2xx"],
    "follow_redirections": True,
    "domain_expiration_reminder": True,
}
CERTIFICATE = {"check_ssl_errors": True, "ssl_expiration_reminder": True}
FIND = {"keyword_type": "ALERT_NOT_EXISTS", "keyword_value": "Welcome", "keyword_case_type": 0}


def test_a_page_is_fetched_whole_and_its_certificate_and_keyword_are_looked_at() -> None:
    found = rows(FLEET)
    assert http_settings(found["https://www.example.org/"]) == USUAL | CERTIFICATE | FIND
    assert http_settings(found["https://explorer.example.org/"]) == USUAL | CERTIFICATE
    assert http_settings(found["http://old.example.org/"]) == USUAL
    moved = site_of(keyword_missing="it leads elsewhere", status=[301], redirects=False)
    settings = USUAL | CERTIFICATE | {"success_http_response_codes": ["301"], "follow_redirections": False}
    assert http_settings(moved) == settings


def test_a_host_has_no_settings_of_pages() -> None:
    assert http_settings(rows(FLEET)["new.example.org"]) == {}
    port = fleet(hosts={"www.example.org": BYTEMARK | {"spare": "kept", "uptime_port": 22}})
    assert http_settings(rows(port)["www.example.org"]) == {}


def test_nobody_is_woken_by_a_host_that_is_being_retired() -> None:
    retiring = fleet(hosts={"old.example.org": BYTEMARK | {"retire": date(2027, 1, 31)}})
    assert monitors(retiring, checks(retiring)) == ()


def test_as_plain_data_it_has_what_it_says_and_no_more() -> None:
    assert rows(FLEET)["new.example.org"].as_dict() == {
        "row": "new.example.org",
        "name": "new.example.org",
        "type": "PING",
        "url": "new.example.org",
        "interval": 900,
        "tags": ["partner", "preview", "staging"],
        "redirects": True,
    }


@QUICK
@given(found=fleets())
def test_each_site_and_each_host_without_one_is_watched_once(found: Fleet) -> None:
    watched = [monitor.row for monitor in monitors(found, checks(found))]
    sites = {url for row in found.services.values() for url in row.sites}
    assert len(watched) == len(set(watched))
    assert sites <= set(watched)
    seen = {host for check in checks(found) if check.kind in {"http", "keyword"} for host in check.hosts}
    unseen = {name for name, row in found.hosts.items() if row.retire is None and name not in seen}
    assert set(watched) == sites | unseen
    assert watched == sorted(watched)


@QUICK
@given(found=fleets())
def test_every_contact_and_window_of_a_monitor_is_there_and_none_is_for_nothing(found: Fleet) -> None:
    made = monitors(found, checks(found))
    assert {key for monitor in made for key in monitor.windows} == windows(found, made).keys()
    wanting = {key for key, row in found.contacts.items() if "uptimerobot" in row.notices}
    assert {key for monitor in made for key in monitor.contacts} <= wanting
    assert monitor_recipients(found, made).keys() <= wanting
