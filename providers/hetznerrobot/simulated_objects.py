"""The objects of a simulated Hetzner Robot, and the forms of its answers."""

import json
from ipaddress import ip_address
from typing import Any

from werkzeug.wrappers import Response

from sandbox.store import Store, Stored

SERVERS, REVERSE_DNS, FIREWALLS, KEYS = (
    "hetznerrobot:index:Server",
    "hetznerrobot:index:ReverseDns",
    "hetznerrobot:index:Firewall",
    "hetznerrobot:index:SshKey",
)
"""The kinds of objects in the store, by the provider's type tokens."""
WRAPPERS = {SERVERS: "server", REVERSE_DNS: "rdns", KEYS: "key"}
"""The key that an object of each kind is wrapped in, which is also its path."""


def seed_server(  # noqa: PLR0917 # the columns of a table
    store: Store, number: int, name: str, ipv4: str, ipv6_net: str, product: str
) -> None:
    """Add a rented server, once. It has one IPv4 address and an IPv6 network, given like 2001:db8:1:2::."""
    properties = {
        "server_ip": ipv4,
        "server_ipv6_net": ipv6_net,
        "server_number": number,
        "server_name": name,
        "product": product,
        "dc": "FSN1-DC14",
        "traffic": "unlimited",
        "status": "ready",
        "cancelled": False,
        "paid_until": "2030-01-31",
        "ip": [ipv4],
        "subnet": [{"ip": ipv6_net, "mask": "64"}],
    }
    store.seed(SERVERS, str(number), None, properties)


def static_name(ipv4: str) -> str:
    """The reverse DNS that Hetzner gives a main IPv4 address for which its owner has set none."""
    return f"static.{'.'.join(reversed(ipv4.split('.')))}.clients.your-server.de"


def normal_id(kind: str, id_: str) -> str:
    """An id in its normal form: an address has several spellings."""
    return str(ip_address(id_)) if kind == REVERSE_DNS else id_


def wrapped(stored: Stored) -> dict[str, Any]:
    """An object as the web service returns it: `{"server": {…}}`."""
    return {WRAPPERS[stored.kind]: stored.properties}


def json_answer(content: Any, status: int = 200) -> Response:
    """An answer with JSON content."""
    return Response(json.dumps(content), status, mimetype="application/json")


def refusal(status: int, code: str, message: str, **more: Any) -> Response:
    """An error answer."""
    return json_answer({"error": {"status": status, "code": code, "message": message, **more}}, status)


def no_such(kind: str) -> Response:
    """The answer where there is no object with an id."""
    name = WRAPPERS[kind]
    return refusal(404, f"{name.upper()}_NOT_FOUND", f"{name} not found")


def invalid_input(*, missing: list[str] | None = None, invalid: list[str] | None = None) -> Response:
    """The answer to a form with missing or invalid fields."""
    return refusal(400, "INVALID_INPUT", "invalid input", missing=missing, invalid=invalid)
