"""What follows from the rows for each service."""

from fleet.blueprint.services import ServiceBlueprint, service_blueprints
from tests.fleet.small import FLEET, fleet, service


def test_each_service_has_the_manager_and_environment_of_its_hosts_or_its_own() -> None:
    assert {name: (one.manager, one.environment) for name, one in service_blueprints(FLEET).items()} == {
        "explorer": ("partner", "production"),
        "preview": ("partner", "staging"),
        "website": ("ods", "production"),
    }


def test_services_are_sorted_and_keep_their_rows() -> None:
    rows = {name: service(manager="ods", environment="development") for name in ("b", "c", "a")}
    found = fleet(services=rows)
    assert list(service_blueprints(found).items()) == [
        (name, ServiceBlueprint(name, found.services[name], "ods", "development")) for name in ("a", "b", "c")
    ]
