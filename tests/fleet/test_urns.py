"""The parts of URNs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.urns import name_of, section_of, type_of, types_of
from tests.fleet.strategies import QUICK

STACK = "urn:pulumi:production::fleet::"
HOST, SERVER = "fleet:hosting:HetznerCloudServer", "hcloud:index/server:Server"
NAMES = (
    "www.example.org",
    "https://www.example.org/a::b/",
    "https://www.example.org/::/",
    "::",
    "::www.example.org",
    "https://www.example.org/::hcloud:index/server:Server::www/",
    "https://www.example.org/$a$::b/",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_whole_whatever_is_in_it(name: str) -> None:
    child = f"{STACK}{HOST}${SERVER}::{name}"
    assert (name_of(child), type_of(child), types_of(child)) == (name, SERVER, [HOST, SERVER])
    alone = f"{STACK}{HOST}::{name}"
    assert (name_of(alone), type_of(alone), types_of(alone)) == (name, HOST, [HOST])


@given(st.text(min_size=1))
@QUICK
def test_any_name_is_read_back(name: str) -> None:
    urn = f"{STACK}{HOST}${SERVER}::{name}"
    assert (name_of(urn), type_of(urn)) == (name, SERVER)


@pytest.mark.parametrize(
    ("types", "section"),
    [
        (HOST, "hosts"),
        (f"{HOST}${SERVER}", "hosts"),
        ("fleet:hosting:BytemarkServer", "hosts"),
        ("fleet:dns:LinodeZone$linode:index/domainRecord:DomainRecord", "zones"),
        ("fleet:service:Service", "services"),
        ("fleet:service:Service$fleet:service:Site", "sites"),
        ("fleet:service:Service$fleet:hosting:GitHubPagesSite$githubpages:index:Pages", "sites"),
        ("fleet:monitoring:UptimeRobot$uptimerobot:index:Monitor", ""),
        ("hcloud:index/firewall:Firewall", ""),
        ("pulumi:pulumi:Stack", ""),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_the_section_of_a_row_follows_from_the_components_around(types: str, section: str, name: str) -> None:
    assert section_of(f"{STACK}{types}::{name}") == section
