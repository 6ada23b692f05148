"""Defaults, and what the providers in the registry add to the model."""

from collections.abc import Callable
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from components.bytemark.row import BytemarkHost
from components.github_pages.row import Pages
from components.hetzner_cloud.row import HetznerCloudHost
from components.hetzner_dedicated.row import HetznerDedicatedHost
from components.linode.row import LinodeHost
from fleet.inventory.contacts import Contact, Provider
from fleet.inventory.firewall import FirewallRule
from fleet.inventory.fleet import Fleet
from fleet.inventory.host import HostRow
from fleet.inventory.model import fleet_model, host_providers
from fleet.inventory.monitoring import Exporters
from fleet.inventory.service import Errors
from tests.fleet.small import host, row_of
from tests.fleet.strategies import HASH

CLOUD: dict[str, Any] = {
    "id": None,
    "size": None,
    "backups": True,
    "firewall": None,
    "swap": None,
    "unlisted": False,
    "grow_disk": False,
    "bare": False,
    "keep": [],
}


@pytest.mark.parametrize(
    ("provider", "model", "own"),
    [
        (
            "linode",
            LinodeHost,
            {**CLOUD, "region": "gb-lon", "image": "linode/ubuntu24.04", "reverse_dns": None},
        ),
        (
            "hetzner-cloud",
            HetznerCloudHost,
            {**CLOUD, "region": "fsn1", "image": "ubuntu-24.04"},
        ),
        ("hetzner-dedicated", HetznerDedicatedHost, {"product": None, "server_number": None, "firewall": None}),
        ("bytemark", BytemarkHost, {}),
    ],
)
def test_defaults_of_a_host(provider: str, model: type[HostRow], own: dict[str, Any]) -> None:
    row: HostRow = host(provider=provider)
    assert type(row) is model
    assert row.model_dump() == {
        "provider": provider,
        "manager": None,
        "environment": "production",
        "account": None,
        "families": None,
        "ipv4": None,
        "ipv6": None,
        "exporter": {"via": None, "port": None, "none": None},
        "role": None,
        "spare": None,
        "aliases": [],
        "retire": None,
        "alerts": {},
        "maintenance": [],
        "uptime_port": None,
        "uptime_id": None,
        "note": None,
        **own,
    }
    assert (row.state, row.provider_id) == ("registered", None)


def test_defaults_of_other_rows() -> None:
    service, zone = (get_args(fleet_model().model_fields[section].annotation)[1] for section in ("services", "zones"))
    site = get_args(service.model_fields["sites"].annotation)[1]
    assert Contact(name="a", email_missing="b").model_dump(exclude={"name", "email_missing"}) == {
        "email": None,
        "notices": [],
        "downtime_protocol": None,
        "ssh_keys": [],
    }
    assert Provider(console="https://a.example.org/", manager="a").note is None
    assert FirewallRule(port="80").model_dump() == {"protocol": "tcp", "port": "80", "sources": ["0.0.0.0/0", "::/0"]}
    assert Errors(none="a").sentry is None
    assert Pages(repository="a/b").model_dump() == {
        "repository": "a/b",
        "branch": None,
        "path": "/",
        "workflow": False,
        "create": False,
        "release": False,
        "https": None,
    }
    assert site(keyword="a").model_dump(exclude={"keyword"}) == {
        "keyword_missing": None,
        "pages": None,
        "status": [],
        "redirects": True,
        "families": None,
        "proxied": False,
        "uptime_id": None,
        "aliases": [],
    }
    assert service(title="a", errors=Errors(none="b")).model_dump(exclude={"title", "errors"}) == {
        "manager": None,
        "environment": None,
        "hosts": [],
        "sites": {},
        "alerts": {},
        "maintenance": [],
        "interval": None,
        "aliases": [],
        "note": None,
    }
    assert fleet_model()().model_dump() == {
        "organisation": None,
        "contacts": {},
        "providers": {},
        "firewalls": {},
        "hosts": {},
        "services": {},
        "zones": {},
        "status_pages": {},
        "alerting": {"smarthost": "localhost:25", "tls": None, "sender": None, "user": None, "pages": None},
        "exporters": None,
    }
    assert Exporters(password_hash=HASH).user == "prometheus"
    assert zone(elsewhere="a").model_dump(exclude={"elsewhere"}) == {
        "provider": None,
        "id": None,
        "ttl": 86_400,
        "caa": [],
        "email": None,
        "delegated": None,
        "release": False,
        "keep": [],
    }


def test_a_row_that_was_checked_is_taken_as_it_is() -> None:
    found = host(provider="linode", environment="development")
    assert row_of("hosts").validate_python(found, strict=True) is found


def test_the_model_is_made_once_and_called_as_it_was() -> None:
    assert fleet_model() is fleet_model()
    assert issubclass(fleet_model(), Fleet)
    assert (fleet_model().__name__, fleet_model().__doc__) == (Fleet.__name__, Fleet.__doc__)


def test_an_inventory_may_be_whatever_the_providers_are(mistakes: Callable[..., list[str]]) -> None:
    found = mistakes("providers:\n  ajax: { console: https://ajax.example/, manager: ods }\n")
    assert any(problem.startswith("2:3: providers.ajax: 'ajax' is not known here; write one of ") for problem in found)
    found = mistakes("zones:\n  example.org: { provider: ajax }\n")
    assert [problem for problem in found if "zones[example.org].provider: 'ajax' is not known here" in problem]


@pytest.mark.parametrize("provider", ["bytemark", "hetzner-dedicated", "github-pages"])
def test_a_zone_is_at_a_provider_that_has_zones(provider: str, mistakes: Callable[..., list[str]]) -> None:
    (found, *_) = mistakes(f"zones:\n  example.org: {{ provider: {provider} }}\n")
    assert f"zones[example.org].provider: '{provider}' is not known here" in found
    assert "hetzner-cloud" in found


def test_where_no_provider_has_zones_all_are_kept_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fleet.registry.PROVIDERS", ["components.bytemark", "components.hetzner_dedicated"])
    row = {"elsewhere": "the registrar"}
    assert (
        fleet_model().model_validate({"zones": {"example.org": row}}).zones["example.org"].elsewhere == "the registrar"
    )
    for wrong in ({"provider": "linode"}, {"provider": "bytemark"}, {}):
        with pytest.raises(ValidationError):
            fleet_model().model_validate({"zones": {"example.org": wrong}})
    with pytest.raises(ValidationError, match="pages"):
        row_of("services").validate_python(
            {"title": "a", "errors": {"none": "b"}, "sites": {"https://a.example.org/": {"keyword": "a", "pages": {}}}}
        )


def test_the_providers_of_hosts() -> None:
    assert host_providers() == ["bytemark", "hetzner-cloud", "hetzner-dedicated", "linode"]
