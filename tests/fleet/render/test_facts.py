"""What a stack tells others."""

from datetime import date
from typing import Any

import pytest

from fleet.blueprint.first_boot import first_boots
from fleet.digest import digest
from fleet.draw_up import draw_up
from fleet.inventory.cloud import CloudRow
from fleet.render.cloud_init import first_boot_digest
from tests.components.fleets import fleet_of
from tests.fleet.small import CONTACTS, FLEET, fleet
from tests.fleet.strategies import HASH, KEY

NAME = "www.example.org"
CLOUDS = {
    "linode": {"provider": "linode", "size": "g6-standard-4"},
    "hetzner-cloud": {"provider": "hetzner-cloud", "size": "cx33"},
}
CONSOLES = {
    name: {"console": f"https://{name}.example.org/", "manager": "ods"}
    for name in (*CLOUDS, "hetzner-dedicated", "bytemark")
}
REGIONS = {"linode": "gb-lon", "hetzner-cloud": "fsn1"}
OTHER_KEY = KEY[:-1] + "M"
each_cloud = pytest.mark.parametrize("cloud", list(CLOUDS))


def told(row: dict[str, Any], **sections: Any) -> dict[str, Any]:
    """The facts of one host, but for those of every host."""
    found = draw_up(fleet(providers=CONSOLES, hosts={NAME: row}, **sections)).facts["hosts"][NAME]
    common = {
        "provider": row["provider"],
        "environment": row.get("environment", "production"),
        "manager": "ods",
        "services": [],
        "aliases": [],
    }
    assert found.items() >= common.items()
    return {key: value for key, value in found.items() if key not in common}


def test_the_facts_of_a_fleet() -> None:
    found = draw_up(FLEET).facts
    assert list(found) == ["hosts", "services", "sites", "zones"]
    assert all(list(rows) == sorted(rows) for rows in found.values())
    assert found["hosts"]["new.example.org"] == {
        "provider": "hetzner-cloud",
        "state": "created",
        "environment": "staging",
        "manager": "partner",
        "services": ["preview"],
        "aliases": [],
        "size": "cx23",
        "backups": True,
        "firewall": ["exporter", "web"],
        "region": "fsn1",
        "image": "ubuntu-24.04",
        "swap": 2048,
        "keys": [],
        "user_data": found["hosts"]["new.example.org"]["user_data"],
    }
    assert found["hosts"]["kingfisher"] == {
        "provider": "bytemark",
        "state": "registered",
        "environment": "production",
        "manager": "ods",
        "services": ["website"],
        "aliases": [],
        "console": "https://panel.example.org/",
    }
    assert found["services"]["website"] == {
        "title": "Website",
        "environment": "production",
        "manager": "ods",
        "hosts": ["kingfisher", "www.example.org"],
        "sites": ["http://old.example.org/", "https://www.example.org/"],
        "errors": {"none": "static"},
        "aliases": [],
    }
    assert found["sites"]["https://www.example.org/"] == {
        "service": "website",
        "provider": "bytemark",
        "state": "registered",
        "hosts": ["kingfisher", "www.example.org"],
        "aliases": [],
    }
    assert found["sites"]["https://explorer.example.org/"] == {
        "service": "explorer",
        "provider": "github-pages",
        "state": "registered",
        "hosts": [],
        "aliases": [],
    }


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"workflow": True}, ("adopted", False)),
        ({"branch": "main"}, ("adopted", False)),
        ({"branch": "main", "release": True}, ("adopted", True)),
        ({"workflow": True, "release": True}, ("adopted", True)),
        ({"create": True, "workflow": True}, ("created", False)),
        ({"create": True, "branch": "main", "release": True}, ("created", True)),
        ({}, ("registered", None)),
    ],
)
def test_a_pages_site_tells_whether_it_is_let_go_of(pages: dict[str, Any], expected: tuple[str, bool | None]) -> None:
    url = "https://www.example.org/"
    row = {"keyword": "Hello", "pages": {"repository": "example/website"} | pages}
    found = draw_up(fleet_of(sites={url: row})).facts["sites"][url]
    assert (found["state"], found.get("release")) == expected


def test_a_host_without_services_is_among_the_facts() -> None:
    row = {"provider": "bytemark", "spare": "kept", "aliases": ["z.example.org", "a.example.org"], "manager": "ods"}
    found = draw_up(fleet(hosts={"www.example.org": row})).facts
    assert found["hosts"]["www.example.org"]["services"] == []
    assert found["hosts"]["www.example.org"]["aliases"] == ["a.example.org", "z.example.org"]
    assert found["services"] == found["sites"] == {}


@each_cloud
def test_a_created_host_tells_what_it_was_made_of(cloud: str) -> None:
    one = fleet(providers=CONSOLES, hosts={NAME: CLOUDS[cloud]})
    row = one.hosts[NAME]
    assert isinstance(row, CloudRow)
    assert told(CLOUDS[cloud]) == {
        "state": "created",
        "size": CLOUDS[cloud]["size"],
        "backups": True,
        "firewall": ["exporter", "web"],
        "region": row.region,
        "image": row.image,
        "swap": 4096,
        "keys": [digest(KEY)],
        "user_data": first_boot_digest(first_boots(one)[NAME]),
    } | ({"reverse_dns": False} if cloud == "linode" else {})


