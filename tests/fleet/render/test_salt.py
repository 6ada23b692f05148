"""What Salt is told agrees with what Prometheus asks."""

from hypothesis import given

from fleet.blueprint.checks import checks
from fleet.draw_up import draw_up
from fleet.inventory.fleet import Fleet
from fleet.render.salt import pillar, roster
from tests.fleet.strategies import QUICK, fleets
from tests.shared import parsed


@QUICK
@given(found=fleets())
def test_each_exporter_is_set_up_where_prometheus_asks_for_it(found: Fleet) -> None:
    asked = {check.hosts[0]: int(check.target.rpartition(":")[2]) for check in checks(found) if check.kind == "node"}
    told = parsed(pillar(draw_up(found).hosts))["fleet"]
    ports = {name: row["node_exporter"]["port"] for name, row in told.items() if "node_exporter" in row}
    assert {name: port for name, port in ports.items() if found.hosts[name].retire is None} == asked


@QUICK
@given(found=fleets())
def test_every_host_is_in_the_roster_without_a_password(found: Fleet) -> None:
    told = parsed(roster(draw_up(found).hosts))
    assert told.keys() == found.hosts.keys()
    assert all(row.keys() == {"host", "user"} for row in told.values())
