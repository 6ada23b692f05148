"""A simulated Hetzner Robot: its web service for dedicated servers, with the manners that the real one is known for."""

import binascii
import hashlib
import json
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from werkzeug.wrappers import Request, Response

from providers.hetznerrobot.simulated_rules import rules_of
from sandbox.store import Store, Stored
from sandbox.web import Handler, WebApi

SERVERS, REVERSE_DNS, FIREWALLS, KEYS = (
    "hetznerrobot:index:Server",
    "hetznerrobot:index:ReverseDns",
    "hetznerrobot:index:Firewall",
    "hetznerrobot:index:SshKey",
)
"""What the store calls its objects."""
LOGINS = 3
"""Failed ones after which the address is locked out."""
_WRAPPERS = {SERVERS: "server", REVERSE_DNS: "rdns", KEYS: "key"}


class HetznerRobot(WebApi):
    """One account.

    Args:
        store: The clouds' memory.
        user: The only user that it lets in.
        password: With this password.

    `failed_logins` counts wrong ones; from three on nobody gets in. `limits` has the most requests an hour by method
    and the first part of the path, and `used` what there were of them; `settling` is for how many reads after a write
    a firewall is in process; `cut_off` are the servers that were ever sent a firewall without output rules, which
    disconnects them.
    """

    def __init__(self, store: Store, user: str, password: str) -> None:
        self._user, self._password = user, password
        self.failed_logins = 0
        self.limits: dict[tuple[str, str], int] = {}
        self.used: Counter[tuple[str, str]] = Counter()
        self.interval = 3600
        self.settling = 0
        self.cut_off: list[str] = []
        self._left: Counter[str] = Counter()
        super().__init__(store)

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """The part of the web service that the provider uses."""
        for kind in (SERVERS, REVERSE_DNS, KEYS):
            path = f"/{_WRAPPERS[kind]}"
            yield "GET", path, lambda _, kind=kind: self._list(kind)
            yield "GET", f"{path}/<id_>", lambda _, id_, kind=kind: self._get(kind, id_)
        yield "POST", "/server/<id_>", lambda request, id_: self._rename(request, SERVERS, id_, "server_name")
        yield "PUT", "/rdns/<id_>", self._point
        yield "POST", "/rdns/<id_>", self._point
        yield "DELETE", "/rdns/<id_>", self._unpoint
        yield "POST", "/key", self._add_key
        yield "POST", "/key/<id_>", lambda request, id_: self._rename(request, KEYS, id_, "name")
        yield "DELETE", "/key/<id_>", self._remove_key
        for method in ("GET", "POST", "DELETE"):
            yield method, "/firewall/<id_>", self._firewall

    def before(self, request: Request) -> Response | None:
        """Refuse wrong logins, and all of them after three; then refuse what is too much for an hour."""
        login = request.authorization
        is_right = login is not None and (login.username, login.password) == (self._user, self._password)
        if not is_right or self.failed_logins >= LOGINS:
            self.failed_logins += not is_right
            return _refused(401, "UNAUTHORIZED", "Unauthorized")
        what = (request.method, f"/{request.path.split('/')[1]}")
        self.used[what] += 1
        limit = self.limits.get(what)
        if limit is not None and self.used[what] > limit:
            told = {"max_request": limit, "interval": self.interval}
            return _refused(403, "RATE_LIMIT_EXCEEDED", "rate limit exceeded", **told)
        return None

    def missing(self, request: Request) -> Response:
        """What is said where there is nothing."""
        return _refused(404, "NOT_FOUND", f"{request.method} {request.path} not found")

    def _list(self, kind: str) -> Response:
        found = self.store.all(kind)
        if not found:
            return _refused(404, "NOT_FOUND", f"No {_WRAPPERS[kind]} found")
        return _json([_told(one) for one in found])

    def _get(self, kind: str, id_: str) -> Response:
        found = self.store.get(kind, _spelt(kind, id_))
        return _nothing(kind) if found is None else _json(_told(found))

    def _rename(self, request: Request, kind: str, id_: str, field: str) -> Response:
        found = self.store.get(kind, id_)
        if found is None:
            return _nothing(kind)
        name = request.form.get(field, "")
        if not name:
            return _invalid(missing=[field])
        return self._changed(kind, id_, found.properties | {field: name})

    def _changed(self, kind: str, id_: str, properties: dict[str, Any]) -> Response:
        self.store.change(kind, id_, None, properties)
        return _json(_told(Stored(kind, id_, properties)))

    def _point(self, request: Request, id_: str) -> Response:
        id_ = _spelt(REVERSE_DNS, id_)
        if not self._owner(id_):
            return _refused(404, "IP_NOT_FOUND", "The IP address was not found")
        ptr, found = request.form.get("ptr", ""), self.store.get(REVERSE_DNS, id_)
        if not ptr:
            return _invalid(missing=["ptr"])
        if request.method == "PUT" and found is not None:
            return _refused(409, "RDNS_ALREADY_EXISTS", "There is already an existing reverse DNS entry")
        if found is None and request.method == "POST":
            return _refused(404, "RDNS_NOT_FOUND", "The IP address has no reverse DNS entry yet")
        properties = {"ip": id_, "ptr": ptr}
        if found is not None:
            return self._changed(REVERSE_DNS, id_, properties)
        self.store.add(REVERSE_DNS, id_, None, properties)
        return _json({"rdns": properties}, 201)

    def _unpoint(self, _request: Request, id_: str) -> Response:
        id_ = _spelt(REVERSE_DNS, id_)
        if self.store.get(REVERSE_DNS, id_) is None:
            return _nothing(REVERSE_DNS)
        if any(server.properties["server_ip"] == id_ for server in self.store.all(SERVERS)):
            return self._changed(REVERSE_DNS, id_, {"ip": id_, "ptr": static_name(id_)})
        self.store.remove(REVERSE_DNS, id_)
        return Response(status=200)

    def _owner(self, ip: str) -> bool:
        """Whether an address is one of the account's."""
        for server in self.store.all(SERVERS):
            prefix = (server.properties["server_ipv6_net"] or "-").removesuffix("::")
            if ip in server.properties["ip"] or ip.startswith(f"{prefix}:"):
                return True
        return False

    def _add_key(self, request: Request) -> Response:
        name, data = request.form.get("name", ""), request.form.get("data", "")
        missing = [field for field, value in (("name", name), ("data", data)) if not value]
        if missing:
            return _invalid(missing=missing)
        try:
            id_ = hashlib.md5(b64decode(data.split()[1], validate=True), usedforsecurity=False).digest().hex(":")
        except (IndexError, binascii.Error):
            return _invalid(invalid=["data"])
        if self.store.get(KEYS, id_) is not None:
            return _refused(409, "KEY_ALREADY_EXISTS", "The key already exists")
        kind = data.split()[0].removeprefix("ssh-").upper()
        properties = {"name": name, "fingerprint": id_, "type": kind, "size": 256, "data": data}
        self.store.add(KEYS, id_, None, properties)
        return _json({"key": properties}, 201)

    def _remove_key(self, _request: Request, id_: str) -> Response:
        if self.store.get(KEYS, id_) is None:
            return _nothing(KEYS)
        self.store.remove(KEYS, id_)
        return Response(status=200)

    def _firewall(self, request: Request, id_: str) -> Response:
        if self.store.get(SERVERS, id_) is None:
            return _nothing(SERVERS)
        if request.method == "GET":
            answer = self._firewall_told(id_)
            self._left[id_] -= self._left[id_] > 0
            return answer
        if self._left[id_] > 0:
            return _refused(409, "FIREWALL_IN_PROCESS", "The firewall is already in process")
        if request.method == "DELETE":
            self.store.remove(FIREWALLS, id_)
        else:
            rules, wrong = rules_of(request)
            if wrong:
                return _invalid(invalid=wrong)
            if not rules["output"]:
                self.cut_off.append(id_)
            told: dict[str, Any] = {"status": request.form.get("status", ""), "port": request.form.get("port", "main")}
            told |= {name: request.form.get(name) == "true" for name in ("filter_ipv6", "whitelist_hos")}
            self.store.put(FIREWALLS, id_, told | {"rules": rules})
        self._left[id_] = self.settling
        return self._firewall_told(id_)

    def _firewall_told(self, id_: str) -> Response:
        found = self.store.get(FIREWALLS, id_)
        off = {"filter_ipv6": False, "whitelist_hos": True, "port": "main", "rules": {"input": [], "output": []}}
        told = found.properties if found else {"status": "disabled"} | off
        busy = {"status": "in process"} if self._left[id_] > 0 else {}
        return _json({"firewall": {"server_number": int(id_)} | told | busy})


