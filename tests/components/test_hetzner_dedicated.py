from tests.components.fleets import declared, fleet_of
from tests.conftest import Run

HOST = "fleet:hosting:HetznerDedicatedServer"


def test_a_machine_is_registered_as_it_is(run: Run) -> None:
    row = {"provider": "hetzner-dedicated", "ipv4": "192.0.2.7", "server_number": 321, "product": "EX44"}
    told = declared(run, fleet_of({"www.example.org": row}))
    machine = told.one(HOST)
    assert (machine.name, machine.parent, machine.protect, machine.import_id) == ("www.example.org", "", False, "")
    assert told.children(machine) == []
    assert told.outputs[machine.urn] == {"fqdn": "www.example.org", "ipv4": "192.0.2.7", "providerId": "321"}


def test_a_machine_without_a_domain_name_keeps_its_short_one(run: Run) -> None:
    row = {"provider": "hetzner-dedicated", "ipv4": "192.0.2.7", "aliases": ["attic"]}
    told = declared(run, fleet_of({"cellar": row}))
    machine = told.one(HOST)
    assert told.outputs[machine.urn]["fqdn"] == "cellar"
    assert machine.aliases == {machine.urn.replace("cellar", "attic")}
