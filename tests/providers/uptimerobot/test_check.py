import pytest

from providers.kit.values import UNKNOWN, Properties
from providers.uptimerobot.simulated_objects import WINDOWS
from tests.providers.plugin import RefusedError
from tests.providers.uptimerobot.world import BEAT, DNS, KEY, PING, PLAIN, PORT, SITE, Asked, World

CONTACT = {"alertContactId": "7"}
WINDOW = {"name": "Night", "interval": "daily", "time": "02:00:00", "duration": 60}


def wrong(world: World, given: Properties, kind: str = "Monitor") -> dict[str, str]:
    failures = world.run().check(kind, given)[1]
    assert world.asked() in (Asked(), Asked(me=1))
    return failures


@pytest.mark.parametrize("given", [SITE, PLAIN, PING, PORT, DNS, BEAT], ids=lambda one: one["type"])
def test_a_good_monitor_is_refused_by_no_plan(free: World, given: Properties) -> None:
    assert wrong(free, given) == {}


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        (SITE | {"interval": 60}, "interval", "60 s is less than the free plan's 300; write that"),
        (
            SITE | {"assignedAlertContacts": [CONTACT | {"threshold": 5}]},
            "assignedAlertContacts",
            "the free plan has no threshold and no recurrence; write 0 for both",
        ),
        (
            SITE | {"assignedAlertContacts": [CONTACT | {"recurrence": 5}]},
            "assignedAlertContacts",
            "the free plan has no threshold and no recurrence; write 0 for both",
        ),
    ],
)
def test_what_only_a_plan_forbids_is_refused_on_that_plan(
    free: World, given: Properties, field: str, reason: str
) -> None:
    assert wrong(free, given) == {field: reason}
    free.api._plan = "Solo"
    assert wrong(free, given) == {}


