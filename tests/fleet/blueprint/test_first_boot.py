"""What a new machine is told, from its row."""

from typing import Any

import pytest

from fleet.blueprint.first_boot import LIMITS, first_boot, first_boot_digest
from fleet.inventory.cloud import CloudRow
from fleet.inventory.fleet import Fleet
from fleet.render.cloud_init import FirstBoot, Login, UserDataTooLargeError, user_data
from tests.fleet.small import fleet
from tests.fleet.strategies import HASH

LINODE: dict[str, Any] = {"provider": "linode", "size": "g6-standard-1"}
HETZNER: dict[str, Any] = {"provider": "hetzner-cloud", "size": "cx23"}
NAME, LOGIN = "www.example.org", Login("prometheus", HASH)
EXPORTERS = {"password_hash": HASH}
each_cloud = pytest.mark.parametrize("row", [LINODE, HETZNER])


def of(row: dict[str, Any], name: str = NAME, **sections: Any) -> tuple[Fleet, str, CloudRow]:
    one = fleet(hosts={name: row}, **sections)
    found = one.hosts[name]
    assert isinstance(found, CloudRow)
    return one, name, found


def test_swap_is_a_file_at_hetzner_and_a_disk_at_linode() -> None:
    assert first_boot(*of(HETZNER)) == user_data(FirstBoot(NAME, swap_mb=2048))
    assert first_boot(*of(HETZNER | {"swap": 512})) == user_data(FirstBoot(NAME, swap_mb=512))
    assert first_boot(*of(HETZNER | {"swap": 0})) == user_data(FirstBoot(NAME))
    assert first_boot(*of(LINODE)) == first_boot(*of(LINODE | {"swap": 512})) == user_data(FirstBoot(NAME))


def test_node_exporter_has_the_inventorys_login() -> None:
    assert first_boot(*of(LINODE, exporters=EXPORTERS)) == user_data(FirstBoot(NAME, exporter=LOGIN))
    other = user_data(FirstBoot(NAME, exporter=Login("monitor", HASH)))
    assert first_boot(*of(LINODE, exporters=EXPORTERS | {"user": "monitor"})) == other


@each_cloud
@pytest.mark.parametrize("exporter", [{"none": "closed"}, {"via": "proxy"}])
def test_a_host_that_is_not_asked_directly_has_no_node_exporter(row: dict[str, Any], exporter: dict[str, Any]) -> None:
    assert first_boot(*of(row | {"exporter": exporter}, exporters=EXPORTERS)) == first_boot(*of(row))
    assert first_boot(*of(row | {"exporter": {"via": "direct"}}, exporters=EXPORTERS)) != first_boot(*of(row))


@each_cloud
def test_a_provider_takes_no_more_than_its_limit(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(first_boot(*of(row)).encode())
    monkeypatch.setitem(LIMITS, row["provider"], size)
    first_boot(*of(row))
    monkeypatch.setitem(LIMITS, row["provider"], size - 1)
    with pytest.raises(UserDataTooLargeError, match=rf"www\.example\.org has {size} bytes"):
        first_boot(*of(row))


def test_every_cloud_has_a_limit() -> None:
    assert LIMITS.keys() == {row.PROVIDER for row in CloudRow.__subclasses__()}


@each_cloud
def test_hosts_that_are_told_the_same_have_the_same_digest(row: dict[str, Any]) -> None:
    said = row | {"region": "elsewhere", "environment": "staging", "firewall": []}
    assert first_boot_digest(*of(row)) == first_boot_digest(*of(said, "another.example.net"))
    assert first_boot(*of(row)) != first_boot(*of(row, "another.example.net"))


@each_cloud
def test_the_digest_changes_with_the_login(row: dict[str, Any]) -> None:
    logins: list[dict[str, Any] | None] = [
        None,
        EXPORTERS,
        EXPORTERS | {"user": "monitor"},
        {"password_hash": HASH[:-1] + "."},
    ]
    assert len({first_boot_digest(*of(row, exporters=login)) for login in logins}) == len(logins)


def test_the_digest_changes_with_what_else_is_told() -> None:
    rows = [HETZNER, HETZNER | {"swap": 512}, LINODE]
    assert len({first_boot_digest(*of(row)) for row in rows}) == len(rows)
    assert first_boot_digest(*of(LINODE)) == first_boot_digest(*of(LINODE | {"swap": 512}))
