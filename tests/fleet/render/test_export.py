"""The files of an export, whatever the fleet."""

import json
from typing import Any

from hypothesis import given

from fleet.blueprint.checks import checks
from fleet.blueprint.targets import targets, unreached
from fleet.inventory.fleet import Fleet
from fleet.inventory.model import fleet_model
from fleet.render.export import USER
from fleet.render.prometheus import JOBS
from tests.fleet.small import HASH, export, fleet
from tests.fleet.strategies import QUICK, fleets, inventories
from tests.shared import parsed


@QUICK
@given(found=fleets())
def test_exactly_the_modules_in_use_are_rendered(found: Fleet) -> None:
    files = export(found)
    groups = [group for job in JOBS for group in json.loads(files[f"prometheus/targets/{job}.json"])]
    asked = {group["labels"]["__param_module"] for group in groups if "__param_module" in group["labels"]}
    assert parsed(files["blackbox.yml"])["modules"].keys() == asked
    assert len({target.module for target in targets(found, checks(found)) if target.module}) == len(asked)


@QUICK
@given(found=fleets())
def test_a_retired_host_is_nowhere(found: Fleet) -> None:
    watched = {name: row for name, row in found.hosts.items() if row.retire is None}
    retired = found.hosts.keys() - watched.keys()
    hosts = {host for target in targets(found, checks(found)) for host in target.check.hosts}
    assert hosts <= watched.keys()
    left = unreached(found, checks(found))
    assert watched.keys() - hosts <= {host for check in checks(found) if check.target in left for host in check.hosts}
    for path, text in export(found).items():
        # Salt goes on to keep a machine in order until it is gone.
        if not path.startswith("salt/"):
            words = text.replace('"', " ").replace("'", " ").split()
            assert retired.isdisjoint(words), path


@QUICK
@given(data=inventories())
def test_the_order_of_rows_changes_no_file(data: dict[str, Any]) -> None:
    turned = {
        section: dict(reversed(rows.items())) if isinstance(rows, dict) else rows
        for section, rows in reversed(data.items())
    }
    files = export(fleet_model().model_validate(data))
    assert files == export(fleet_model().model_validate(data))
    assert list(files) == sorted(files)
    assert files == export(fleet_model().model_validate(turned))


def test_an_exporters_login_is_a_file_only_where_the_inventory_has_one() -> None:
    without = export(fleet())
    files = export(fleet(exporters={"user": "me", "password_hash": HASH}))
    assert files.keys() - without.keys() == {"web.yml"}
    assert parsed(files["web.yml"])["basic_auth_users"] == {"me": HASH}
    assert f"username: {USER}\n" in without["prometheus/prometheus.yml"]
    assert "username: me\n" in files["prometheus/prometheus.yml"]
