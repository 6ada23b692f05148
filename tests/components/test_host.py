from components.host import HostArgs, fitted, public_keys
from tests.components.fleets import FRIEND, OPS, fleet_of, ssh_key


def test_a_hosts_arguments_are_its_row_and_who_and_what_is_on_it() -> None:
    services = {
        name: {"title": name, "errors": {"none": "a test"}, "hosts": hosts}
        for name, hosts in (("z", ["a.example.org"]), ("b", ["a.example.org"]), ("other", ["b.example.org"]))
    }
    hosts = {"a.example.org": {"provider": "bytemark"}, "b.example.org": {"provider": "bytemark", "manager": "friend"}}
    fleet = fleet_of(hosts, services=services)
    row = fleet.hosts["a.example.org"]
    assert HostArgs.of(fleet, "a.example.org", row, "test") == HostArgs(row, "test", "ops", ("b", "z"), ())
    other = fleet.hosts["b.example.org"]
    assert HostArgs.of(fleet, "b.example.org", other, "test", ("key",)) == HostArgs(
        other, "test", "friend", ("other",), ("key",)
    )


def test_a_name_that_fits_stays() -> None:
    assert fitted("a" * 32, 32) == "a" * 32


def test_names_that_are_cut_stay_apart() -> None:
    one, other = (fitted("a" * 32 + last, 32) for last in "xy")
    assert one != other
    assert len(one) == len(other) == 32
    assert one.startswith("a" * 23 + "-")
    assert one == fitted("a" * 32 + "x", 32)


def test_keys_are_told_once_in_their_order_without_comments() -> None:
    keys = [FRIEND, OPS, FRIEND.replace("someone", "at-home"), ssh_key(9)]
    fleet = fleet_of(contacts={"ops": {"name": "Operators", "email": "o@example.org", "ssh_keys": keys}})
    assert public_keys(fleet, "ops") == [" ".join(key.split()[:2]) for key in (FRIEND, OPS, ssh_key(9))]
