"""Every alert has a page, and each page says what its rule does."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from components.bytemark.row import BytemarkHost
from fleet.alerts.alert import Alert
from fleet.alerts.catalogue import ALERTS, alert_named, names_about
from fleet.inventory.load import load
from fleet.inventory.service import Service
from tests.fleet.small import export
from tests.shared import FLEETS

PAGES = Path(__file__).parents[1] / "docs" / "runbooks"
NAMES = sorted(alert.name for alert in ALERTS)
OF_ROWS = sorted([*names_about("host"), *names_about("site")])
SECTIONS = ["Look first", "Do", "Change or silence", "Who is notified"]
LINES = range(20, 48)
WORDS = {"m": ("a minute", "minutes"), "h": ("an hour", "hours")}


def text(name: str) -> str:
    return (PAGES / f"{name}.md").read_text()


def meaning(name: str) -> str:
    """What stands before the first section, as one line."""
    return " ".join(text(name).partition("\n## ")[0].split())


def section(name: str, title: str) -> str:
    """A section's text, as one line."""
    return " ".join(text(name).partition(f"\n## {title}\n")[2].partition("\n## ")[0].split())


def hold(alert: Alert) -> str:
    """How long an alert waits, in words."""
    number, unit = int(alert.hold[:-1]), alert.hold[-1]
    return WORDS[unit][0] if number == 1 else f"{number} {WORDS[unit][1]}"


def changes(name: str) -> list[dict[str, Any]]:
    """What a page has one write under `alerts`."""
    found = re.findall(r"`alerts: (\{.*?\})`", section(name, "Change or silence"))
    return [yaml.safe_load(flow) for flow in found]


def test_alerts_and_pages_are_the_same() -> None:
    assert sorted(page.name for page in PAGES.glob("[A-Z]*.md")) == sorted(alert.page for alert in ALERTS)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_its_title_and_sections(name: str) -> None:
    lines = text(name).splitlines()
    assert lines[0] == f"# {name}"
    assert [line.removeprefix("## ") for line in lines if line.startswith("## ")] == SECTIONS
    assert all(section(name, title) for title in SECTIONS)
    assert len(lines) in LINES


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_commands_to_look_with_that_no_test_runs(name: str) -> None:
    languages = re.findall(r"^ *```(\S+)$", text(name), re.MULTILINE)
    assert set(languages) == {"console"}
    commands = re.findall(r"^```console\n(.*?)^```$", text(name), re.DOTALL | re.MULTILINE)
    assert [line for line in "".join(commands).splitlines() if not line.startswith(("$ ", "# "))] == []


@pytest.mark.parametrize("name", [name for name in NAMES if alert_named(name).hold])
def test_a_page_states_the_rules_numbers(name: str) -> None:
    alert = alert_named(name)
    said = meaning(name)
    assert re.search(rf"\b{hold(alert)}\b", said, re.IGNORECASE)
    if alert.threshold is not None:
        assert re.search(rf"(?<![\d.]){re.escape(f'{alert.threshold.value:g}')}(?![\d.]*\d)", said)
    assert section(name, "Who is notified").partition(":")[0].split()[-1] == alert.severity.capitalize()


@pytest.mark.parametrize("name", OF_ROWS)
def test_what_a_page_has_one_write_is_valid(name: str) -> None:
    (written,) = changes(name)
    assert list(written) == [name]
    assert ("threshold" in written[name]) == (alert_named(name).threshold is not None)
    if name in names_about("host"):
        BytemarkHost.model_validate({"provider": "bytemark", "alerts": written})
    else:
        Service.model_validate({"title": "Website", "errors": {"none": "static"}, "alerts": written})


@pytest.mark.parametrize("name", sorted({*NAMES} - {*OF_ROWS}))
def test_an_alert_that_no_row_changes_says_so(name: str) -> None:
    assert changes(name) == []


def test_the_guide_shows_every_file_of_an_export() -> None:
    root = PAGES.parents[1]
    shown = (root / "docs" / "guide" / "prometheus.md").read_text().split("```")[1]
    paths = [Path(path) for path in export(load(FLEETS / "sandbox"))]
    assert [path for path in paths if f" {path.name} " not in shown and path.parts[0] != "salt"] == []
