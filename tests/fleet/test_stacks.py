"""The tests' own copies of both inventories, held against what is documented of the fleet."""

import re

import pytest

from components.bytemark.row import BytemarkHost
from components.hetzner_cloud.row import HetznerCloudHost
from components.hetzner_dedicated.row import HetznerDedicatedHost
from components.linode.row import LinodeHost
from fleet.blueprint.checks import checks
from fleet.inventory.cloud import CloudRow
from fleet.inventory.fleet import Fleet
from fleet.inventory.load import load
from tests.shared import FLEETS

CONTACTS = {
    # key: name, e-mail, whether UptimeRobot and Prometheus tell them
    "ocp": ("Open Contracting Partnership", None, True, False),
    "ods": ("Open Data Services", "code@opendataservices.coop", True, True),
    "dogsbody": ("Dogsbody Technology", "sysadmin@dogsbody.com", False, False),
}
PROVIDERS = {
    "linode": ("cloud.linode.com", "dogsbody"),
    "hetzner-dedicated": ("robot.your-server.de/server", "ods"),
    "bytemark": ("panel.bytemark.co.uk/servers", "ods"),
    "github-pages": ("github.com/open-contracting/extension-explorer", "ocp"),
    "hetzner-cloud": ("console.hetzner.cloud", "ods"),
}
HOSTS = {
    # host: provider, manager, what runs on it
    "crm.open-contracting.org": ("linode", "dogsbody", "Helpdesk CRM"),
    "kingfisher": ("hetzner-dedicated", "ods", "Kingfisher scrape, process and analyse"),
    "archive.kingfisher.open-contracting.org": ("hetzner-dedicated", "ods", "Kingfisher archive"),
    "live.docs.opencontracting.uk0.bigv.io": ("bytemark", "ods", "Documentation"),
    "staging.docs.opencontracting.uk0.bigv.io": ("bytemark", "ods", "Documentation, staging"),
    "live.standard-search.opencontracting.uk0.bigv.io": ("bytemark", "ods", "Standard search"),
    "live.cove.opencontracting.uk0.bigv.io": ("bytemark", "ods", "Data Review Tool (CoVE OCDS)"),
    "cove-live.oc4ids.opencontracting.uk0.bigv.io": ("bytemark", "ods", "CoVE OC4IDS"),
    "live.redash.opencontracting.uk0.bigv.io": ("bytemark", "ods", "Redash"),
    "live.toucan.opencontracting.uk0.bigv.io": ("bytemark", "ods", "OCDS Toucan"),
    "dev.cove.opendataservices.coop": ("bytemark", "ods", "CoVE development"),
}
SITES = {
    "https://standard.open-contracting.org/1.1/": ("Documentation", "live.docs.opencontracting.uk0.bigv.io"),
    "https://standard.open-contracting.org/review/": ("Documentation", "live.docs.opencontracting.uk0.bigv.io"),
    "https://standard.open-contracting.org/infrastructure/review/": (
        "Documentation",
        "live.docs.opencontracting.uk0.bigv.io",
    ),
    "https://standard.open-contracting.org/profiles/ppp/latest/en/": (
        "Documentation",
        "live.docs.opencontracting.uk0.bigv.io",
    ),
    "https://staging.standard.open-contracting.org/": (
        "Documentation, staging",
        "staging.docs.opencontracting.uk0.bigv.io",
    ),
    "https://standard-search.open-contracting.org/v1": (
        "Standard search",
        "live.standard-search.opencontracting.uk0.bigv.io",
    ),
    "https://toucan.open-contracting.org/": ("OCDS Toucan", "live.toucan.opencontracting.uk0.bigv.io"),
    "https://crm.open-contracting.org/": ("Helpdesk CRM", "crm.open-contracting.org"),
    "https://extensions.open-contracting.org/": ("Extension Explorer", None),
}
NOT_IN_PRODUCTION = {
    "staging.docs.opencontracting.uk0.bigv.io": "staging",
    "dev.cove.opendataservices.coop": "development",
}
PROTOCOL = "https://docs.google.com/document/d/1qAoh2scU5ZMGC_WYFjjNNJU-34NzYaC4V2xjmb2G75k/edit"


@pytest.fixture(scope="module")
def production() -> Fleet:
    return load(FLEETS / "production")


@pytest.fixture(scope="module")
def sandbox() -> Fleet:
    return load(FLEETS / "sandbox")


def test_the_table_is_whole() -> None:
    assert (len(CONTACTS), len(PROVIDERS), len(HOSTS), len(SITES)) == (3, 5, 11, 9)


def test_contacts_of_production(production: Fleet) -> None:
    found = {
        key: (row.name, row.email, "uptimerobot" in row.notices, "prometheus" in row.notices)
        for key, row in production.contacts.items()
    }
    assert found == CONTACTS
    assert production.organisation == "ocp"
    assert {key: row.downtime_protocol for key, row in production.contacts.items()} == {
        "ocp": None,
        "ods": PROTOCOL,
        "dogsbody": None,
    }


