"""Which monitors could be adopted, and what to write in which row."""

import html
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pulumi.automation import Stack

from cli.adopt import MONITOR, managed_monitors, matches
from fleet.blueprint.monitors import Monitor
from fleet.draw_up import draw_up
from providers.uptimerobot.lookups import FoundMonitor
from providers.uptimerobot.text import plain_text
from tests.cli.test_app import fleet as run
from tests.fleet.small import fleet, service

SITE = "https://www.example.org/"


def inventory(**site: Any) -> tuple[Monitor, ...]:
    found = fleet(
        hosts={"www.example.org": {"provider": "bytemark"}, "db.example.org": {"provider": "bytemark"}},
        services={
            "web": service("www.example.org", sites={SITE: {"keyword": "Welcome", **site}}),
            "db": service("db.example.org", title="Database"),
        },
    )
    return draw_up(found).uptime.monitors


def found(number: int, type_: str, url: str) -> FoundMonitor:
    return FoundMonitor(id=str(number), name=f"by hand {number}", type=type_, url=url)


WRITE = "write these in their rows, and the next `up` adopts them:"
LEAVE = "these can't be adopted; delete them by hand once the row's own monitor is up:"
NOTHING = "nothing to adopt: no monitor at UptimeRobot watches a row that has none yet"


@pytest.mark.parametrize("url", [SITE, SITE.rstrip("/"), SITE.upper()])
def test_a_monitor_of_the_same_url_and_type_is_to_be_adopted(url: str) -> None:
    assert matches(inventory(), [found(7, "KEYWORD", url)], {}) == [
        WRITE,
        f"  site {SITE}: uptime_id: 7  # KEYWORD, called by hand 7",
    ]


@pytest.mark.parametrize("url", ["db.example.org", "ping://db.example.org", "ping://DB.example.org/"])
def test_a_host_has_its_ping_however_the_api_writes_its_address(url: str) -> None:
    assert matches(inventory(), [found(8, "PING", url)], {}) == [
        WRITE,
        "  host db.example.org: uptime_id: 8  # PING, called by hand 8",
    ]


def test_one_of_another_type_can_not_be_adopted() -> None:
    assert matches(inventory(), [found(9, "HTTP", SITE)], {}) == [
        LEAVE,
        f"  site {SITE}: number 9 (HTTP, called by hand 9) is of another type than KEYWORD",
    ]


def test_of_several_somebody_has_to_choose() -> None:
    _, *two = matches(inventory(), [found(1, "KEYWORD", SITE), found(2, "KEYWORD", SITE)], {})
    assert [line.endswith("; one of 2 that watch the same, so choose") for line in two] == [True, True]


def test_what_watches_a_row_that_has_its_monitor_is_not_to_be_adopted() -> None:
    both = [found(7, "KEYWORD", SITE), found(8, "KEYWORD", SITE)]
    besides = [LEAVE, f"  site {SITE}: number 8 (KEYWORD, called by hand 8) watches it besides 7"]
    assert matches(inventory(uptime_id=7), both, {}) == besides
    assert matches(inventory(), both, {SITE: "7"}) == besides


def test_what_is_known_or_watches_something_else_is_not_told() -> None:
    elsewhere = found(3, "HTTP", "https://elsewhere.example.net/")
    assert matches(inventory(uptime_id=7), [found(7, "KEYWORD", SITE), elsewhere], {}) == [NOTHING]


def test_without_a_key_the_command_says_how_to_give_one(tmp_path: Path) -> None:
    env = {"FLEET_SANDBOX_WITHOUT": "uptimerobot", "FLEET_SANDBOX": str(tmp_path)}
    done = run("adopt", "uptimerobot", "--sandbox", "--stack", "sandbox", env=env)
    assert done.returncode == 1
    assert "there is no API key; set UPTIMEROBOT_API_KEY" in done.stderr


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/?lang=en&region=eu",
        "https://www.example.org/?a=1&copy=2",
        "https://www.example.org/?a=1&copy;=2",
        "https://www.example.org/a::b/",
    ],
)
@pytest.mark.parametrize("times", [0, 1, 2])
def test_a_monitor_is_found_however_often_its_url_was_escaped(url: str, times: int) -> None:
    one = fleet(
        hosts={"www.example.org": {"provider": "bytemark"}},
        services={"web": service("www.example.org", sites={url: {"keyword": "Welcome"}})},
    )
    answered = url
    for _ in range(times):
        answered = html.escape(answered)
    assert matches(draw_up(one).uptime.monitors, [found(7, "KEYWORD", plain_text(answered))], {})[0] == WRITE


@pytest.mark.parametrize("row", ["https://www.example.org/a::b/", "https://www.example.org/::/", SITE])
def test_the_fleets_own_monitors_are_known_whatever_is_in_their_names(row: str) -> None:
    resources = [
        {
            "type": MONITOR,
            "id": "7",
            "urn": f"urn:pulumi:s::fleet::fleet:monitoring:UptimeRobot${MONITOR}::{row}-uptime",
        }
    ]
    opened = SimpleNamespace(export_stack=lambda: SimpleNamespace(deployment={"resources": resources}))
    assert managed_monitors(cast(Stack, opened)) == {row: "7"}


def test_a_host_with_the_name_of_a_zone_is_said_to_be_a_host() -> None:
    name = "example.org"
    one = fleet(
        hosts={name: {"provider": "bytemark"}},
        services={"web": service(name)},
        zones={name: {"provider": "linode"}},
    )
    lines = matches(draw_up(one).uptime.monitors, [found(8, "PING", name)], {})
    assert lines == [WRITE, f"  host {name}: uptime_id: 8  # PING, called by hand 8"]