@each_cloud
def test_an_adopted_host_tells_only_what_can_change(cloud: str) -> None:
    row = CLOUDS[cloud] | {"id": 5, "environment": "development", "firewall": ["web", "exporter"]}
    assert told(row) == {
        "state": "adopted",
        "size": CLOUDS[cloud]["size"],
        "backups": False,
        "firewall": ["exporter", "web"],
        "region": REGIONS[cloud],
    }
    assert told(CLOUDS[cloud] | {"id": 5})["firewall"] == []
    other = {"linode": "us-east", "hetzner-cloud": "hel1"}[cloud]
    assert told(CLOUDS[cloud] | {"id": 5, "region": other})["region"] == other


@each_cloud
def test_what_an_adopted_host_keeps_is_not_what_its_row_says(cloud: str) -> None:
    row = CLOUDS[cloud] | {"id": 5}
    assert told(row).keys() - told(row | {"keep": ["size", "backups"]}).keys() == {"size", "backups"}
    assert told(row) == told(row | {"keep": ["name", "tags"]})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"provider": "linode"}, ("linode", "created", False)),
        ({"provider": "hetzner-cloud", "id": 5, "release": True}, ("hetzner-cloud", "adopted", True)),
        ({"elsewhere": "the registrar"}, ("the registrar", "elsewhere", False)),
    ],
)
def test_a_zone_tells_who_keeps_it(row: dict[str, Any], expected: tuple[str, str, bool]) -> None:
    found = draw_up(fleet(zones={"example.org": {"email": "dns@example.org"} | row})).facts["zones"]
    provider, state, release = expected
    assert found == {"example.org": {"provider": provider, "state": state, "release": release, "aliases": []}}


@each_cloud
def test_a_registered_host_of_a_cloud_tells_nothing_more(cloud: str) -> None:
    assert told({"provider": cloud, "ipv4": "192.0.2.7"}) == {"state": "registered"}


def test_a_host_that_is_ordered_by_hand_tells_where() -> None:
    row = {"provider": "hetzner-dedicated", "product": "EX44", "server_number": 321}
    console = "https://hetzner-dedicated.example.org/"
    known = {"state": "adopted", "console": console, "product": "EX44", "server_number": 321}
    assert told(row) == known | {"firewall": []}
    assert told(row | {"firewall": ["web", "exporter"]}) == known | {"firewall": ["exporter", "web"]}
    assert told({"provider": "bytemark"}) == {"state": "registered", "console": "https://bytemark.example.org/"}


@pytest.mark.parametrize(
    "row",
    [*CLOUDS.values(), CLOUDS["linode"] | {"id": 5}, {"provider": "hetzner-cloud"}, {"provider": "bytemark"}],
)
def test_a_host_that_is_retired_tells_when_and_what_leads_to_it(row: dict[str, Any]) -> None:
    zones = {"example.org": {"elsewhere": "the registrar"}}
    retired = row | {"retire": date(2027, 1, 31), "role": "prometheus", "firewall": []}
    if row["provider"] == "bytemark" or "size" not in row:
        retired.pop("firewall")
    found = told(retired, zones=zones)
    assert (found["retire"], found["pointed_at_by"]) == ("2027-01-31", ["every firewall with the exporter rule set"])
    assert not {"retire", "pointed_at_by"} & told(row, zones=zones).keys()


@each_cloud
def test_keys_are_told_by_digests_in_no_order_of_the_row(cloud: str) -> None:
    def keys(*lines: str) -> Any:
        contacts = CONTACTS | {"ods": {"name": "ODS", "email_missing": "a test", "ssh_keys": list(lines)}}
        return told(CLOUDS[cloud], contacts=contacts)["keys"]

    assert keys(KEY, OTHER_KEY) == keys(OTHER_KEY, f"{KEY} with a comment") == sorted(map(digest, (KEY, OTHER_KEY)))
    assert keys(KEY) == [digest(KEY)]


@each_cloud
def test_user_data_is_told_by_a_digest_that_a_login_changes(cloud: str) -> None:
    before, after = told(CLOUDS[cloud]), told(CLOUDS[cloud], exporters={"password_hash": HASH})
    assert {key for key in before if before[key] != after[key]} == {"user_data"}
    assert HASH not in str(after)


@pytest.mark.parametrize(
    ("zone", "row", "expected"),
    [
        ({"provider": "hetzner-cloud"}, {}, True),
        ({"provider": "hetzner-cloud"}, {"reverse_dns": False}, False),
        ({"provider": "linode", "keep": [NAME]}, {}, False),
        ({"elsewhere": "the registrar"}, {}, False),
        ({"elsewhere": "the registrar"}, {"reverse_dns": True}, True),
    ],
)
def test_a_created_linode_tells_whether_its_reverse_dns_is_set(
    zone: dict[str, Any], row: dict[str, Any], *, expected: bool
) -> None:
    assert told(CLOUDS["linode"] | row, zones={"example.org": zone})["reverse_dns"] is expected


def monitoring(name: str, **sections: Any) -> str | None:
    """The digest of the Prometheus servers' files that a host of the same fleet tells."""
    hosts = {
        NAME: {"provider": "bytemark", "spare": "kept"},
        "prometheus.example.org": {"provider": "bytemark", "role": "prometheus"},
    }
    found: str | None = draw_up(fleet(hosts=hosts, **sections)).facts["hosts"][name].get("monitoring")
    return found


def test_a_prometheus_server_tells_by_a_digest_when_its_files_are_to_be_pushed() -> None:
    server = "prometheus.example.org"
    mailed = {"smarthost": "mail.example.org:25"}
    assert monitoring(server) == monitoring(server) != monitoring(server, alerting=mailed)
    contacts = CONTACTS | {"nobody": {"name": "Nobody", "email_missing": "a test"}}
    assert monitoring(server) == monitoring(server, contacts=contacts)
    assert monitoring(NAME) is None
