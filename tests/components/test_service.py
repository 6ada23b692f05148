from typing import Any

from tests.components.fleets import declared, fleet_of
from tests.conftest import Run

SERVICE, SITE = "fleet:service:Service", "fleet:service:Site"
HOSTS = {
    "a.example.org": {"provider": "bytemark", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1"},
    "b.example.org": {"provider": "hetzner-dedicated", "ipv4": "192.0.2.2", "server_number": 2},
}


def service(**more: Any) -> dict[str, Any]:
    return {"title": "Words", "errors": {"none": "a test"}} | more


def test_a_service_holds_its_sites(run: Run) -> None:
    sites = {"https://www.example.org/": {"keyword": "Hello"}, "https://docs.example.org/": {"keyword": "Hello"}}
    told = declared(run, fleet_of(HOSTS, services={"words": service(hosts=["a.example.org"], sites=sites)}))
    parent = told.one(SERVICE)
    assert (parent.name, parent.parent, parent.protect) == ("words", "", False)
    assert sorted(row.name for row in told.children(parent)) == sorted(sites)
    assert {row.type for row in told.children(parent)} == {SITE}
    assert told.outputs[parent.urn] == {"title": "Words", "sites": sorted(sites)}


def test_a_site_has_the_endpoint_of_the_first_host_under_its_own_name(run: Run) -> None:
    sites = {"https://www.example.org/": {"keyword": "Hello"}}
    hosts = ["b.example.org", "a.example.org"]
    told = declared(run, fleet_of(HOSTS, services={"words": service(hosts=hosts, sites=sites)}))
    site = told.one(SITE)
    assert not site.protect
    assert told.outputs[site.urn] == {"fqdn": "www.example.org", "ipv4": "192.0.2.2", "providerId": "2"}


def test_a_site_of_a_created_host_knows_its_addresses(run: Run) -> None:
    hosts = {"c.example.org": {"provider": "hetzner-cloud", "size": "cx23"}}
    told = declared(run, fleet_of(hosts, {"https://www.example.org/": {"keyword": "Hello"}}))
    host, site = (told.outputs[told.one(type_).urn] for type_ in ("fleet:hosting:HetznerCloudServer", SITE))
    assert site == host | {"fqdn": "www.example.org"}


def test_new_names_replace_nothing(run: Run) -> None:
    site = {"keyword": "Hello", "aliases": ["https://old.example.org/"]}
    row = service(hosts=["a.example.org"], sites={"https://new.example.org/": site}, aliases=["sounds"])
    told = declared(run, fleet_of(HOSTS, services={"words": row}))
    parent, child = told.one(SERVICE), told.one(SITE)
    assert parent.aliases == {parent.urn.replace("::words", "::sounds")}
    # A site's URN has the type of its service and not its name.
    assert child.aliases == {child.urn, child.urn.replace("https://new", "https://old")}


def test_a_service_served_by_github_and_by_a_host_has_both(run: Run) -> None:
    sites = {
        "https://www.example.org/": {"keyword": "Hello", "pages": {"repository": "example/www"}},
        "https://app.example.org/": {"keyword": "Hello"},
    }
    told = declared(run, fleet_of(HOSTS, services={"words": service(hosts=["a.example.org"], sites=sites)}))
    types = {row.name: row.type for row in told.children(told.one(SERVICE))}
    assert types == {"https://www.example.org/": "fleet:hosting:GitHubPagesSite", "https://app.example.org/": SITE}
