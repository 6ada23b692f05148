"""What a new machine is told, from its row."""

from typing import Any

import pytest

from fleet.blueprint.first_boot import FirstBoot, Login, first_boots
from fleet.draw_up import draw_up
from fleet.inventory.fleet import Fleet
from fleet.render.cloud_init import first_boot_digest, user_data
from tests.fleet.small import fleet
from tests.fleet.strategies import HASH

LINODE: dict[str, Any] = {"provider": "linode", "size": "g6-standard-1"}
HETZNER: dict[str, Any] = {"provider": "hetzner-cloud", "size": "cx23"}
NAME, LOGIN = "www.example.org", Login("prometheus", HASH)
EXPORTERS = {"password_hash": HASH}
CONSOLES = {key: {"console": f"https://{key}.example/", "manager": "ods"} for key in ("linode", "hetzner-cloud")}
each_cloud = pytest.mark.parametrize("row", [LINODE, HETZNER])


def of(row: dict[str, Any], name: str = NAME, **sections: Any) -> Fleet:
    return fleet(hosts={name: row}, providers=CONSOLES, **sections)


def told(one: Fleet) -> str:
    """The user data of the only host."""
    (host,) = draw_up(one).hosts.values()
    return host.user_data


def digest_of(one: Fleet) -> str:
    (boot,) = first_boots(one).values()
    return first_boot_digest(boot)


def test_swap_is_a_file_at_hetzner_and_a_disk_at_linode() -> None:
    assert told(of(HETZNER)) == user_data(FirstBoot(NAME, swap_mb=2048))
    assert told(of(HETZNER | {"swap": 512})) == user_data(FirstBoot(NAME, swap_mb=512))
    assert told(of(HETZNER | {"swap": 0})) == user_data(FirstBoot(NAME))
    assert told(of(LINODE)) == told(of(LINODE | {"swap": 512})) == user_data(FirstBoot(NAME))


def test_node_exporter_has_the_inventorys_login() -> None:
    assert told(of(LINODE, exporters=EXPORTERS)) == user_data(FirstBoot(NAME, exporter=LOGIN))
    other = user_data(FirstBoot(NAME, exporter=Login("monitor", HASH)))
    assert told(of(LINODE, exporters=EXPORTERS | {"user": "monitor"})) == other


@each_cloud
@pytest.mark.parametrize("exporter", [{"none": "closed"}, {"via": "proxy"}])
def test_a_host_that_is_not_asked_directly_has_no_node_exporter(row: dict[str, Any], exporter: dict[str, Any]) -> None:
    assert told(of(row | {"exporter": exporter}, exporters=EXPORTERS)) == told(of(row))
    assert told(of(row | {"exporter": {"via": "direct"}}, exporters=EXPORTERS)) != told(of(row))


def test_only_created_hosts_are_told_anything() -> None:
    rows: dict[str, dict[str, Any]] = {
        "new.example.org": LINODE,
        "adopted.example.org": LINODE | {"id": 5},
        "registered.example.org": {"provider": "linode"},
        "www.example.org": {"provider": "bytemark"},
    }
    found = fleet(hosts=rows, providers=CONSOLES | {"bytemark": CONSOLES["linode"]})
    assert list(first_boots(found)) == ["new.example.org"]
    assert {name for name, host in draw_up(found).hosts.items() if host.user_data} == {"new.example.org"}


@pytest.mark.parametrize(
    ("row", "expected"), [({}, None), ({"role": "prometheus"}, ()), ({"role": "prometheus", "bare": True}, ())]
)
def test_the_files_of_a_prometheus_server_are_no_part_of_it(row: dict[str, Any], expected: tuple[()] | None) -> None:
    assert first_boots(of(HETZNER | row))[NAME].monitoring == expected


@each_cloud
def test_hosts_that_are_told_the_same_have_the_same_digest(row: dict[str, Any]) -> None:
    said = row | {"region": "elsewhere", "unlisted": True, "environment": "staging", "firewall": []}
    assert digest_of(of(row)) == digest_of(of(said, "another.example.net"))
    assert told(of(row)) != told(of(row, "another.example.net"))


@each_cloud
def test_the_digest_changes_with_the_login(row: dict[str, Any]) -> None:
    logins: list[dict[str, Any] | None] = [
        None,
        EXPORTERS,
        EXPORTERS | {"user": "monitor"},
        {"password_hash": HASH[:-1] + "."},
    ]
    assert len({digest_of(of(row, exporters=login)) for login in logins}) == len(logins)


def test_the_digest_changes_with_what_else_is_told() -> None:
    rows = [HETZNER, HETZNER | {"swap": 512}, LINODE]
    assert len({digest_of(of(row)) for row in rows}) == len(rows)
    assert digest_of(of(LINODE)) == digest_of(of(LINODE | {"swap": 512}))
