"""Small fleets, of rows as an inventory has them."""

from base64 import b64encode
from typing import Any

from components.declare import declare
from fleet.blueprint.firewalls import Firewall
from fleet.draw_up import draw_up
from fleet.inventory.fleet import Fleet
from fleet.inventory.model import fleet_model
from tests.conftest import Recording, Run


def ssh_key(number: int, comment: str = "someone@example.org") -> str:
    """A public key like no other number's."""
    blob = (11).to_bytes(4) + b"ssh-ed25519" + (32).to_bytes(4) + number.to_bytes(32)
    return f"ssh-ed25519 {b64encode(blob).decode()} {comment}"


LOGIN = {"password_hash": "$2y$10$" + "N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"}
OPS, FRIEND = ssh_key(1), ssh_key(2)
CONSOLES = ("linode", "hetzner-cloud", "hetzner-dedicated", "bytemark", "github-pages")


def fleet_of(
    hosts: dict[str, Any] | None = None,
    sites: dict[str, Any] | None = None,
    *,
    contacts: dict[str, Any] | None = None,
    services: dict[str, Any] | None = None,
    **sections: Any,
) -> Fleet:
    """A fleet of these hosts, all but `friend`'s managed by `ops`, and one service that runs on all of them.

    `sections` are any others of an inventory.
    """
    rows = hosts or {}
    everything = {"title": "The service", "manager": "ops", "hosts": list(rows), "errors": {"none": "a test"}}
    people = {
        "ops": {"name": "Operators", "email": "ops@example.org", "ssh_keys": [OPS]},
        "friend": {"name": "A friend", "email": "friend@example.org", "ssh_keys": [FRIEND]},
    }
    return fleet_model().model_validate(
        {
            "contacts": people | (contacts or {}),
            "providers": {name: {"console": f"https://{name}.example/", "manager": "ops"} for name in CONSOLES},
            "hosts": rows,
            "services": services if services is not None else {"app": everything | {"sites": sites or {}}},
            **sections,
        }
    )


def firewall_of(fleet: Fleet, *rule_sets: str) -> Firewall:
    """The firewall of a combination of rule sets, with no host behind it."""
    return Firewall(rule_sets, tuple(fleet.rules(rule_sets)), ())


def told_at_first_boot(fleet: Fleet, name: str) -> str:
    """The user data of a host that is created."""
    return draw_up(fleet).hosts[name].user_data


NOTHING_BESIDES = {"fleet:uptimerobot": "false", "fleet:hetznerrobot": "false"}
"""Settings of a stack that manages machines in clouds and nothing besides."""


def declared(run: Run, fleet: Fleet, **options: Any) -> Recording:
    """What the components declare of a fleet, in the stack `test`, which by default manages nothing but clouds."""
    return run(lambda: declare(draw_up(fleet), "test"), **{"config": NOTHING_BESIDES, **options})