def test_providers_of_production(production: Fleet) -> None:
    found = {
        key: (row.console.removeprefix("https://").rstrip("/"), row.manager)
        for key, row in production.providers.items()
    }
    assert found == PROVIDERS


def test_hosts_of_production(production: Fleet) -> None:
    found = {
        name: (
            row.provider,
            production.host_manager(name),
            *(production.services[key].title for key in production.services_on[name]),
        )
        for name, row in production.hosts.items()
    }
    assert found == HOSTS
    assert {
        name: row.environment for name, row in production.hosts.items() if row.environment != "production"
    } == NOT_IN_PRODUCTION
    assert {name: (row.ipv4, row.ipv6) for name, row in production.hosts.items() if row.ipv4 or row.ipv6} == {
        "kingfisher": ("95.216.243.15", None)
    }
    assert {name: row.product for name, row in production.hosts.items() if isinstance(row, HetznerDedicatedHost)} == {
        "kingfisher": "EX62-NVMe",
        "archive.kingfisher.open-contracting.org": "EX61",
    }
    assert {name: row.account for name, row in production.hosts.items() if row.account} == {
        "dev.cove.opendataservices.coop": "ods"
    }
    assert "9090" in (production.hosts["live.redash.opencontracting.uk0.bigv.io"].note or "")


def test_sites_of_production(production: Fleet) -> None:
    found = {url: (row.title, *(row.hosts or (None,))) for row in production.services.values() for url in row.sites}
    assert found == SITES


def test_services_of_production(production: Fleet) -> None:
    titles = sorted(row.title for row in production.services.values())
    assert titles == sorted({title for _, _, title in HOSTS.values()} | {"Extension Explorer"})
    for key, row in production.services.items():
        managers = {HOSTS[host][1] for host in row.hosts} or {"ocp"}
        assert {production.service_manager(key)} == managers


def test_nothing_in_production_is_invented(production: Fleet) -> None:
    for row in production.hosts.values():
        assert (row.state, row.provider_id) == ("registered", None)
        if isinstance(row, CloudRow):
            assert (row.size, row.firewall) == (None, None)
    for service in production.services.values():
        assert service.errors.none == "not recorded"
        for site in service.sites.values():
            assert site.keyword is None
            assert site.keyword_missing == "a sysadmin has yet to choose one"
            assert site.hosted is None or site.hosted.state == "registered"
    assert all(contact.ssh_keys == [] for contact in production.contacts.values())


def test_all_of_production_is_tested(production: Fleet) -> None:
    found = {(check.kind, check.target) for check in checks(production)}
    assert {target for kind, target in found if kind == "http"} == SITES.keys()
    assert {target for kind, target in found if kind == "icmp"} == HOSTS.keys() - {"kingfisher"} | {"95.216.243.15"}
    assert {target for kind, target in found if kind == "node"} == {
        f"prom-client.{host}:80" for host in HOSTS.keys() - {"kingfisher"}
    }


def test_the_sandbox_has_one_of_everything(sandbox: Fleet) -> None:
    def hosts(kind: type, state: str) -> list[str]:
        return [name for name, row in sandbox.hosts.items() if isinstance(row, kind) and row.state == state]

    created_cloud = hosts(HetznerCloudHost, "created")
    assert hosts(LinodeHost, "created")
    assert len(created_cloud) == 2
    assert [name for name in created_cloud if sandbox.hosts[name].role == "prometheus"]
    assert hosts(LinodeHost, "adopted")
    assert hosts(HetznerCloudHost, "adopted")
    assert hosts(HetznerDedicatedHost, "adopted")
    assert hosts(BytemarkHost, "registered")
    sites = [site for service in sandbox.services.values() for site in service.sites.values()]
    assert {site.hosted.state for site in sites if site.hosted} >= {"adopted", "created"}
    assert {site.keyword is None for site in sites} == {True, False}
    assert {service.errors.sentry is None for service in sandbox.services.values()} == {True, False}
    assert {channel for contact in sandbox.contacts.values() for channel in contact.notices} == {
        "uptimerobot",
        "prometheus",
    }
    assert {row.environment for row in sandbox.hosts.values()} >= {"production", "staging"}
    assert any(row.spare for row in sandbox.hosts.values())
    assert sandbox.firewalls


def test_the_sandbox_is_made_up(sandbox: Fleet) -> None:
    reserved = re.compile(r"(.*\.)?example\.(org|net|com)")
    assert all(reserved.fullmatch(name) for name in sandbox.hosts)
    assert all(
        contact.email and reserved.fullmatch(contact.email.partition("@")[2]) for contact in sandbox.contacts.values()
    )
    assert all((row.ipv4 or "203.0.113.").startswith("203.0.113.") for row in sandbox.hosts.values())
