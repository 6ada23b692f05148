"""Every command of the documentation runs as it is written, and every link leads somewhere."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.engine.harness import THROWAWAY
from tests.shared import FLEETS
from tests.warm import python

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md")])
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
SAYING = {
    # What the commands of a page are to print, besides ending well.
    "README.md": ["update server (size)", "2 to update; ", "update monitor (keyword)"],
    "docs/guide/adopt.md": ["adopt server", "adopt Pages", "labels", "mine, in the sandbox: no changes"],
    "docs/guide/change.md": [
        "powers the machine off",
        "update DNS record",
        "renamed from two.example.org",
        "ops → partner",
    ],
    "docs/guide/create.md": ["create DNS record", "docs.example.org.", "no changes"],
    "docs/guide/dedicated.md": ["create reverse DNS x2, create server", "create SSH key", "create firewall"],
    "docs/guide/prometheus.md": ["all as they should be", "- group_wait: 5m + group_wait: 30s", "6 rows new"],
    "docs/guide/retire.md": ["retire: none → 2026-01-31", "create snapshot", "gone, delete"],
    "docs/guide/uptime.md": [
        "create monitor",
        "create alert contact x2, create maintenance window, create status page",
        "UptimeRobot: `fleet:uptimerobot` is false, so monitors are only exported (2)",
        "https://staging.example.org/: uptime_id: 79",
        "refresh of mine, in the sandbox: no changes",
    ],
    "docs/inventory.md": ["no mistakes"],
    "docs/running.md": ["preview of production"],
    "docs/runbooks/killed-run.md": ["was there: an earlier run made it", "no changes", "/.states/mine-"],
    "docs/runbooks/provider-trouble.md": [
        "[429]",
        "deadline exceeded",
        "was there: an earlier run made it",
        "no changes",
    ],
    "docs/sandbox.md": ["no changes", "rate_limit_exceeded"],
    "docs/trouble.md": ["sandbox is not locked", "refresh of sandbox"],
}

KILLS = {"docs/runbooks/killed-run.md"}
"""Pages that kill a run, which has to note what it does while it does it."""


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^[ ]*```{language}\n(.*?)^[ ]*```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The checkout as a newcomer has it, without what earlier runs left: links to all that is there but the sandbox.

    Its inventories are the tests' own, since what a page shows would change with a row; and its Python is a warm one.
    """
    for entry in ROOT.iterdir():
        if entry.name not in {".sandbox", ".git", ".venv", "stacks"}:
            (tmp_path / entry.name).symlink_to(entry)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(python())
    for file in (ROOT / ".venv").glob("ready*"):
        (tmp_path / ".venv" / file.name).symlink_to(file)
    (tmp_path / "stacks").mkdir()
    for entry in (ROOT / "stacks").iterdir():
        (tmp_path / "stacks" / entry.name).symlink_to(FLEETS / entry.name if entry.is_dir() else entry)
    return tmp_path


@pytest.mark.parametrize("name", SAYING)
def test_commands_run_as_written(name: str, clone: Path) -> None:
    text = (ROOT / name).read_text()
    for number, inventory in enumerate(blocks(text, "yaml")):
        (clone / ("my.yaml" if number == 0 else f"my{number}.yaml")).write_text(inventory)
    script = "\n".join(blocks(text, "sh"))
    assert script
    env = {name: value for name, value in os.environ.items() if name != "FLEET_SANDBOX"}
    env |= {"TERM": "dumb"} | (THROWAWAY if name not in KILLS else {})
    done = subprocess.run(["bash", "-euxc", script], cwd=clone, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    said = " ".join(done.stdout.split())
    assert [words for words in SAYING[name] if words not in said] == []


def test_every_page_with_commands_is_run() -> None:
    with_commands = [name for name, page in zip(NAMES, PAGES, strict=True) if blocks(page.read_text(), "sh")]
    assert sorted(SAYING) == sorted(with_commands)


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text())
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert broken == []


@pytest.mark.parametrize(
    "untrue",
    [
        r"no root password is (set|made|generated)",  # a provider's plugin makes one up
        r"(all )?other rows are done",  # the engine stops at the first failure
        r"what other rows needed is done",
    ],
)
def test_no_page_promises_what_is_not_so(untrue: str) -> None:
    said = {name: " ".join(page.read_text().split()) for name, page in zip(NAMES, PAGES, strict=True)}
    assert [name for name, text in said.items() if re.search(untrue, text, re.IGNORECASE)] == []


def _linked(text: str) -> list[str]:
    return ["README.md", *re.findall(r"\]\(([^)#]+)[^)]*\)", text)]


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text()
    folders = {"docs/adr/", "docs/runbooks/"}
    assert [name for name in NAMES if not {name, f"{name.rpartition('/')[0]}/"} & {*folders, *_linked(readme)}] == []
