"""What is rendered for a fleet of two hosts and two sites, as files to read."""

from pathlib import Path

import pytest

from tests.fleet.small import CONTACTS, export, fleet, service
from tests.fleet.strategies import HASH

GOLDEN = Path(__file__).with_name("golden")
FILES = sorted(str(file.relative_to(GOLDEN)) for file in GOLDEN.rglob("*") if file.is_file())
FLEET = fleet(
    contacts=CONTACTS
    | {
        "ocp": {"name": "OCP", "email": "it@example.org", "notices": ["prometheus"]},
        "partner": {"name": "Partner", "email": "ops@example.net"},
    },
    exporters={"password_hash": HASH},
    alerting={"smarthost": "mail.example.org:587", "sender": "prometheus@example.org", "user": "prometheus"},
    hosts={
        "new.example.org": {
            "provider": "hetzner-cloud",
            "size": "cx23",
            "maintenance": [{"every": "week", "weekday": "sunday", "start": "23:30", "minutes": 60}],
        },
        "www.example.org": {"provider": "bytemark", "ipv4": "203.0.113.9"},
    },
    services={
        "api": service(
            "new.example.org", sites={"https://api.example.org/": {"keyword_missing": "JSON", "status": [401]}}
        ),
        "website": service("www.example.org", sites={"http://www.example.org/": {"keyword": "Welcome"}}),
    },
)


def test_there_are_goldens_of_each_kind() -> None:
    kinds = {"prometheus.yml", "alertmanager.yml", "blackbox.yml", "node.json", "roster", "uptimerobot.json"}
    assert kinds <= {Path(file).name for file in FILES}


@pytest.mark.parametrize("file", FILES)
def test_the_text_is_as_it_was(file: str) -> None:
    assert export(FLEET)[file] == (GOLDEN / file).read_text("utf-8")