def seed_server(  # noqa: PLR0917 # the columns of a table
    store: Store, number: int, name: str, ipv4: str, ipv6_net: str, product: str
) -> None:
    """Rent a server, once: it has one IPv4 address, and a network of IPv6 addresses, like 2001:db8:1:2::."""
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
    """What an address of Hetzner's is called whose owner has not named it."""
    return f"static.{'.'.join(reversed(ipv4.split('.')))}.clients.your-server.de"


def _spelt(kind: str, id_: str) -> str:
    return str(ip_address(id_)) if kind == REVERSE_DNS else id_


def _told(one: Stored) -> dict[str, Any]:
    return {_WRAPPERS[one.kind]: one.properties}


def _nothing(kind: str) -> Response:
    name = _WRAPPERS[kind]
    return _refused(404, f"{name.upper()}_NOT_FOUND", f"{name} not found")


def _invalid(*, missing: list[str] | None = None, invalid: list[str] | None = None) -> Response:
    return _refused(400, "INVALID_INPUT", "invalid input", missing=missing, invalid=invalid)


def _refused(status: int, code: str, message: str, **more: Any) -> Response:
    return _json({"error": {"status": status, "code": code, "message": message, **more}}, status)


def _json(told: Any, status: int = 200) -> Response:
    return Response(json.dumps(told), status, mimetype="application/json")


def simulated(store: Store, credential: str) -> HetznerRobot:
    """The API that the sandbox serves."""
    return HetznerRobot(store, credential, credential)
