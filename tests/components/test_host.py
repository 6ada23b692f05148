from components.bytemark.component import BytemarkAccount
from components.bytemark.row import BytemarkHost
from components.host import HostArgs, kept
from components.linode.row import LinodeHost
from components.zone import Zones
from fleet.draw_up import draw_up
from fleet.inventory.cloud import Kept
from tests.components.fleets import fleet_of


def test_a_hosts_arguments_are_its_row_and_who_and_what_is_on_it() -> None:
    services = {
        name: {"title": name, "errors": {"none": "a test"}, "hosts": hosts}
        for name, hosts in (("z", ["a.example.org"]), ("b", ["a.example.org"]), ("other", ["b.example.org"]))
    }
    hosts = {"a.example.org": {"provider": "bytemark"}, "b.example.org": {"provider": "bytemark", "manager": "friend"}}
    fleet = fleet_of(hosts, services=services)
    blueprint = draw_up(fleet)
    zones = Zones(blueprint.zones, blueprint.records, "test")
    account = BytemarkAccount(blueprint.accounts["bytemark"], "test", zones)
    one, other = blueprint.hosts.values()
    assert account.args(one, BytemarkHost) == HostArgs(fleet.hosts["a.example.org"], one, "test", zones=zones)
    assert account.args(other, BytemarkHost, ssh_keys=("key",)) == HostArgs(
        fleet.hosts["b.example.org"], other, "test", ("key",), zones=zones
    )
    assert [(host.manager, host.services) for host in (one, other)] == [("ops", ("b", "z")), ("friend", ("other",))]


def test_what_is_kept_is_in_the_order_of_the_row() -> None:
    properties: dict[Kept, list[str]] = {"name": ["label"], "tags": ["tags", "group"], "size": ["type"]}
    row = LinodeHost.model_validate({"provider": "linode", "id": 1, "size": "g6-nanode-1", "keep": ["tags", "name"]})
    assert kept(row, properties) == ["tags", "group", "label"]
