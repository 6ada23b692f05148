"""The fleet's own Prometheus server."""

from tests.components.fleets import declared, fleet_of
from tests.conftest import Run

SERVER = "fleet:monitoring:PrometheusServer"


def test_a_prometheus_server_has_the_endpoint_of_its_host_and_no_resources(run: Run) -> None:
    hosts = {
        "p.example.org": {"provider": "bytemark", "ipv4": "192.0.2.1", "role": "prometheus"},
        "www.example.org": {"provider": "bytemark", "ipv4": "192.0.2.2"},
    }
    told = declared(run, fleet_of(hosts))
    server = told.one(SERVER)
    assert (server.name, told.names(SERVER), told.children(server)) == ("p.example.org-prometheus", [server.name], [])
    assert told.outputs[server.urn] == {"fqdn": "p.example.org", "ipv4": "192.0.2.1"}
