"""From an inventory to its blueprint."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

import fleet.draw_up as module
from fleet.blueprint.checks import checks
from fleet.blueprint.firewalls import firewalls
from fleet.blueprint.monitors import uptime
from fleet.blueprint.records import records, zones
from fleet.blueprint.targets import targets
from fleet.draw_up import draw_up
from fleet.hosting import Limits
from fleet.inventory.cloud import CloudRow
from fleet.inventory.fleet import Fleet
from fleet.registry import hosting, hostings
from fleet.render.cloud_init import UserDataTooLargeError
from tests.fleet.small import FLEET, HASH, fleet
from tests.fleet.strategies import QUICK, fleets

NAME = "www.example.org"
ROWS: dict[str, dict[str, Any]] = {
    "linode": {"provider": "linode", "size": "g6-standard-1"},
    "hetzner-cloud": {"provider": "hetzner-cloud", "size": "cx23"},
}
SERVER = ROWS["hetzner-cloud"] | {"role": "prometheus"}
CONSOLES = {key: {"console": f"https://{key}.example/", "manager": "ods"} for key in ROWS}
LISTS = (
    "alert_routing",
    "checks_of",
    "exported",
    "facts",
    "firewalls",
    "host_blueprints",
    "records_of",
    "server_files",
    "service_blueprints",
    "targets_of",
    "unnotified",
    "uptime_of",
    "zones_of",
)
each_cloud = pytest.mark.parametrize("cloud", list(ROWS))


def of(row: dict[str, Any], **sections: Any) -> Fleet:
    return fleet(hosts={NAME: row}, providers=CONSOLES, **sections)


def limited(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Let every provider take this much user data."""
    taken = Limits(user_data_bytes=size)
    monkeypatch.setattr(module, "hosting", lambda key: replace(hosting(key), limits=taken))


@pytest.mark.parametrize("row", [SERVER, ROWS["linode"]])
def test_each_list_is_made_once(row: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    made: Counter[str] = Counter()

    def counted(name: str, make: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            made[name] += 1
            return make(*args)

        return call

    for name in LISTS:
        monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    hosts = {NAME: row, "two.example.org": ROWS["linode"], "three.example.org": ROWS["hetzner-cloud"]}
    draw_up(fleet(hosts=hosts, providers=CONSOLES, exporters={"password_hash": HASH}), export=True)
    assert made == dict.fromkeys(LISTS, 1)


@QUICK
@given(found=fleets())
def test_its_lists_are_those_of_the_fleet(found: Fleet) -> None:
    drawn = draw_up(found)
    assert drawn.checks == checks(found)
    assert drawn.targets == targets(found, drawn.checks)
    assert drawn.uptime == uptime(found, drawn.checks)
    assert drawn.records == records(found)
    assert drawn.zones == zones(found, drawn.records)
    assert drawn.prometheus == found.prometheus
    assert list(drawn.hosts) == sorted(found.hosts)
    assert list(drawn.services) == sorted(found.services)
    assert {name: host.row for name, host in drawn.hosts.items()} == found.hosts
    created = {name for name, row in found.hosts.items() if row.state == "created"}
    assert {name for name, host in drawn.hosts.items() if host.user_data} == created


@QUICK
@given(found=fleets())
def test_each_host_is_in_the_account_of_its_provider(found: Fleet) -> None:
    drawn = draw_up(found)
    assert list(drawn.accounts) == sorted({row.provider for row in found.hosts.values()})
    guarded = firewalls(found)
    for provider, account in drawn.accounts.items():
        assert list(account.hosts) == [name for name, row in sorted(found.hosts.items()) if row.provider == provider]
        assert all(drawn.hosts[name] is host for name, host in account.hosts.items())
        assert account.firewalls == guarded.get(provider, {})
    assert guarded.keys() <= drawn.accounts.keys()


def test_an_export_is_rendered_where_somebody_needs_it() -> None:
    assert draw_up(FLEET).export is None
    exporting = draw_up(FLEET, export=True)
    assert exporting.export
    assert replace(exporting, export=None) == draw_up(FLEET)
    assert draw_up(of(SERVER)).export == draw_up(of(SERVER), export=True).export


@each_cloud
def test_a_provider_takes_no_more_than_its_limit(cloud: str, monkeypatch: pytest.MonkeyPatch) -> None:
    size = len(draw_up(of(ROWS[cloud])).hosts[NAME].user_data.encode())
    limited(monkeypatch, size)
    draw_up(of(ROWS[cloud]))
    limited(monkeypatch, size - 1)
    with pytest.raises(UserDataTooLargeError, match=rf"www\.example\.org has {size} bytes .*: leave to Salt what"):
        draw_up(of(ROWS[cloud]))


@pytest.mark.parametrize(("bare", "instead"), [(True, "leave to Salt what"), (False, "write bare: true in its row")])
def test_the_way_out_is_one_that_is_left(instead: str, monkeypatch: pytest.MonkeyPatch, *, bare: bool) -> None:
    limited(monkeypatch, 10)
    with pytest.raises(UserDataTooLargeError, match=instead):
        draw_up(of(SERVER | {"bare": bare}))


def test_every_cloud_has_a_limit() -> None:
    clouds = {key for key, at in hostings().items() if at.host and issubclass(at.host, CloudRow)}
    assert {key for key, at in hostings().items() if at.limits.user_data_bytes} == clouds == ROWS.keys()
