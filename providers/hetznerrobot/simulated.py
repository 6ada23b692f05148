"""A simulated Hetzner Robot: its web service for dedicated servers, with the limits and errors of the real one."""

import binascii
import hashlib
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from typing import Any

from werkzeug.wrappers import Request, Response

from providers.hetznerrobot.server_answer import NAME_LENGTH
from providers.hetznerrobot.simulated_firewalls import SimulatedFirewalls
from providers.hetznerrobot.simulated_objects import (
    KEYS,
    REVERSE_DNS,
    SERVERS,
    WRAPPERS,
    invalid_input,
    json_answer,
    no_such,
    normal_id,
    refusal,
    static_name,
    wrapped,
)
from sandbox.store import Store, Stored
from sandbox.web import Handler, WebApi

LOGINS = 3
"""The number of failed logins after which every login is refused."""


class HetznerRobot(WebApi):
    """A simulated account.

    Args:
        store: The simulated clouds' store.
        user: The only user that is accepted.
        password: The user's password.

    Attributes:
        failed_logins: How many logins failed.
        limits: The most requests an hour, by method and first part of the path.
        used: How many of those requests were sent.
        interval: The seconds that the answer to too many requests gives.
        firewalls: Answers requests about firewalls.
    """

    def __init__(self, store: Store, user: str, password: str) -> None:
        self._user, self._password = user, password
        self.failed_logins = 0
        self.limits: dict[tuple[str, str], int] = {}
        self.used: Counter[tuple[str, str]] = Counter()
        self.interval = 3600
        self.firewalls = SimulatedFirewalls(store)
        super().__init__(store)

    def routes(self) -> Iterator[tuple[str, str, Handler]]:
        """The part of the web service that the provider uses."""
        for kind in (SERVERS, REVERSE_DNS, KEYS):
            path = f"/{WRAPPERS[kind]}"
            yield "GET", path, lambda _, kind=kind: self._list(kind)
            yield "GET", f"{path}/<id_>", lambda _, id_, kind=kind: self._get(kind, id_)
        yield "POST", "/server/<id_>", lambda request, id_: self._rename(request, SERVERS, id_, "server_name")
        yield "PUT", "/rdns/<id_>", self._set_reverse_dns
        yield "POST", "/rdns/<id_>", self._set_reverse_dns
        yield "DELETE", "/rdns/<id_>", self._delete_reverse_dns
        yield "POST", "/key", self._add_key
        yield "POST", "/key/<id_>", lambda request, id_: self._rename(request, KEYS, id_, "name")
        yield "DELETE", "/key/<id_>", self._remove_key
        for method in ("GET", "POST", "DELETE"):
            yield method, "/firewall/<id_>", self.firewalls.answer

    def before_request(self, request: Request) -> Response | None:
        """Refuse wrong logins, every login after three wrong ones, and requests beyond the hour's limit."""
        login = request.authorization
        is_right = login is not None and (login.username, login.password) == (self._user, self._password)
        if not is_right or self.failed_logins >= LOGINS:
            self.failed_logins += not is_right
            return refusal(401, "UNAUTHORIZED", "Unauthorized")
        limited = (request.method, f"/{request.path.split('/')[1]}")
        self.used[limited] += 1
        limit = self.limits.get(limited)
        if limit is not None and self.used[limited] > limit:
            details = {"max_request": limit, "interval": self.interval}
            return refusal(403, "RATE_LIMIT_EXCEEDED", "rate limit exceeded", **details)
        return None

    def not_found(self, request: Request) -> Response:
        """The answer to a path that the web service doesn't have."""
        return refusal(404, "NOT_FOUND", f"{request.method} {request.path} not found")

    def _list(self, kind: str) -> Response:
        stored = self.store.all(kind)
        if not stored:
            return refusal(404, "NOT_FOUND", f"No {WRAPPERS[kind]} found")
        return json_answer([wrapped(each) for each in stored])

    def _get(self, kind: str, id_: str) -> Response:
        stored = self.store.get(kind, normal_id(kind, id_))
        return no_such(kind) if stored is None else json_answer(wrapped(stored))

    def _rename(self, request: Request, kind: str, id_: str, field: str) -> Response:
        stored = self.store.get(kind, id_)
        if stored is None:
            return no_such(kind)
        name = request.form.get(field, "")
        if not name:
            return invalid_input(missing=[field])
        if kind == SERVERS and len(name) > NAME_LENGTH:
            return invalid_input(invalid=[field])
        return self._change(kind, id_, stored.properties | {field: name})

    def _change(self, kind: str, id_: str, properties: dict[str, Any]) -> Response:
        self.store.change(kind, id_, None, properties)
        return json_answer(wrapped(Stored(kind, id_, properties)))

    def _set_reverse_dns(self, request: Request, id_: str) -> Response:
        id_ = normal_id(REVERSE_DNS, id_)
        if not self._has_address(id_):
            return refusal(404, "IP_NOT_FOUND", "The IP address was not found")
        ptr, stored = request.form.get("ptr", ""), self.store.get(REVERSE_DNS, id_)
        if not ptr:
            return invalid_input(missing=["ptr"])
        if request.method == "PUT" and stored is not None:
            return refusal(409, "RDNS_ALREADY_EXISTS", "There is already an existing reverse DNS entry")
        if stored is None and request.method == "POST":
            return refusal(404, "RDNS_NOT_FOUND", "The IP address has no reverse DNS entry yet")
        properties = {"ip": id_, "ptr": ptr}
        if stored is not None:
            return self._change(REVERSE_DNS, id_, properties)
        self.store.add(REVERSE_DNS, id_, None, properties)
        return json_answer({"rdns": properties}, 201)

    def _delete_reverse_dns(self, _request: Request, id_: str) -> Response:
        id_ = normal_id(REVERSE_DNS, id_)
        if self.store.get(REVERSE_DNS, id_) is None:
            return no_such(REVERSE_DNS)
        if any(server.properties["server_ip"] == id_ for server in self.store.all(SERVERS)):
            return self._change(REVERSE_DNS, id_, {"ip": id_, "ptr": static_name(id_)})
        self.store.remove(REVERSE_DNS, id_)
        return Response(status=200)

    def _has_address(self, ip: str) -> bool:
        """Whether an address belongs to one of the account's servers."""
        for server in self.store.all(SERVERS):
            prefix = (server.properties["server_ipv6_net"] or "-").removesuffix("::")
            if ip in server.properties["ip"] or ip.startswith(f"{prefix}:"):
                return True
        return False

    def _add_key(self, request: Request) -> Response:
        name, data = request.form.get("name", ""), request.form.get("data", "")
        missing = [field for field, value in (("name", name), ("data", data)) if not value]
        if missing:
            return invalid_input(missing=missing)
        try:
            id_ = hashlib.md5(b64decode(data.split()[1], validate=True), usedforsecurity=False).digest().hex(":")
        except (IndexError, binascii.Error):
            return invalid_input(invalid=["data"])
        if self.store.get(KEYS, id_) is not None:
            return refusal(409, "KEY_ALREADY_EXISTS", "The key already exists")
        kind = data.split()[0].removeprefix("ssh-").upper()
        properties = {"name": name, "fingerprint": id_, "type": kind, "size": 256, "data": data}
        self.store.add(KEYS, id_, None, properties)
        return json_answer({"key": properties}, 201)

    def _remove_key(self, _request: Request, id_: str) -> Response:
        if self.store.get(KEYS, id_) is None:
            return no_such(KEYS)
        self.store.remove(KEYS, id_)
        return Response(status=200)


def simulated(store: Store, credential: str) -> HetznerRobot:
    """The web service that the sandbox serves."""
    return HetznerRobot(store, credential, credential)