@pytest.mark.parametrize(
    ("given", "field", "reason"),
    [
        (SITE | {"interval": 20}, "interval", "input should be greater than or equal to 30"),
        (SITE | {"keywordValue": "x" * 501}, "keywordValue", "string should have at most 500 characters"),
        (SITE | {"friendlyName": "x" * 251}, "friendlyName", "string should have at most 250 characters"),
        (SITE | {"url": "example.org"}, "url", "it has no scheme; write https:// or http:// before it"),
        (SITE | {"keywordType": None}, "keywordType", "a KEYWORD monitor needs it"),
        (SITE | {"keywordCaseType": "CaseSensitive"}, "keywordCaseType", "input should be 0 or 1"),
        (PORT | {"port": None}, "port", "a PORT monitor needs it"),
        (PORT | {"port": 65536}, "port", "input should be less than or equal to 65535"),
        (PING | {"port": 22}, "port", "it is for PORT monitors only; leave it out"),
        (PLAIN | {"keywordValue": "x"}, "keywordValue", "it is for KEYWORD monitors only; leave it out"),
        (BEAT | {"url": "https://example.org"}, "url", "it is for DNS, HTTP, KEYWORD, PING, PORT monitors only; leave"),
        (BEAT | {"timeout": 5}, "timeout", "it is for HTTP, KEYWORD, PING, PORT monitors only; leave it out"),
        (DNS | {"dnsRecords": None}, "dnsRecords", "a DNS monitor needs it"),
        (SITE | {"tagNames": ["Prod"]}, "tagNames", "UptimeRobot keeps tags in lower case; write prod"),
        (SITE | {"httpUsername": "u"}, "httpUsername", "a user and a password go together; give both or neither"),
        (SITE | {"type": "UDP"}, "type", "input should be 'HTTP', 'KEYWORD', 'PING', 'PORT', 'DNS' or 'HEARTBEAT'"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_no_plan_allows_is_refused_in_the_programs_words(
    paid: World, given: Properties, field: str, reason: str
) -> None:
    failures = wrong(paid, given)
    assert list(failures) == [field]
    assert failures[field].startswith(reason)


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (WINDOW | {"interval": "once"}, ["date"]),
        (WINDOW | {"date": "2026-01-01"}, ["date"]),
        (WINDOW | {"interval": "weekly"}, ["days"]),
        (WINDOW | {"interval": "weekly", "days": [8]}, ["days"]),
        (WINDOW | {"interval": "monthly", "days": [1, 32]}, ["days"]),
        (WINDOW | {"days": [1]}, ["days"]),
        (WINDOW | {"time": "25:00:00", "duration": 0}, ["time", "duration"]),
        (WINDOW | {"interval": "once", "date": "1.1.2026"}, ["date"]),
        (WINDOW | {"interval": "weekly", "days": [1, 7]}, []),
        (WINDOW | {"interval": "monthly", "days": [1, 31]}, []),
        (WINDOW | {"interval": "once", "date": "2026-01-01"}, []),
    ],
)
def test_days_and_dates_that_the_api_would_silently_ignore_are_refused(
    paid: World, given: Properties, fields: list[str]
) -> None:
    assert list(wrong(paid, given, "MaintenanceWindow")) == fields


def test_a_day_that_is_none_is_told_with_those_that_are(paid: World) -> None:
    failures = wrong(paid, WINDOW | {"interval": "weekly", "days": [8]}, "MaintenanceWindow")
    assert failures == {"days": "8 is none of 1 to 7; the API would ignore it"}


@pytest.mark.parametrize(
    ("kind", "given", "fields"),
    [
        ("AlertContact", {"friendlyName": "Ops", "email": "ops"}, ["email"]),
        ("Integration", {"friendlyName": "Hook", "type": "Webhook", "url": "example.org"}, ["url"]),
        (
            "Integration",
            {"friendlyName": "Hook", "type": "Slack", "url": "https://x", "postValue": "a", "sendAsJson": True},
            ["postValue", "sendAsJson"],
        ),
        ("StatusPage", {"friendlyName": ""}, ["friendlyName"]),
    ],
)
def test_other_kinds_are_checked_too(paid: World, kind: str, given: Properties, fields: list[str]) -> None:
    assert list(wrong(paid, given, kind)) == fields


def test_several_mistakes_are_told_at_once(free: World) -> None:
    given = SITE | {"url": "example.org", "interval": 60, "tagNames": ["A"], "port": 1}
    assert set(wrong(free, given)) == {"url", "interval", "tagNames", "port"}


def test_the_plan_is_checked_in_a_preview_where_ids_are_not_known_yet(free: World) -> None:
    unknown = {
        "assignedAlertContacts": [{"alertContactId": UNKNOWN, "threshold": 0}],
        "maintenanceWindowIds": [UNKNOWN],
    }
    assert wrong(free, SITE | unknown) == {}
    assert set(wrong(free, SITE | unknown | {"interval": 60})) == {"interval"}
    plugin = free.run()
    inputs = plugin.checked("Monitor", SITE | unknown)
    assert inputs["assignedAlertContacts"][0]["alertContactId"] == UNKNOWN
    assert plugin.create("Monitor", inputs, preview=True).state["maintenanceWindowIds"] == [UNKNOWN]


def test_an_unknown_address_is_not_judged(paid: World) -> None:
    assert wrong(paid, SITE | {"url": UNKNOWN, "keywordValue": UNKNOWN}) == {}


def test_a_plan_that_is_not_told_just_now_lets_a_preview_go_on_with_one_warning(free: World) -> None:
    free.bad("GET", "/user/me", 500, body="Internal Server Error", times=100)
    plugin = free.run()
    for _ in range(20):
        assert plugin.check("Monitor", SITE | {"interval": 60})[1] == {}
    assert free.clock.warned == [
        "the plan is not known, so its limits are not checked: UptimeRobot answered 500: Internal Server Error"
    ]
    assert free.asked() == Asked(me=5)


@pytest.mark.parametrize("body", ["<html>", '"a"', '{"monitorLimit": "many"}'])
def test_a_plan_that_is_told_in_another_form_is_not_known(free: World, body: str) -> None:
    free.bad("GET", "/user/me", 200, body=body)
    assert free.run().check("Monitor", SITE | {"interval": 60})[1] == {}
    assert len(free.clock.warned) == 1


def test_a_wrong_key_is_told_with_its_setting_and_without_itself_and_tried_once(paid: World) -> None:
    plugin = paid.run(key="wrong-key")
    for _ in range(3):
        with pytest.raises(RefusedError, match=r"UptimeRobot answered 401: Unauthorized \(401\); check") as caught:
            plugin.check("Monitor", SITE)
        assert "UPTIMEROBOT_API_KEY or uptimerobot:apiKey" in str(caught.value)
        assert "wrong-key" not in str(caught.value)
        with pytest.raises(RefusedError, match="401"):
            plugin.read("Monitor", "7", SITE)
    assert paid.asked() == Asked(me=1, lists=1)


def test_a_key_that_is_missing_is_told_with_its_setting(paid: World) -> None:
    plugin = paid.run(key="")
    with pytest.raises(RefusedError, match="there is no API key; set UPTIMEROBOT_API_KEY or uptimerobot:apiKey"):
        plugin.check("Monitor", SITE)
    assert paid.asked() == Asked()
    assert KEY not in str(paid.clock.warned)


@pytest.mark.parametrize(
    ("account", "window", "refused"),
    [
        ("UTC", {}, False),
        ("Etc/UTC", {}, False),
        ("GMT", {"timeZone": "UTC"}, False),
        ("+00:00", {}, False),
        ("Europe/London", {}, True),
        ("Europe/Berlin", {}, True),
        ("America/New_York", {}, True),
        ("+01:00", {}, True),
        ("Greenwich, mostly", {}, False),
        ("Europe/Berlin", {"timeZone": "Europe/Berlin"}, False),
        ("UTC", {"timeZone": "Europe/Berlin"}, True),
        (None, {}, False),
    ],
)
def test_a_window_in_another_time_zone_than_the_accounts_is_refused(
    paid: World, account: str | None, window: Properties, *, refused: bool
) -> None:
    paid.api.time_zone = account
    failures = wrong(paid, WINDOW | window, "MaintenanceWindow")
    wanted = window.get("timeZone", "UTC")
    reason = f"the account's time zone is {account}, and this is in {wanted}"
    advice = f"set the account's to {wanted}, in its settings at UptimeRobot"
    assert failures == ({"timeZone": f"{reason}; {advice}"} if refused else {})


@pytest.mark.parametrize(
    ("zone", "said"), [(None, "not told"), ("", "not told"), ("Greenwich, mostly", "told as 'Greenwich, mostly'")]
)
def test_a_time_zone_that_is_not_told_is_one_warning(paid: World, zone: str | None, said: str) -> None:
    paid.api.time_zone = zone
    plugin = paid.run()
    for _ in range(5):
        assert plugin.check("MaintenanceWindow", WINDOW)[1] == {}
    assert paid.clock.warned == [
        f"the account's time zone is {said}, so times of maintenance are not checked; see that it is theirs"
    ]
    assert paid.asked().me == 1


def test_a_time_zone_that_is_none_is_refused(paid: World) -> None:
    failures = wrong(paid, WINDOW | {"timeZone": "Mars"}, "MaintenanceWindow")
    assert failures == {"timeZone": "Mars is no time zone; write UTC, or a name like Europe/London"}


def test_the_time_zone_is_not_sent(paid: World) -> None:
    made = paid.make(WINDOW, "MaintenanceWindow")
    assert "timeZone" not in paid.properties(made.id, WINDOWS)
    assert paid.drift(made, "MaintenanceWindow") == {}


def test_a_window_of_before_time_zones_were_asked_is_the_same(paid: World) -> None:
    made = paid.make(WINDOW, "MaintenanceWindow")
    before = {name: value for name, value in made.state.items() if name != "timeZone"}
    plugin = paid.run()
    assert plugin.diff("MaintenanceWindow", made.id, before, plugin.checked("MaintenanceWindow", WINDOW)).fields == {}
