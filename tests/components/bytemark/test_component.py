from tests.components.fleets import declared, fleet_of
from tests.conftest import Run

HOST = "fleet:hosting:BytemarkServer"


def test_a_machine_is_registered_as_it_is(run: Run) -> None:
    row = {"provider": "bytemark", "ipv4": "192.0.2.7", "ipv6": "2001:db8::7"}
    told = declared(run, fleet_of({"www.example.org": row}))
    machine = told.one(HOST)
    assert (machine.name, machine.parent, machine.protect) == ("www.example.org", "", False)
    assert told.children(machine) == []
    assert told.outputs[machine.urn] == {"fqdn": "www.example.org", "ipv4": "192.0.2.7", "ipv6": "2001:db8::7"}


def test_a_new_name_is_the_same_machine(run: Run) -> None:
    row = {"provider": "bytemark", "aliases": ["old.example.org"]}
    machine = declared(run, fleet_of({"new.example.org": row})).one(HOST)
    assert machine.aliases == {machine.urn.replace("new.example.org", "old.example.org")}
