"""A site behind a CDN is accepted where its records are set by hand; tests/fleets/bad has the rest."""

from fleet.inventory.validation.proxied import idle_proxies
from tests.fleet.blueprint.test_records import HOSTS, ONE, sites
from tests.fleet.small import fleet, service


def test_a_site_in_a_zone_kept_elsewhere_may_be_behind_a_cdn() -> None:
    behind = service(ONE, sites=sites("https://www.example.org/", proxied=True))
    zones = {"example.org": {"elsewhere": "the registrar"}}
    assert list(idle_proxies(fleet(zones=zones, hosts=HOSTS, services={"website": behind}))) == []
