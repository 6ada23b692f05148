"""An export in a folder, and what the real programs say of it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from fleet.inventory.fleet import Fleet
from tests.debian import tool
from tests.fleet.small import export, fleet, service
from tests.fleet.strategies import HASH
from tests.shared import parsed

QUIETER = fleet(
    exporters={"password_hash": HASH},
    hosts={
        "db.example.org": {
            "provider": "hetzner-cloud",
            "size": "cx23",
            "alerts": {
                "HostMemoryHigh": {"threshold": 97.5, "why": "a cache, {{ or two }}"},
                "HostFilesystemAlmostFull": {"threshold": 2, "why": "a large disk"},
                "HostLoadHigh": {"threshold": 1, "why": "nothing runs here"},
                "HostDown": {"silent": True, "why": "often off"},
            },
            "maintenance": [{"every": "week", "weekday": "sunday", "start": "23:30", "minutes": 60}],
        },
        "mail.example.org": {
            "provider": "bytemark",
            "ipv4": "203.0.113.9",
            "alerts": {
                "HostMemoryHigh": {"silent": True, "why": "a cache"},
                "HostNetworkErrors": {"threshold": 2.5, "why": "an old cable"},
            },
        },
        "www.example.org": {"provider": "bytemark", "ipv6": "2001:db8::9"},
    },
    services={
        "database": service(
            "db.example.org",
            manager="partner",
            maintenance=[{"every": "month", "day": 3, "start": "01:00", "minutes": 30}],
            alerts={
                "CertificateExpiresSoon": {"threshold": 10, "why": "short-lived"},
                "SiteSlow": {"threshold": 0.5, "why": "it has to be fast"},
            },
            sites={"https://db.example.org/": {"keyword_missing": "a login", "status": [401, 200]}},
        ),
        "mail": service(
            "mail.example.org",
            alerts={"SiteDown": {"silent": True, "why": "only tried out"}},
            sites={"https://mail.example.org/": {"keyword": "Inbox"}},
        ),
        "website": service("www.example.org", sites={"http://www.example.org/": {"keyword": "Welcome"}}),
    },
)
"""A fleet with exceptions from alerts of every kind, and with maintenance."""


def write(folder: Path, found: Fleet) -> Path:
    """An export's files in a folder, which is returned."""
    for path, text in export(found).items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def said(program: str, *arguments: str | Path) -> tuple[int, str]:
    """How a program ends, and all that it says."""
    command = [*tool(program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def complaints(export: Path) -> Iterator[str]:
    """What the programs have against an export."""
    prometheus = export / "prometheus"
    rules = sorted((prometheus / "rules").glob("*.yml"))
    commands: list[list[str | Path]] = [
        ["promtool", "check", "config", "--lint=all", "--lint-fatal", prometheus / "prometheus.yml"],
        ["promtool", "check", "rules", "--lint=all", "--lint-fatal", *rules],
        ["amtool", "check-config", export / "alertmanager.yml"],
        ["blackbox_exporter", "--config.check", f"--config.file={export / 'blackbox.yml'}"],
        # The slowest.
        ["promtool", "test", "rules", *sorted((prometheus / "tests").glob("*.yml"))],
    ]
    for program, *arguments in commands:
        code, words = said(str(program), *arguments)
        if code or "duplicate" in words or "WARNING" in words:
            yield f"{program} {arguments[0]} {arguments[1]}: {words}"
    # Prometheus starts without them, and promtool only warns of it.
    scraped = parsed((prometheus / "prometheus.yml").read_text("utf-8"))["scrape_configs"]
    files = [file for job in scraped for sd in job.get("file_sd_configs", []) for file in sd["files"]]
    yield from (f"{file} is not there" for file in files if not (prometheus / file).is_file())
